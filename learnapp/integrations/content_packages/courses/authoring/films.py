"""Make the films of the demo courses: `python -m learnapp.integrations.content_packages.courses.authoring.films`.

Each film is drawn frame by frame, spoken by espeak-ng, encoded by FFmpeg, and captioned in English and Spanish. Needs
requirements-dev.txt, espeak-ng, and the typeface that the front end's build brings along.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import wave
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import imageio_ffmpeg  # type: ignore[import-untyped]
import webvtt
from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT, FRAMES_PER_SECOND = 960, 540, 12
INK, SOFT, BLUE, TINT, ORANGE, SAND, PAPER = "#1b2430", "#66707f", "#2450b8", "#dbe5fb", "#b8540a", "#fdebd6", "#fbfcfe"
_COURSES = Path(__file__).parents[1]
_TYPEFACE = Path("assets/fonts/atkinson-next-latin.woff2")
_PAUSE, _SHORTEST = 0.7, 2.5

Draw = Callable[["Canvas", float], None]


@dataclass(frozen=True)
class Scene:
    """One sentence and what is seen meanwhile; `draw(canvas, t)` gets t from 0 to 1."""

    en: str
    es: str
    draw: Draw


@dataclass(frozen=True)
class Film:
    """A film of one KC."""

    course: str
    name: str
    scenes: tuple[Scene, ...]


class Canvas:
    """A frame with the few shapes that the films are made of; coordinates in pixels from the upper left."""

    def __init__(self, typeface: Path) -> None:
        self.image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
        self._pen = ImageDraw.Draw(self.image)
        self._typeface = typeface

    def text(self, x: float, y: float, said: str, *, size: int = 32, color: str = INK, anchor: str = "mm") -> None:
        """Write a line."""
        font = ImageFont.truetype(str(self._typeface), size)
        self._pen.text((x, y), said, font=font, fill=color, anchor=anchor)

    def box(self, x: float, y: float, width: float, height: float, fill: str, *, outline: str = INK) -> None:
        """Draw a rectangle."""
        self._pen.rectangle((x, y, x + width, y + height), fill=fill, outline=outline, width=3)

    def line(self, x1: float, y1: float, x2: float, y2: float, *, color: str = INK, width: int = 4) -> None:
        """Draw a line."""
        self._pen.line((x1, y1, x2, y2), fill=color, width=width)

    def dot(self, x: float, y: float, *, color: str = ORANGE, radius: int = 11) -> None:
        """Draw a point."""
        self._pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=color)

    def wedge(self, x: float, y: float) -> None:
        """Draw the foot of a balance, its tip at (x, y)."""
        self._pen.polygon(((x, y), (x - 46, y + 70), (x + 46, y + 70)), fill=SOFT)


def eased(t: float, start: float = 0.0, end: float = 1.0) -> float:
    """Return how far a movement between two moments is: 0 before, 1 after, gentle at both ends."""
    part = min(1.0, max(0.0, (t - start) / (end - start)))
    return part * part * (3 - 2 * part)


def _spoken(text: str, out: Path) -> float:
    """Speak a sentence into a WAV file; return its length in seconds."""
    speaker = shutil.which("espeak-ng")
    if speaker is None:
        sys.exit("espeak-ng is not installed: it is a package of most systems")
    subprocess.run([speaker, "-v", "en-us", "-s", "148", "-w", str(out), text], check=True)  # noqa: S603
    with wave.open(str(out)) as sound:
        return float(sound.getnframes() / sound.getframerate())


def _clock(seconds: float) -> str:
    whole, rest = divmod(round(seconds * 1000), 1000)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}.{rest:03}"


def make(film: Film, typeface: Path) -> None:
    """Write the film's mp4, its poster and its captions into the course's folder `films`."""
    folder = _COURSES / film.course / "films"
    folder.mkdir(exist_ok=True)
    ffmpeg = imageio_ffmpeg.get_ffmpeg_exe()
    with tempfile.TemporaryDirectory() as scratch:
        lengths, voices = [], []
        for number, scene in enumerate(film.scenes):
            voice = Path(scratch) / f"{number}.wav"
            lengths.append(round(max(_SHORTEST, _spoken(scene.en, voice) + _PAUSE) * FRAMES_PER_SECOND))
            voices.append(voice)
        sound = Path(scratch) / "sound.wav"
        _join(voices, [length / FRAMES_PER_SECOND for length in lengths], sound)
        command = [
            ffmpeg, "-y", "-loglevel", "error",
            "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{WIDTH}x{HEIGHT}", "-r", str(FRAMES_PER_SECOND), "-i", "-",
            "-i", str(sound), "-c:v", "libx264", "-preset", "veryslow", "-tune", "animation", "-crf", "28",
            "-pix_fmt", "yuv420p", "-g", "48", "-c:a", "aac", "-b:a", "48k", "-ac", "1", "-movflags", "+faststart",
            "-fflags", "+bitexact", "-map_metadata", "-1", str(folder / f"{film.name}.mp4"),
        ]  # fmt: skip
        encoder = subprocess.Popen(command, stdin=subprocess.PIPE)  # noqa: S603
        assert encoder.stdin is not None  # noqa: S101 - it was asked for
        for scene, length in zip(film.scenes, lengths, strict=True):
            for frame in range(length):
                canvas = Canvas(typeface)
                scene.draw(canvas, frame / max(1, length - 1))
                encoder.stdin.write(canvas.image.tobytes())
        encoder.stdin.close()
        if encoder.wait():
            sys.exit(f"FFmpeg could not encode {film.name}")
    poster = Canvas(typeface)
    film.scenes[-1].draw(poster, 1.0)
    poster.image.save(folder / f"{film.name}.jpg", quality=80, optimize=True)
    for language in ("en", "es"):
        _caption(film, language, lengths, folder / f"{film.name}.{language}.vtt")


def _join(voices: list[Path], seconds: list[float], out: Path) -> None:
    """Put the sentences one after the other, each with silence up to the end of its scene."""
    with wave.open(str(voices[0])) as first:
        shape = first.getparams()
    with wave.open(str(out), "wb") as whole:
        whole.setparams(shape)
        for voice, length in zip(voices, seconds, strict=True):
            with wave.open(str(voice)) as one:
                said = one.readframes(one.getnframes())
            wanted = round(length * shape.framerate) * shape.sampwidth * shape.nchannels
            whole.writeframes(said[:wanted].ljust(wanted, b"\0"))


def _caption(film: Film, language: str, lengths: list[int], out: Path) -> None:
    captions = webvtt.WebVTT()
    at = 0.0
    for scene, length in zip(film.scenes, lengths, strict=True):
        end = at + length / FRAMES_PER_SECOND
        captions.captions.append(webvtt.Caption(_clock(at), _clock(end - 0.1), getattr(scene, language)))
        at = end
    captions.save(str(out))


def main() -> None:
    """Make every film."""
    from learnapp.integrations.content_packages.courses.authoring.film_scenes import FILMS  # noqa: PLC0415

    if not _TYPEFACE.is_file():
        sys.exit("The typeface is missing: run this from the top of the repository")
    for film in FILMS:
        make(film, _TYPEFACE)
        size = (_COURSES / film.course / "films" / f"{film.name}.mp4").stat().st_size
        print(f"{film.name}: {size / 1000:,.0f} kB")  # noqa: T201 - a command for the terminal


if __name__ == "__main__":
    main()
