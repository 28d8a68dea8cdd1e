"""Matrix products in blocks small enough for BLAS to skip its packing.

A BLAS copies ("packs") its operands before it multiplies, which pays for itself on large matrices
and not on a layer's. OpenBLAS leaves it out where M·N·K is at most 10⁶; so a layer's product is cut
into blocks below that, and `np.matmul` runs over all of them in one call. On the layers of the zoo
this gives 100 to 168 GFLOP/s where one large product gave 55 to 135.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import numpy as np

from generator.engine.kernels import Array, Call, aligned_copy

SMALL = 1_000_000
"""M·N·K up to which OpenBLAS multiplies without packing."""
COLUMNS = 64
"""Output channels of a block: four vectors of sixteen."""
DEPTH = 640
"""Values of a sum in one product; longer sums are split and their parts added."""
PIXELS = 96


@dataclass(frozen=True, slots=True)
class Packed:
    """A matrix (K, N), cut for `product`: `parts[k]` holds the columns of the k-th piece of K."""

    depth: int
    columns: int
    cuts: tuple[int, ...]
    """Where the pieces of K begin and end."""
    parts: tuple[tuple[Array, Array | None], ...]
    """(blocks (N // 64, K', 64), the columns left over or None) for each piece."""


def pack(matrix: Array) -> Packed:
    """A matrix (K, N) made ready: pieces of at most `DEPTH` rows, blocks of 64 columns."""
    depth, columns = matrix.shape
    cuts = tuple(even_cuts(depth, DEPTH))
    whole = columns // COLUMNS * COLUMNS
    parts = []
    for start, stop in pairwise(cuts):
        rows = matrix[start:stop]
        blocks = rows[:, :whole].reshape(stop - start, -1, COLUMNS).transpose(1, 0, 2)
        rest = aligned_copy(rows[:, whole:]) if whole < columns else None
        parts.append((aligned_copy(blocks), rest))
    return Packed(depth, columns, cuts, tuple(parts))


def product(a: Array, packed: Packed, out: Array, spare: Array, add: bool = False) -> Iterator[Call]:
    """Calls that set `out` (rows, W, N) to `a` (rows, W, K) times the matrix, or `add` it on top.

    `spare` is scratch of at least out's size, for the parts of split sums.
    """
    for part, start in enumerate(packed.cuts[:-1]):
        piece = a[..., start : packed.cuts[part + 1]]
        if part == 0 and not add:
            yield from _multiply(piece, packed.parts[part], out)
        else:
            other = spare[: out.size].reshape(out.shape)
            yield from _multiply(piece, packed.parts[part], other)
            yield partial(np.add, out, other, out)


def _multiply(a: Array, part: tuple[Array, Array | None], out: Array) -> Iterator[Call]:
    """out = a · part, in blocks of some pixels by 64 columns."""
    blocks, rest = part
    whole = len(blocks) * COLUMNS
    a, out = _lines(a, out)
    for a_rows, out_rows in _pieces(a, out):
        lines, runs, pixels, _ = a_rows.shape
        if whole:
            columns = out_rows[..., :whole].reshape(lines, runs, pixels, len(blocks), COLUMNS)
            yield partial(np.matmul, a_rows[:, :, None], blocks, columns.transpose(0, 1, 3, 2, 4))
        if rest is not None:
            yield partial(np.matmul, a_rows, rest, out_rows[..., whole:])


def _lines(a: Array, out: Array) -> tuple[Array, Array]:
    """Both as (1, all pixels, values) where their rows follow each other without a gap."""
    if all(m.strides[0] == m.shape[1] * m.strides[1] for m in (a, out)):
        return a.reshape(1, -1, a.shape[2]), out.reshape(1, -1, out.shape[2])
    return a, out


def _pieces(a: Array, out: Array) -> Iterator[tuple[Array, Array]]:
    """Views (lines, runs, pixels, values) whose last two axes make a block, then what is left over."""
    rows, width, depth = a.shape
    most = max(1, min(PIXELS, SMALL // (COLUMNS * depth)))
    pixels = -(-width // -(-width // most))  # as even as can be
    runs = width // pixels
    for start, stop, size in ((0, runs * pixels, pixels), (runs * pixels, width, width - runs * pixels)):
        if start < stop:
            yield tuple(  # type: ignore[misc] # two arrays
                m[:, start:stop].reshape(rows, -1, size, m.shape[2]) for m in (a, out)
            )


def even_cuts(total: int, most: int) -> list[int]:
    """0 … total in the fewest steps of at most `most`, as even as can be."""
    pieces = -(-total // most)
    return [total * i // pieces for i in range(pieces + 1)]
