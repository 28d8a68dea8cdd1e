"""Small whole numbers for pictures of convolutions, without a pattern that the eye could follow."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def pixels(side: int) -> NDArray[np.int64]:
    """A square image (side, side) of values 0 to 3."""
    i, j = np.indices((side, side))
    return np.asarray((3 * i * i + 2 * j * j + i * j + j) % 5 % 4, dtype=np.int64)


def taps(side: int) -> NDArray[np.int64]:
    """A square kernel (side, side) of values -1 to 2."""
    i, j = np.indices((side, side))
    return np.asarray((2 * i + 3 * j + i * j + 2) % 4 - 1, dtype=np.int64)
