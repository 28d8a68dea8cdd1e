"""The memory of a compiled network: one block that all maps share, one scratch, and the shifts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

import numpy as np
from numpy.typing import DTypeLike

from generator.engine.kernels import Array, Call, aligned
from generator.engine.kernels.finish import BOUNDED, Finish, repeated
from generator.engine.network import INPUT, Shape
from generator.engine.plan import NO_HALO, Step, needed_pads, not_negative, only_pooled, placed
from generator.engine.spec import Pads


class Buffers:
    """Where every map of a plan lies, and what it is kept without (see `kernels.finish`)."""

    def __init__(self, plan: Sequence[Step], sizes: dict[str, Shape], dtype: DTypeLike) -> None:
        """Lay the maps out; the scratch is empty until `reserve`."""
        self.sizes, self.dtype = sizes, np.dtype(dtype)
        self.places, total = placed(plan, sizes)
        self.only_pooled = only_pooled(plan, sizes)
        self.harmless = not_negative(plan) | self.only_pooled
        self.block = aligned((total,), dtype)
        self.block.fill(0)
        self.scratch = aligned((0,), dtype)
        self.lines: dict[bytes, Array] = {}
        self.shifts = {INPUT: np.zeros(sizes[INPUT][0], dtype)}

    def reserve(self, values: int) -> None:
        """Make the scratch so large; what lay in it is lost."""
        self.scratch = aligned((values,), self.dtype)
        self.scratch.fill(0)

    def pixels(self, name: str, around: Pads = NO_HALO) -> Array:
        """The map (H, W, C) with so much of its halo."""
        place, (channels, height, width) = self.places[name], self.sizes[name]
        (top, bottom), (left, right) = place.halo
        rows, columns = height + top + bottom, width + left + right
        size = rows * columns * place.channels
        whole = self.block[place.start : place.start + size].reshape(rows, columns, place.channels)
        (above, below), (before, behind) = around
        return whole[
            top - above : top + height + below,
            left - before : left + width + behind,
            place.first_channel : place.first_channel + channels,
        ]

    def padded(self, step: Step) -> Array:
        """A step's input with the halo that it reads."""
        source = step.inputs[0]
        return self.pixels(source, needed_pads(step.op, self.sizes[source][1:]))

    def edges(self, name: str) -> Iterator[Call]:
        """Calls that put the padding around a map: memory is shared, so what lies there is old.

        True zeros, or -inf where only maxima read it (see `plan.only_pooled`).
        """
        (top, bottom), (left, right) = halo = self.places[name].halo
        whole = self.pixels(name, halo)
        rows, columns = whole.shape[:2]
        for edge in (whole[:top], whole[rows - bottom :], whole[:, :left], whole[:, columns - right :]):
            if edge.size:
                yield partial(np.copyto, edge, -np.inf if name in self.only_pooled else -self.shifts[name])

    def finish(self, step: Step, bias: Array, fresh: bool) -> Finish:
        """The passes behind a step's sums, which lack `bias`.

        The bias is deferred, and noted as the map's shift, where the sums come from a map that has
        no shift itself (`fresh`) and an activation bounds them.
        """
        residual = self.pixels(step.residual) if step.residual else None
        if step.residual:
            bias = bias + self.shifts[step.residual]
        deferred = fresh and step.activation in BOUNDED
        shift = bias if deferred else np.zeros_like(bias)
        self.shifts[step.name] = shift
        added = None if deferred or not bias.any() else self.line(bias)
        floor = self.line(-shift) if step.activation in BOUNDED else None
        ceiling = self.line(6 - shift) if step.activation == "relu6" else None
        return Finish(self.pixels(step.name), added, floor, ceiling, residual)

    def line(self, values: Array) -> Array:
        """One value a channel as `kernels.finish.repeated`; equal ones, most of them 0, are kept once."""
        values = values[:1] if (values == values[0]).all() else values
        return self.lines.setdefault(values.tobytes(), repeated(values))
