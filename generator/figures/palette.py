"""The colours of figures, by role: what a shape means, never how it looks.

Five roles carry data: what comes in, what weighs it, what comes out, what lies between, and what is
active now. They were searched together so that each pair differs by ΔE*ab ≥ 30 to normal, protan,
deutan and tritan eyes, on light paper and on dark; `tests/figures/test_palette.py` holds them to it.
Each comes in four uses: the fill itself, a `-line` that outlines it (≥ 3:1 on paper), a `-soft` fill
for large areas, and the colour of text `on-` it (≥ 4.5:1). Colour never tells alone: shapes have
outlines and labels too.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Literal, NamedTuple

Data = Literal["input", "kernel", "output", "intermediate", "active"]
Role = Literal[
    "paper",
    "ink",
    "muted",
    "hairline",
    "input",
    "kernel",
    "output",
    "intermediate",
    "active",
    "input-line",
    "kernel-line",
    "output-line",
    "intermediate-line",
    "active-line",
    "input-soft",
    "kernel-soft",
    "output-soft",
    "intermediate-soft",
    "active-soft",
    "on-input",
    "on-kernel",
    "on-output",
    "on-intermediate",
    "on-active",
]
DATA: tuple[Data, ...] = ("input", "kernel", "output", "intermediate", "active")
SOFT: Mapping[Data, Role] = MappingProxyType(
    {
        "input": "input-soft",
        "kernel": "kernel-soft",
        "output": "output-soft",
        "intermediate": "intermediate-soft",
        "active": "active-soft",
    }
)
LINE: Mapping[Data, Role] = MappingProxyType(
    {
        "input": "input-line",
        "kernel": "kernel-line",
        "output": "output-line",
        "intermediate": "intermediate-line",
        "active": "active-line",
    }
)
ON: Mapping[Data, Role] = MappingProxyType(
    {
        "input": "on-input",
        "kernel": "on-kernel",
        "output": "on-output",
        "intermediate": "on-intermediate",
        "active": "on-active",
    }
)


class Shade(NamedTuple):
    """One role's colour on light and on dark paper, as #rrggbb."""

    light: str
    dark: str


def mixed(colour: str, ground: str, share: float) -> str:
    """The colour seen when `share` (0 to 1) of `colour` covers `ground`, in sRGB."""
    pairs = zip(channels(colour), channels(ground), strict=True)
    return "#" + "".join(f"{round(a * share + b * (1 - share)):02x}" for a, b in pairs)


def channels(colour: str) -> tuple[int, int, int]:
    """(red, green, blue), 0 to 255, of "#rrggbb"."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


@cache
def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    dim, bright = sorted((_luminance(one), _luminance(other)))
    return (bright + 0.05) / (dim + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(value / 255) for value in channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


_PAPER = Shade("#fbfaf7", "#16191d")
_INK = Shade("#1f2328", "#dfe1e4")
_FILLS: dict[Data, Shade] = {
    "input": Shade("#509eca", "#00659e"),
    "kernel": Shade("#e9ac22", "#ebb131"),
    "output": Shade("#004b36", "#6fc8b0"),
    "intermediate": Shade("#f2dee9", "#60394f"),
    "active": Shade("#706b1f", "#f8f3ab"),
}
_LINES: dict[Data, Shade] = {
    "input": Shade("#1f6d9c", "#5aaedd"),
    "kernel": Shade("#8f6400", "#ebb131"),
    "output": Shade("#004b36", "#6fc8b0"),
    "intermediate": Shade("#9c5c80", "#c58fae"),
    "active": Shade("#706b1f", "#f8f3ab"),
}
_TEXTS: dict[Data, Shade] = {
    "input": Shade("#14171b", "#ffffff"),
    "kernel": Shade("#1f2328", "#16191d"),
    "output": Shade("#fbfaf7", "#16191d"),
    "intermediate": _INK,
    "active": Shade("#fbfaf7", "#16191d"),
}


_SOFTNESS: dict[Data, float] = {
    "input": 0.28,
    "kernel": 0.28,
    "output": 0.24,
    "intermediate": 0.62,
    "active": 0.24,
}
"""How much of a role is left in its soft fill; the rest is paper."""


def _soft(role: Data) -> Shade:
    share, fill = _SOFTNESS[role], _FILLS[role]
    return Shade(mixed(fill.light, _PAPER.light, share), mixed(fill.dark, _PAPER.dark, share))


PALETTE: Mapping[str, Shade] = MappingProxyType(
    {
        "paper": _PAPER,
        "ink": _INK,
        "muted": Shade("#5c6068", "#9aa1aa"),
        "hairline": Shade("#b9b5aa", "#4a525b"),
        **{str(role): shade for role, shade in _FILLS.items()},
        **{f"{role}-line": shade for role, shade in _LINES.items()},
        **{f"{role}-soft": _soft(role) for role in DATA},
        **{f"on-{role}": shade for role, shade in _TEXTS.items()},
    }
)
