"""A film with captions, speed, the parts that were watched, and what is said as text.

The player is the browser's own. Around it stand what browsers lack: every control by keyboard in the same place, the
watched parts, the text, and a sentence when the film cannot be played, for then the text teaches the same.
"""

from __future__ import annotations

import reflex as rx
from reflex_base.components.component import Component
from reflex_base.vars.base import Var

from learnapp.components.item import next_button
from learnapp.components.prose import prose
from learnapp.components.text import msg
from learnapp.state.base import AppState
from learnapp.state.working import TaskState

MODULE = "learnapp_film.js"

SOURCE = """import { createElement as h, useEffect, useRef, useState } from "react";
import { numeral } from "./learnapp_numbers";

const SPEEDS = [0.75, 1, 1.25, 1.5, 2];
const TELL_EVERY = 10;
const LONGEST = 55;
const KEPT = "learnapp-film:";
const FRESH = 60_000;

const clock = (seconds) => {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
};

/** Where this student left this film within the last minute, 0 for nowhere. */
const placeOf = (film) => {
  const [at, when] = (film.keep && sessionStorage.getItem(KEPT + film.keep) || "").split(" ");
  return Date.now() - Number(when) < FRESH ? Number(at) : 0;
};
const keepPlace = (film, at) => film.keep && sessionStorage.setItem(KEPT + film.keep, `${at} ${Date.now()}`);

export function FilmPlayer({ film, filmId, locale, words, onWatched, onFinish }) {
  const video = useRef(null);
  const since = useRef(null);
  const last = useRef(0);
  const [speed, setSpeed] = useState(1);
  const [now, setNow] = useState(0);
  const [failed, setFailed] = useState(false);
  // A page that is opened again at once may be told where the film was left before the server has heard of it. Later
  // the server knows better: the film may have been watched on elsewhere.
  const [left] = useState(() => placeOf(film));
  const begin = left || film.start;
  const resumes = begin > 3 && begin < film.seconds - 3;
  const report = useRef(onWatched);
  report.current = onWatched;
  // This visit to the film, as others are told of it: how a stretch began, where was sought, whether anything was told.
  const [visit] = useState(() => crypto.randomUUID?.() ?? `${Math.random()}`.padEnd(8, "0"));
  const [opened] = useState(() => performance.now());
  const began = useRef("play");
  const beganAt = useRef(0);
  const seeks = useRef([]);
  const soughtAt = useRef(0);
  const told = useRef(false);
  const resuming = useRef(false);

  const captions = () => [...(video.current?.textTracks ?? [])].find((one) => one.mode === "showing")?.language ?? "";
  const settings = useRef({});
  const look = () => {
    settings.current = {
      speed: video.current?.playbackRate ?? 1,
      full_screen: document.fullscreenElement !== null && document.fullscreenElement === video.current,
      captions: captions(),
    };
  };

  /** Tell which part was played since the last report and how it ended, and begin the next one here. */
  const tell = (next, ended) => {
    const length = since.current === null ? -1 : last.current - since.current;
    const played = length > 0.5 || (length >= 0 && began.current === "on" && ended !== "on");
    if (played || (ended === "leave" && told.current)) {
      const from = Number((played ? since.current : last.current).toFixed(2));
      const said = {
        visit, began: played ? began.current : "on", ended, ...settings.current,
        seeks: seeks.current.map((way) => way.map((at) => at.toFixed(2)).join("[.]")).join("[,]"),
        lasted: played ? Number(((performance.now() - beganAt.current) / 1000).toFixed(2)) : 0,
        opened: Number(((performance.now() - opened) / 1000).toFixed(2)),
      };
      report.current(filmId, from, Number(last.current.toFixed(2)), JSON.stringify(said));
      told.current = true;
      seeks.current = [];
      began.current = "on";
    }
    since.current = next;
    beganAt.current = performance.now();
    look();
  };
  /** The player is set otherwise: what comes is told apart from what was. */
  const going = () => {
    if (since.current !== null && !video.current?.seeking && last.current - since.current > 0.5) {
      tell(last.current, "on");
    } else {
      look();
    }
  };

  useEffect(() => {
    const tracks = video.current?.textTracks;
    const leave = () => document.visibilityState === "hidden" && since.current !== null && tell(last.current, "on");
    document.addEventListener("visibilitychange", leave);
    document.addEventListener("fullscreenchange", going);
    tracks?.addEventListener("change", going);
    return () => {
      document.removeEventListener("visibilitychange", leave);
      document.removeEventListener("fullscreenchange", going);
      tracks?.removeEventListener("change", going);
      tell(null, "leave");
    };
  }, []);

  const ready = () => {
    if (resumes && video.current.readyState >= 1 && video.current.paused && video.current.currentTime < 0.5) {
      resuming.current = true;
      video.current.currentTime = begin;
    }
  };
  useEffect(ready, [begin]);
  const ticked = () => {
    const at = video.current.currentTime;
    setNow(at);
    if (since.current === null || video.current.seeking) {
      return;
    }
    last.current = at;
    keepPlace(film, at);
    const played = at - since.current;
    if (played >= TELL_EVERY * Math.max(1, video.current.playbackRate) || played > LONGEST) {
      tell(at, "on");
    }
  };
  const starts = () => {
    since.current = last.current = video.current.currentTime;
    began.current = "play";
    beganAt.current = performance.now();
    look();
  };
  const leaves = () => {
    const watched = since.current !== null && last.current - since.current > 0.5;
    tell(null, "seek");
    // Where it goes is told with the next stretch. One drag is one way, however many places it touches, and that the
    // player goes where the film was left is nobody's doing.
    if (!resuming.current && (watched || !seeks.current.length || performance.now() - soughtAt.current > 1000)) {
      seeks.current = [...seeks.current, [last.current, last.current]].slice(-20);
    }
  };
  const sought = () => {
    last.current = video.current.currentTime;
    soughtAt.current = performance.now();
    if (!resuming.current && seeks.current.length) {
      seeks.current[seeks.current.length - 1][1] = last.current;
    }
    resuming.current = false;
    since.current = video.current.paused ? null : last.current;
    began.current = "seek";
    beganAt.current = performance.now();
    look();
  };
  const stopped = () => {
    last.current = video.current.currentTime;
    tell(null, "pause");
  };
  const faster = (event) => {
    const rate = Number(event.target.value);
    setSpeed(rate);
    video.current.playbackRate = rate;
  };
  const go = (at) => {
    video.current.currentTime = at;
    video.current.play()?.catch(() => {});
  };

  const language = film.transcript[locale] ? locale : Object.keys(film.transcript)[0];
  const cues = film.transcript[language] ?? [];
  const here = cues.findLastIndex((cue) => cue.at <= now + 0.05);
  const seen = film.parts.reduce((sum, part) => sum + part[1] - part[0], 0);
  const share = Math.min(100, Math.round(seen / film.seconds * 100));
  const tracks = film.tracks.map((track) =>
    h("track", {
      key: track.language, kind: "captions", src: track.src, srcLang: track.language,
      label: words[track.language] ?? track.language, default: track.language === language,
    }),
  );
  const bar = film.parts.map((part, number) =>
    h("span", {
      key: number,
      style: { left: `${part[0] / film.seconds * 100}%`, width: `${(part[1] - part[0]) / film.seconds * 100}%` },
    }),
  );

  return h(
    "div",
    { className: "film stack-s" },
    h(
      "video",
      {
        ref: video, controls: true, playsInline: true, preload: "metadata", poster: film.poster || undefined,
        src: film.src,
        "aria-label": words.title, onLoadedMetadata: ready, onTimeUpdate: ticked, onPlay: starts, onPause: stopped,
        onSeeking: leaves, onSeeked: sought, onEnded: stopped, onRateChange: going, onError: () => setFailed(true),
      },
      ...tracks,
    ),
    h("div", { className: "watched", role: "img", "aria-label": `${words.watched} ${share} %` }, ...bar),
    h("p", { role: "status", className: failed ? "note" : "sr" }, failed ? words.failed : ""),
    h(
      "div",
      { className: "row" },
      h(
        "label",
        { className: "row small" },
        words.speed,
        h(
          "select",
          { className: "select small", value: speed, onChange: faster },
          ...SPEEDS.map((rate) => h("option", { key: rate, value: rate }, `${numeral(locale, rate)} ×`)),
        ),
      ),
      resumes
        ? h(
            "button",
            { type: "button", className: "button small", onClick: () => go(0) },
            `${words.again} (${words.left} ${clock(begin)})`,
          )
        : null,
    ),
    h(
      "details",
      { className: "card quiet", open: failed || undefined },
      h("summary", null, words.transcript),
      h(
        "ol",
        { className: "transcript", lang: language },
        ...cues.map((cue, number) =>
          h(
            "li",
            { key: number },
            h(
              "button",
              { type: "button", onClick: () => go(cue.at), "aria-current": number === here ? "true" : undefined },
              h("span", { className: "soft small" }, clock(cue.at)),
              " ",
              cue.text,
            ),
          ),
        ),
      ),
      h("button", { type: "button", className: "button", onClick: onFinish }, words.read),
    ),
  );
}
"""

_WORDS = {
    "speed": "film-speed", "watched": "film-watched", "failed": "film-failed", "transcript": "film-transcript",
    "read": "film-read", "again": "film-again", "left": "film-left", "en": "english", "es": "spanish",
}  # fmt: skip


class _FilmPlayer(Component):
    library = "$/utils/learnapp_film"
    tag = "FilmPlayer"

    film: Var[dict[str, object]]
    film_id: Var[str]
    locale: Var[str]
    words: Var[dict[str, str]]
    on_watched: rx.EventHandler[rx.event.passthrough_event_spec(str, float, float, str)]  # type: ignore[type-arg, valid-type]
    on_finish: rx.EventHandler[rx.event.no_args_event_spec]  # type: ignore[type-arg, valid-type]


def film(state: type[TaskState]) -> rx.Component:
    """Return the film of the open content, and the way on once it was watched."""
    content = state.content
    words = {word: msg(key) for word, key in _WORDS.items()} | {"title": content.title}
    return rx.el.article(
        rx.cond(content.body != "", prose(content.body)),
        _FilmPlayer.create(
            film=content.film.to(dict[str, object]),
            film_id=content.content_id,
            locale=AppState.locale,
            words=rx.Var.create(words).to(dict[str, str]),
            on_watched=state.watched,
            on_finish=state.finish_film,
            key=content.content_id,
        ),
        rx.el.div(
            rx.cond(
                content.done,
                rx.fragment(rx.el.strong("✓ ", msg("film-done"), style={"color": "var(--good)"}), next_button(state)),
            ),
            class_name="row",
            role="status",
            style={"margin-top": "1.5rem"},
        ),
    )
