"""The five data colours stay apart for every eye, and every text on them can be read.

Colour blindness is simulated as in Machado, Oliveira and Fernandes, "A physiologically-based model for
simulation of color vision deficiency" (2009), table 1 at severity 1.0, in linear sRGB. Distances are
CIE 1976 ΔE*ab under D65.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from numpy.typing import NDArray

from generator.figures.palette import DATA, LINE, ON, PALETTE, SOFT, channels, contrast

NEAREST = 30.0
"""To one decimal: the nearest are input and intermediate to protan eyes, 33.6 on light and 30.0 on dark."""
EYES = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritan": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
_TO_XYZ = np.array(
    ((0.4124564, 0.3575761, 0.1804375), (0.2126729, 0.7151522, 0.0721750), (0.0193339, 0.1191920, 0.9503041))
)
_WHITE = _TO_XYZ.sum(1)


def seen(colour: str, eye: str) -> NDArray[np.float64]:
    """The colour as L*, a*, b* to an eye."""
    coded = np.array(channels(colour)) / 255
    linear = np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)
    x, y, z = _TO_XYZ @ np.clip(np.array(EYES[eye]) @ linear, 0, 1) / _WHITE
    fx, fy, fz = (t ** (1 / 3) if t > 216 / 24389 else (24389 / 27 * t + 16) / 116 for t in (x, y, z))
    return np.array((116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)))


def distance(one: str, other: str, eye: str) -> float:
    return float(np.linalg.norm(seen(one, eye) - seen(other, eye)))


def test_the_simulation_is_the_published_one() -> None:
    """White and black are fixed points, and red and green draw near to who cannot tell them apart."""
    for eye in EYES:
        assert seen("#ffffff", eye)[0] == pytest.approx(100, abs=0.01)
        assert distance("#ffffff", "#fefefe", eye) < 1
        assert np.abs(seen("#808080", eye)[1:]).max() < 0.1
    assert distance("#ff0000", "#00b000", "deutan") < distance("#ff0000", "#00b000", "normal") / 2
    assert distance("#0000ff", "#00a0a0", "tritan") < distance("#0000ff", "#00a0a0", "normal")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("eye", EYES)
def test_every_two_roles_stay_apart(eye: str, theme: str) -> None:
    for one, other in combinations(DATA, 2):
        apart = distance(getattr(PALETTE[one], theme), getattr(PALETTE[other], theme), eye)
        assert round(apart, 1) >= NEAREST, (one, other)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_texts_and_outlines_have_their_contrast(theme: str) -> None:
    """WCAG 2.2: text at least 4.5 on what it stands on, outlines at least 3 on paper."""

    def colour(role: str) -> str:
        found: str = getattr(PALETTE[role], theme)
        return found

    for role in DATA:
        assert contrast(colour(ON[role]), colour(role)) >= 4.5, role
        assert contrast(colour("ink"), colour(SOFT[role])) >= 4.5, role
        assert contrast(colour(LINE[role]), colour("paper")) >= 3, role
    assert contrast(colour("muted"), colour("paper")) >= 4.5
