"""The layers without weights of their own worth the name: sums, norms, activations, rearrangements."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from generator.engine.kernels import Array, Call, pooling
from generator.engine.kernels.dense import strips
from generator.engine.kernels.finish import BOUNDED, activate, curve, per_channel, repeated
from generator.engine.network import (
    Activation,
    Add,
    BatchNorm,
    Concat,
    GlobalPool,
    LocalResponseNorm,
    Shuffle,
    ZeroPadShortcut,
)
from generator.engine.operators import EPSILON, local_response_norm
from generator.engine.spec import SpecError

if TYPE_CHECKING:
    from generator.engine.buffers import Buffers
    from generator.engine.plan import Step


def small(step: Step, buffers: Buffers, weights: Sequence[Array]) -> Iterator[Call]:
    """The calls of one step."""
    inputs, out = [buffers.pixels(name) for name in step.inputs], buffers.pixels(step.name)
    shifts, x = [buffers.shifts[name] for name in step.inputs], inputs[0]
    buffers.shifts[step.name] = shift = shifts[0]
    match step.op:
        case Add():
            yield from _add(step, buffers, inputs, shifts)
        case BatchNorm():
            yield from _batch_norm(step, buffers, x, weights)
        case Activation(kind) if kind in BOUNDED:
            finish = buffers.finish(replace(step, activation=kind), shift, fresh=True)
            yield from finish.calls(x, slice(0, len(x)))
        case Activation(kind):
            buffers.shifts[step.name] = np.zeros_like(shift)
            yield partial(np.add, x, shift, out=out)
            yield from activate(kind, out, out)
        case Concat():
            buffers.shifts[step.name] = np.concatenate(shifts)
            ends = np.cumsum([part.shape[2] for part in inputs])
            for name, part, end in zip(step.inputs, inputs, ends, strict=True):
                if buffers.places[name].start != buffers.places[step.name].start:  # else it lies there
                    yield partial(np.copyto, out[..., end - part.shape[2] : end], part)
        case GlobalPool():
            yield from pooling.global_pool(x, out)
        case Shuffle(groups):
            buffers.shifts[step.name] = shift.reshape(groups, -1).T.reshape(-1)
            height, width, channels = x.shape
            dealt = out.reshape(height, width, channels // groups, groups)
            yield partial(np.copyto, dealt, x.reshape(height, width, groups, -1).swapaxes(2, 3))
        case ZeroPadShortcut(_, stride):
            buffers.shifts[step.name] = np.pad(shift, (0, out.shape[2] - x.shape[2]))
            yield partial(np.copyto, out[..., : x.shape[2]], x[::stride, ::stride])
            yield partial(out[..., x.shape[2] :].fill, 0)
        case LocalResponseNorm(size):
            buffers.shifts[step.name] = np.zeros_like(shift)
            yield from _normalised(x, shift, out, size)
        case _:
            reason = f"{type(step.op).__name__} has no fast kernel; use run.forward"
            raise SpecError("layer", step.name, reason)


def _add(step: Step, buffers: Buffers, inputs: list[Array], shifts: list[Array]) -> Iterator[Call]:
    finish, out = buffers.finish(step, np.sum(shifts, 0), fresh=True), buffers.pixels(step.name)
    for rows in strips(len(out), out[0].size):
        sums = inputs[0][rows]
        for other in inputs[1:]:
            yield partial(np.add, sums, other[rows], out=out[rows])
            sums = out[rows]
        yield from finish.calls(sums, rows)
    yield from curve(step.activation, out)


def _batch_norm(step: Step, buffers: Buffers, x: Array, weights: Sequence[Array]) -> Iterator[Call]:
    """γ/σ x + (β - γ/σ mean): where it stands before its convolution it cannot be folded."""
    scale, offset, mean, var = weights
    shift, out = buffers.shifts[step.inputs[0]], buffers.pixels(step.name)
    factor = (scale / np.sqrt(var + EPSILON)).astype(buffers.dtype)
    bias = ((shift - mean) * factor + offset).astype(buffers.dtype)
    finish = buffers.finish(step, bias, fresh=not shift.any())
    line = repeated(factor)
    for rows in strips(len(out), out[0].size):
        yield from per_channel(np.multiply, x[rows], line, out[rows])
        yield from finish.calls(out[rows], rows)
    yield from curve(step.activation, out)


def _normalised(x: Array, shift: Array, out: Array, size: int) -> Iterator[Call]:
    """Local response norm by its definition, in strips: it holds four maps beside its input."""

    def norm(kept: Array, out: Array) -> None:
        true = (kept + shift).transpose(2, 0, 1)[None]
        out[...] = local_response_norm(true, size)[0].transpose(1, 2, 0)

    for rows in strips(len(x), 4 * x[0].size):
        yield partial(norm, x[rows], out[rows])
