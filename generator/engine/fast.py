"""A network compiled into a list of NumPy calls on fixed buffers.

`Runner` decides everything once: which kernel computes a layer (from its shape, never by timing, so
that results are the same on every run), where each map lies, which views the calls read and write.
Running is copying the image in and calling the list. `run.forward` is the same function, spelled
out; tests hold the two together.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from math import prod

import numpy as np
from numpy.typing import DTypeLike

from generator.engine import plan as planning
from generator.engine.arithmetic import pads
from generator.engine.kernels import Array, Call, aligned, aligned_copy, depthwise, local, pooling, winograd
from generator.engine.kernels.dense import dense, dense_scratch, strips
from generator.engine.kernels.finish import Finish, activate, flat, row_of
from generator.engine.network import (
    INPUT,
    Activation,
    Add,
    BatchNorm,
    Concat,
    GlobalPool,
    LocalResponseNorm,
    Network,
    Shuffle,
    ZeroPadShortcut,
    shapes,
)
from generator.engine.operators import EPSILON, local_response_norm
from generator.engine.plan import Step, needed_pads, shares_halo
from generator.engine.spec import ConvSpec, LinearSpec, Pads, PoolSpec, SpecError
from generator.engine.weights import Weights, folded


class Runner:
    """A network with its weights, ready to run on one image after another."""

    def __init__(
        self, network: Network, weights: Weights, dtype: DTypeLike = np.float32, winograd: bool = False
    ) -> None:
        """Compile; `winograd` allows F(2×2, 3×3), faster and a little less exact (1e-6)."""
        self.network, self.sizes, self.dtype, self.winograd = (
            network,
            shapes(network),
            np.dtype(dtype),
            winograd,
        )
        network, self.weights = folded(network, weights)
        self.plan = planning.steps(network)
        self.places, total = planning.placed(self.plan, self.sizes)
        self.sound = planning.not_negative(self.plan)
        self.block = aligned((total,), dtype)
        self.scratch = aligned((max(map(self._scratch_values, self.plan)),), dtype)
        self.calls = tuple(call for step in self.plan for call in self._compiled(step))
        self.image, self.output = self.pixels(INPUT), self.pixels(self.plan[-1].name)
        self.edges = tuple(self._edges(INPUT))

    def __call__(self, x: Array) -> Array:
        """The output (N, C, H, W) for images x (N, C, H, W)."""
        y = np.empty((len(x), *self.sizes[self.network.layers[-1].name]), self.dtype)
        for image, out in zip(x, y, strict=True):
            for call in self.edges:
                call()
            self.image[...] = image.transpose(1, 2, 0)
            for call in self.calls:
                call()
            out[...] = self.output.transpose(2, 0, 1)
        return y

    @property
    def held_bytes(self) -> int:
        """Bytes of activations and scratch that the runner holds, weights left out."""
        return self.block.nbytes + self.scratch.nbytes

    # ------------------------------------------------------------ buffers

    def pixels(self, name: str, around: Pads = planning.NO_HALO) -> Array:
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

    def _edges(self, name: str) -> Iterator[Call]:
        """Calls that put zeros around a map: memory is shared, so what lies there is old."""
        (top, bottom), (left, right) = halo = self.places[name].halo
        whole = self.pixels(name, halo)
        rows, columns = whole.shape[:2]
        for edge in (whole[:top], whole[rows - bottom :], whole[:, :left], whole[:, columns - right :]):
            if edge.size:
                yield partial(edge.fill, 0)

    def _strips(self, *maps: Array) -> Iterator[list[Array]]:
        """The maps cut into strips of rows, each as long inner loops as they allow."""
        height, width, channels = maps[0].shape
        for rows in strips(height, width * channels):
            yield flat(*(m[rows] for m in maps))

    # ------------------------------------------------------------ steps

    def _compiled(self, step: Step) -> Iterator[Call]:
        """The calls of one step, and of the zeros around its map."""
        match step.op:
            case ConvSpec():
                yield from self._convolution(step, step.op)
            case PoolSpec():
                yield from self._pooling(step, step.op)
            case LinearSpec():
                yield from self._linear(step)
            case _:
                yield from self._plain(step)
        yield from self._edges(step.name)

    def _convolution(self, step: Step, op: ConvSpec) -> Iterator[Call]:
        weight, *biases = self.weights[step.layer]
        weight = weight[..., ::-1, ::-1] if op.flip else weight
        bias = biases[0].astype(self.dtype) if biases else None
        x, out = self._padded(step), self.pixels(step.name)
        if op.local:
            finish = Finish(out, activation=step.activation)
            yield from local.local(x, weight, bias, op, finish, self.scratch)
            return
        residual = self.pixels(step.residual) if step.residual else None
        finish = Finish(out, row_of(bias, out.shape[1]), residual, step.activation)
        if self._by_winograd(op, out):
            yield from winograd.winograd(x, weight, finish, self.scratch)
        elif _single(op):
            yield from depthwise.depthwise(x, weight, op, finish, self.scratch)
        else:
            yield from dense(x, weight, op, finish, self.scratch)

    def _by_winograd(self, op: ConvSpec, out: Array) -> bool:
        return self.winograd and winograd.suits(op, out.shape[:2])

    def _padded(self, step: Step) -> Array:
        """The step's input with the halo it reads."""
        source = step.inputs[0]
        return self.pixels(source, needed_pads(step.op, self.sizes[source][1:]))

    def _scratch_values(self, step: Step) -> int:
        """Values of scratch that a step needs."""
        out = self.pixels(step.name)
        match step.op:
            case ConvSpec() as op:
                x = self._padded(step)
                if op.local:
                    return local.local_scratch(x, op, out)
                if self._by_winograd(op, out):
                    return winograd.winograd_scratch(out, x.shape[2])
                return depthwise.depthwise_scratch(out) if _single(op) else dense_scratch(op, out)
            case PoolSpec():
                channels, height, width = self.sizes[step.inputs[0]]
                vertical, horizontal = needed_pads(step.op, (height, width))
                padded = (height + sum(vertical)) * (width + sum(horizontal)) * channels
                return 2 * padded
            case LinearSpec() | GlobalPool():
                return prod(self.sizes[step.inputs[0]])
            case _:
                return 0

    def _pooling(self, step: Step, op: PoolSpec) -> Iterator[Call]:
        source, out, scratch = step.inputs[0], self.pixels(step.name), self.scratch
        hw = self.sizes[source][1:]
        if shares_halo(step, self.sound):
            x = self._padded(step)
        else:  # a zero around it might win the maximum, so it is copied into the lowest value
            (top, bottom), (left, right) = needed_pads(op, hw)
            inner = self.pixels(source)
            shape = (hw[0] + top + bottom, hw[1] + left + right, inner.shape[2])
            x, scratch = scratch[: prod(shape)].reshape(shape), scratch[prod(shape) :]
            yield partial(x.fill, -np.inf)
            yield partial(np.copyto, x[top : top + hw[0], left : left + hw[1]], inner)
        counts = pooling.window_counts(op, hw, pads(op, hw), out)
        yield from pooling.pool(x, op, out, scratch, counts)

    def _linear(self, step: Step) -> Iterator[Call]:
        matrix, *bias = self.weights[step.layer]
        channels, height, width = self.sizes[step.inputs[0]]
        by_pixels = matrix.reshape(-1, channels, height * width).transpose(0, 2, 1)
        matrix = aligned_copy(by_pixels.reshape(len(matrix), -1).astype(self.dtype, copy=False))
        x, out = self.pixels(step.inputs[0]), self.pixels(step.name)[0, 0]
        if not x.flags.c_contiguous:
            copy = self.scratch[: x.size].reshape(x.shape)
            yield partial(np.copyto, copy, x)
            x = copy
        yield partial(np.matmul, matrix, x.reshape(-1), out)
        if bias:
            yield partial(np.add, out, bias[0].astype(self.dtype), out)
        if step.activation is not None:
            yield from activate(step.activation, out, out)

    def _plain(self, step: Step) -> Iterator[Call]:
        """Everything that has few lines."""
        inputs, out = [self.pixels(name) for name in step.inputs], self.pixels(step.name)
        x = inputs[0]
        match step.op:
            case Add():
                for first, second, *others, target in self._strips(*inputs, out):
                    yield partial(np.add, first, second, target)
                    for other in others:
                        yield partial(np.add, target, other, target)
                    yield from activate(step.activation, target, target) if step.activation else ()
            case BatchNorm():
                scale, shift, mean, var = (values.astype(self.dtype) for values in self.weights[step.layer])
                factor = scale / np.sqrt(var + EPSILON).astype(self.dtype)
                width = x.shape[1]
                times = aligned_copy(np.broadcast_to(factor, (width, *factor.shape)))
                plus = aligned_copy(np.broadcast_to(shift - mean * factor, times.shape))
                for rows in strips(len(x), x[0].size):
                    source, target, by, on = flat(x[rows], out[rows], times, plus)
                    yield partial(np.multiply, source, by, target)
                    yield partial(np.add, target, on, target)
                    yield from activate(step.activation, target, target) if step.activation else ()
            case Activation(kind):
                if kind == "softmax":
                    yield from activate(kind, x, out)
                else:
                    for source, target in self._strips(x, out):
                        yield from activate(kind, source, target)
            case Concat():
                channel = 0
                for name, part in zip(step.inputs, inputs, strict=True):
                    target = out[..., channel : channel + part.shape[2]]
                    channel += part.shape[2]
                    if self.places[name].start != self.places[step.name].start:
                        yield partial(np.copyto, target, part)
            case GlobalPool():
                yield from pooling.global_pool(x, out)
            case Shuffle(groups):
                height, width, channels = x.shape
                dealt = out.reshape(height, width, channels // groups, groups)
                yield partial(np.copyto, dealt, x.reshape(height, width, groups, -1).swapaxes(2, 3))
            case ZeroPadShortcut(_, stride):
                yield partial(np.copyto, out[..., : x.shape[2]], x[::stride, ::stride])
                yield partial(out[..., x.shape[2] :].fill, 0)
            case LocalResponseNorm(size):
                yield partial(_normalise, x, out, size)
            case _:
                raise SpecError(
                    "layer", step.name, f"{type(step.op).__name__} has no fast kernel; use run.forward"
                )


def _single(op: ConvSpec) -> bool:
    """Whether each channel has exactly one kernel."""
    return op.depthwise and op.out_channels == op.in_channels


def _normalise(x: Array, out: Array, size: int) -> None:
    out[...] = local_response_norm(x.transpose(2, 0, 1)[None], size)[0].transpose(1, 2, 0)
