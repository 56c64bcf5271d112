"""What a step is answered on instead of in a field: a picture with places, or a simulation."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A place on a picture that can be chosen: its centre in per cent of width and height. Its label is a choice."""

    label: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture with places on it.

    Attributes:
        name: File in assets/pictures, without its ending; it is an SVG of this project.
        alt: What it shows, for who cannot see it.
    """

    name: str
    alt: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Simulation:
    """A simulation in which a step is answered.

    Attributes:
        name: File in assets/simulations, without its ending.
        setup: What it starts with, numbers by name; the browser sees it.
    """

    name: str
    setup: tuple[tuple[str, float], ...]
