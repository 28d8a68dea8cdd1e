"""From a step of the plan to the calls of the kernel that suits it.

Which kernel is decided by shapes alone. Weights are brought into the kernel's order here, once, and
the shift of the map a step reads is taken into its bias (see `kernels.finish`).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from math import prod

import numpy as np

from generator.engine.arithmetic import pads
from generator.engine.buffers import Buffers
from generator.engine.kernels import Array, Call, aligned_copy, grouped, local, pooling, small, winograd
from generator.engine.kernels.dense import dense, dense_scratch
from generator.engine.kernels.depthwise import depthwise, depthwise_scratch
from generator.engine.kernels.finish import activate, curve
from generator.engine.parameters import Weights
from generator.engine.plan import Step, needed_pads, shares_halo
from generator.engine.spec import ConvSpec, LinearSpec, PoolSpec


def compiled(step: Step, buffers: Buffers, weights: Weights, by_winograd: bool) -> Iterator[Call]:
    """The calls of one step, and of the zeros around its map."""
    arrays = weights.get(step.layer, ())
    match step.op:
        case ConvSpec(local=True) as op:
            yield from _local(step, op, buffers, *arrays)
        case ConvSpec() as op:
            yield from _convolution(step, op, buffers, by_winograd, *arrays)
        case PoolSpec() as op:
            yield from _pooling(step, op, buffers)
        case LinearSpec():
            yield from _linear(step, buffers, *arrays)
        case _:
            yield from small.small(step, buffers, arrays)
    yield from buffers.edges(step.name)


def scratch_values(step: Step, buffers: Buffers, by_winograd: bool) -> int:
    """Values of scratch that a step needs."""
    out, (channels, height, width) = buffers.pixels(step.name), buffers.sizes[step.inputs[0]]
    match step.op:
        case ConvSpec(local=True) as op:
            return local.local_scratch(channels, op, out)
        case ConvSpec() as op if by_winograd and winograd.suits(op, out.shape[:2]):
            return winograd.winograd_scratch(out, channels)
        case ConvSpec() as op if _one_kernel_each(op):
            return depthwise_scratch(out) if step.residual else 0
        case ConvSpec() as op if grouped.suits(op):
            return grouped.grouped_scratch(op, out)
        case ConvSpec() as op:
            return dense_scratch(op, out)
        case PoolSpec() as op:
            vertical, horizontal = needed_pads(op, (height, width))
            columns = (width + sum(horizontal)) * channels
            copied = 0 if shares_halo(step, buffers.harmless) else height + sum(vertical)
            return pooling.pool_scratch(columns, len(out)) + copied * columns
        case LinearSpec():
            return channels * height * width
        case _:
            return 0


def _one_kernel_each(op: ConvSpec) -> bool:
    return op.depthwise and op.out_channels == op.in_channels


def _convolution(
    step: Step, op: ConvSpec, buffers: Buffers, by_winograd: bool, weight: Array, bias: Array | None = None
) -> Iterator[Call]:
    weight = (weight[..., ::-1, ::-1] if op.flip else weight).astype(buffers.dtype, copy=False)
    shift = buffers.shifts[step.inputs[0]].reshape(op.groups, 1, -1)
    sums = weight.sum((2, 3), np.float64).reshape(op.groups, -1, shift.shape[2])
    total = (sums * shift).sum(2).reshape(-1) + (0 if bias is None else bias)
    finish = buffers.finish(step, total.astype(buffers.dtype), fresh=not shift.any())
    x, scratch = buffers.padded(step), buffers.scratch
    if by_winograd and winograd.suits(op, finish.out.shape[:2]):
        yield from winograd.winograd(x, weight, finish, scratch)
    elif _one_kernel_each(op):
        yield from depthwise(x, weight, op, finish, scratch)
    elif grouped.suits(op):
        yield from grouped.grouped(x, weight, op, finish, scratch)
    else:
        yield from dense(x, weight, op, finish, scratch)
    yield from curve(step.activation, finish.out)


def _local(
    step: Step, op: ConvSpec, buffers: Buffers, weight: Array, bias: Array | None = None
) -> Iterator[Call]:
    weight = (weight[..., ::-1, ::-1] if op.flip else weight).astype(buffers.dtype, copy=False)
    out, shift = buffers.pixels(step.name), buffers.shifts[step.inputs[0]]
    offsets = np.zeros(out.shape, buffers.dtype)
    if shift.any():
        sums = weight.sum((4, 5)).reshape(*weight.shape[:2], op.groups, -1, weight.shape[3])
        offsets += (sums * shift.reshape(op.groups, 1, -1)).sum(4).reshape(out.shape)
    if bias is not None:
        offsets += bias.transpose(1, 2, 0)
    buffers.shifts[step.name] = np.zeros(out.shape[2], buffers.dtype)
    yield from local.local(buffers.padded(step), weight, offsets, op, out, buffers.scratch)
    yield from activate(step.activation, out, out)


def _pooling(step: Step, op: PoolSpec, buffers: Buffers) -> Iterator[Call]:
    source, out, scratch = step.inputs[0], buffers.pixels(step.name), buffers.scratch
    hw = buffers.sizes[source][1:]
    if shares_halo(step, buffers.harmless):
        x = buffers.padded(step)
    else:  # what stands around the map could win a maximum, or is no zero of the kept map
        (top, bottom), (left, right) = needed_pads(op, hw)
        inner = buffers.pixels(source)
        shape = (hw[0] + top + bottom, hw[1] + left + right, inner.shape[2])
        x, scratch = scratch[: prod(shape)].reshape(shape), scratch[prod(shape) :]
        yield partial(x.fill, -np.inf if op.kind == "max" else 0)
        yield partial(np.copyto, x[top : top + hw[0], left : left + hw[1]], inner)
    buffers.shifts[step.name] = buffers.shifts[source]
    counts = pooling.window_counts(op, hw, pads(op, hw), out)
    yield from pooling.pool(x, op, out, scratch, counts)


def _linear(step: Step, buffers: Buffers, matrix: Array, bias: Array | None = None) -> Iterator[Call]:
    channels, height, width = buffers.sizes[step.inputs[0]]
    by_pixels = matrix.reshape(-1, channels, height * width).transpose(0, 2, 1)
    matrix = aligned_copy(by_pixels.reshape(len(matrix), -1).astype(buffers.dtype, copy=False))
    shift = matrix @ np.tile(buffers.shifts[step.inputs[0]], height * width)
    offset = (shift if bias is None else shift + bias).astype(buffers.dtype)
    x, out = buffers.pixels(step.inputs[0]), buffers.pixels(step.name)[0, 0]
    if not x.flags.c_contiguous:
        copy = buffers.scratch[: x.size].reshape(x.shape)
        yield partial(np.copyto, copy, x)
        x = copy
    buffers.shifts[step.name] = np.zeros(len(out), buffers.dtype)
    yield partial(np.matmul, matrix, x.reshape(-1), out)
    yield partial(np.add, out, offset, out)
    yield from activate(step.activation, out, out)
