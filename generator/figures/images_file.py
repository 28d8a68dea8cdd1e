"""`imgs.toml`: which figure stands at which image path, so that an existing post needs no edit.

["imgs/空洞卷积.gif"]
figure = "dilated_steps"
dilation = 2
"""

from __future__ import annotations

import re
import tomllib

from generator import addresses
from generator.diagnostics import Checked, Diagnostic, Location
from generator.model import Param
from generator.problems import figures as problems
from generator.records import dataclass
from generator.toml_reader import read_toml

_SPARE = len(".zh-hans")
"""A figure's name grows by the language of the page that shows it."""
EXTENSIONS = (".gif", ".jpeg", ".jpg", ".png")


@dataclass(frozen=True, slots=True)
class ImageEntry:
    """An image that the engine draws: its output path, the kind of figure, its parameters."""

    path: str
    kind: str
    params: tuple[Param, ...]
    at: Location


def read_images_file(text: str, path: str = "imgs.toml") -> Checked[tuple[ImageEntry, ...]]:
    """The entries of an `imgs.toml`, in the file's order."""
    try:
        tree = read_toml(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        at = Location(path, int(line[1]) if line else text.count("\n") + 1)
        return Checked((), (problems.bad_images_file(str(error).split(" (at ")[0].lower(), at),))
    lines = text.split("\n")
    entries: list[ImageEntry] = []
    found: list[Diagnostic] = []
    for name, values in tree.items():
        at = Location(path, _line(lines, name))
        fault = _fault(name, values, at)
        if fault is not None:
            found.append(fault)
            continue
        params = tuple(
            Param(key, str(value), Location(path, _line(lines, key, at.line)))
            for key, value in values.items()
            if key != "figure"
        )
        entries.append(ImageEntry(name, str(values["figure"]), params, at))
    return Checked(tuple(entries), tuple(found))


def _fault(name: str, values: object, at: Location) -> Diagnostic | None:
    """What is wrong with an entry, if anything."""
    if not isinstance(values, dict) or "figure" not in values:
        return problems.image_without_figure(name, at)
    if addresses.join("", name) != name or name.startswith("/"):
        return problems.bad_image_path(name, "is no path from the site's root", at)
    if why := addresses.unfit(name, _SPARE):
        return problems.bad_image_path(name, why, at)
    if not name.lower().endswith(EXTENSIONS):
        return problems.bad_image_path(name, f"should end in {', '.join(EXTENSIONS)}", at)
    return None


def _line(lines: list[str], key: str, after: int = 0) -> int:
    """The line on which a key stands, at or behind line `after`."""
    for number, line in enumerate(lines[max(after - 1, 0) :], max(after, 1)):
        if key in line:
            return number
    return after
