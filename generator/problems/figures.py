"""Problems of figures: unknown kinds and parameters, impossible values, faults of a drawing."""

from __future__ import annotations

from collections.abc import Iterable

from generator.diagnostics import Diagnostic, Location
from generator.problems.wording import did_you_mean, error, shown


def unknown_figure(kind: str, known: Iterable[str], at: Location) -> Diagnostic:
    """A kind of figure that there is none of."""
    names = sorted(known)
    help = did_you_mean(kind, names, f"known are {', '.join(names)}")
    return error("unknown-figure", f'no figure "{kind}"', at, help)


def explorer_of_a_kind(name: str, at: Location) -> Diagnostic:
    """An explorer fence with a name behind it."""
    return error("unknown-figure", f'an explorer has no kind, found "{name}"', at, "leave the name out")


def unknown_figure_param(kind: str, key: str, known: Iterable[str], at: Location) -> Diagnostic:
    """A `:key:` that the figure does not have."""
    names = sorted(known)
    help = did_you_mean(key, names, f"known are {', '.join(names)}")
    return error("unknown-param", f'{kind} has no "{key}"', at, help)


def no_number(kind: str, key: str, type_: str, value: str, usual: object, at: Location) -> Diagnostic:
    """A parameter that should be a number (an "int" or a "float"); `usual` is its value when left out."""
    expected = "a whole number" if type_ == "int" else "a number"
    help = f"write it in digits, such as {usual}, which it is when left out"
    return error("bad-param", f'{kind}: {key} should be {expected}, found "{shown(value)}"', at, help)


def impossible_figure(kind: str, reason: str, at: Location, help: str = "") -> Diagnostic:
    """Parameters that no convolution, or no readable figure, can have."""
    return error("impossible-figure", f"{kind}: {reason}", at, help)


def unreadable_figure(kind: str, fault: str, at: Location) -> Diagnostic:
    """A drawing that would not be readable: overlapping, faint or cut text, or a missing glyph."""
    return error("unreadable-figure", f"{kind}: {fault}", at, "other parameters may leave more room")


def bad_images_file(message: str, at: Location) -> Diagnostic:
    """An `imgs.toml` that is no TOML."""
    return error("bad-imgs-toml", message, at, 'as in ["imgs/x.png"] and figure = "dilated_steps" below it')


def image_without_figure(path: str, at: Location) -> Diagnostic:
    """An entry of `imgs.toml` that names no figure."""
    return error("bad-imgs-toml", f'"{path}" names no figure', at, 'add figure = "dilated_steps", or another')


def bad_image_path(path: str, reason: str, at: Location) -> Diagnostic:
    """An entry of `imgs.toml` whose path cannot be written."""
    return error("bad-imgs-toml", f'"{shown(path)}" {reason}', at)
