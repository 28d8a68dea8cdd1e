"""One thing of a great length at each door: what grew with the square of it, or had no bound, would hang."""

from __future__ import annotations

import functools

import pytest

from tests.fuzz_targets import BITS, TARGETS
from tests.measured import measured

FOUND = [
    ("figure", "a: ", " "), ("date", "2024-13-45 25:61", " "), ("front-matter", "date: 2024-01-01", " "),
    ("role", "resnet18.macs", " "), ("role", "1+", " "), ("table", "resnet18", " "), ("network", "conv", " "),
    ("imgs.toml", "a = ", "1"), ("toml-front-matter", "a = ", "1"), ("note", "a|b\n", "-"),
    ("html-page", "<a", " b"),
]  # fmt: skip
UNITS = [
    " ", "a", "\t", "-", "(", "[", '"', ",", "x ", "1", ".", ":", "/", "%", "\\", "*", "{", "|", "= ", "\n",
    "#", "<", "&",
]  # fmt: skip
OPENINGS = ["", "a: ", "a: [", "a = ", "t(", *BITS]
ALONE = sorted(TARGETS.keys() - {"site", "html", "style-sheet"})
"""Doors behind which is no whole site to be made."""


@pytest.mark.parametrize(("name", "opening", "unit"), FOUND)
def test_what_was_found_ends(name: str, opening: str, unit: str) -> None:
    measured(functools.partial(TARGETS[name], text(opening, unit, 200_000)))


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("name", ALONE)
def test_anything_long_ends(name: str, unit: str) -> None:
    def every() -> None:
        for opening in OPENINGS:
            TARGETS[name](text(opening, unit, 16_000))

    seconds, _ = measured(every)
    print(f"{seconds:.1f} s of the processor for {len(OPENINGS)} long things at {name}")  # noqa: T201


def text(opening: str, unit: str, size: int) -> bytes:
    return (opening + unit * (size // len(unit)) + "x").encode()
