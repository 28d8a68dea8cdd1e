"""What to run, and where its values lie: a network's steps, halos and one block of memory.

Owns three decisions, each a pure function of the network. *Steps*: batch norm is folded into its
convolution, and a sum and an activation run with the convolution they alone follow. *Halos*: a
map that padded layers read is stored with its padding around it, so that nobody copies it to pad
it. *Places*: maps that are never needed at once share memory, and what a concatenation stacks is
computed where it will lie.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from generator.engine.arithmetic import effective_kernel, output_hw, pads
from generator.engine.network import (
    INPUT,
    Activation,
    Add,
    BatchNorm,
    Concat,
    LocalResponseNorm,
    Network,
    Op,
    Shape,
    readers,
)
from generator.engine.spec import ActivationKind, ConvSpec, LinearSpec, Pads, Pair, PoolSpec

FUSABLE: tuple[type, ...] = (ConvSpec, LinearSpec, Add, BatchNorm)
NO_HALO: Pads = ((0, 0), (0, 0))


@dataclass(frozen=True, slots=True)
class Step:
    """One operation and what is done to its sums before they are let go."""

    name: str
    """The map it gives: the name of the last layer fused into it."""
    op: Op
    inputs: tuple[str, ...]
    layer: str
    """The layer whose weights it uses."""
    residual: str = ""
    activation: ActivationKind | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a map lies: `start` values into the block, of a buffer with `channels` a pixel."""

    start: int
    channels: int
    first_channel: int
    halo: Pads


def steps(network: Network) -> tuple[Step, ...]:
    """The layers of a folded network as steps, activations and residual sums fused."""
    used = readers(network)
    found: list[Step] = []
    for layer in network.layers:
        before = found[-1] if found else None
        alone = before is not None and before.name in layer.inputs and len(used[before.name]) == 1
        if before is not None and alone and _takes_activation(before, layer.op):
            kind = layer.op.kind if isinstance(layer.op, Activation) else None
            found[-1] = replace(before, name=layer.name, activation=kind)
        elif before is not None and alone and _takes_residual(before, layer.op, layer.inputs):
            other = next(name for name in layer.inputs if name != before.name)
            found[-1] = replace(before, name=layer.name, residual=other)
        else:
            found.append(Step(layer.name, layer.op, layer.inputs, layer.name))
    return tuple(found)


def _takes_activation(step: Step, op: Op) -> bool:
    return isinstance(op, Activation) and isinstance(step.op, FUSABLE) and step.activation is None


def _takes_residual(step: Step, op: Op, inputs: Sequence[str]) -> bool:
    fusable = isinstance(step.op, ConvSpec) and not step.op.local
    bare = step.activation is None and not step.residual
    return isinstance(op, Add) and len(set(inputs)) == len(inputs) == 2 and fusable and bare


def needed_pads(op: Op, hw: Pair) -> Pads:
    """The padding around its input that an operation reads, windows that hang over included."""
    if not isinstance(op, ConvSpec | PoolSpec):
        return NO_HALO
    ends, outputs = pads(op, hw), output_hw(op, hw)
    vertical, horizontal = (
        (
            before,
            max(behind, (o - 1) * s + effective_kernel(k, d) - i - before),
        )
        for (before, behind), o, s, k, d, i in zip(
            ends, outputs, op.stride, op.kernel_size, op.dilation, hw, strict=True
        )
    )
    return vertical, horizontal


def not_negative(plan: Sequence[Step]) -> set[str]:
    """Maps without negative values: a zero around them can win no maximum."""
    found: set[str] = set()
    for step in plan:
        keeps = isinstance(step.op, Concat | PoolSpec | LocalResponseNorm)
        kind = step.op.kind if isinstance(step.op, Activation) else step.activation
        if kind in ("relu", "relu6", "sigmoid") or (keeps and found.issuperset(step.inputs)):
            found.add(step.name)
    return found


def only_pooled(plan: Sequence[Step], sizes: dict[str, Shape]) -> set[str]:
    """Maps that nothing but maximum pooling pads: they are kept among -inf, which wins no maximum."""
    found, others = set[str](), set[str]()
    for step in plan:
        if isinstance(step.op, Concat):  # its inputs lie in it and share its padding
            others.update((step.name, *step.inputs))
        elif isinstance(step.op, PoolSpec) and step.op.kind == "max":
            found.add(step.inputs[0])
        elif needed_pads(step.op, sizes[step.inputs[0]][1:]) != NO_HALO:
            others.add(step.inputs[0])
    return found - others


def shares_halo(step: Step, harmless: set[str]) -> bool:
    """Whether a step may read its padding around its input: a mean may not, it leaves padding out.

    A maximum may where what stands there is `harmless`.
    """
    return not isinstance(step.op, PoolSpec) or (step.op.kind == "max" and step.inputs[0] in harmless)


def halos(plan: Sequence[Step], sizes: dict[str, Shape]) -> dict[str, Pads]:
    """The padding to keep around each map: the most that a step reading it needs."""
    harmless = not_negative(plan) | only_pooled(plan, sizes)
    found = dict.fromkeys((INPUT, *(step.name for step in plan)), NO_HALO)
    for step in plan:
        if shares_halo(step, harmless):
            wanted = needed_pads(step.op, sizes[step.inputs[0]][1:])
            found[step.inputs[0]] = _larger(found[step.inputs[0]], wanted)
    for step in plan:
        if isinstance(step.op, Concat):  # what it stacks lies in it, halo and all
            for name in step.inputs:
                found[step.name] = _larger(found[step.name], found[name])
            found |= dict.fromkeys(step.inputs, found[step.name])
    return found


def _larger(a: Pads, b: Pads) -> Pads:
    (at, ab), (al, ar) = a
    (bt, bb), (bl, br) = b
    return (max(at, bt), max(ab, bb)), (max(al, bl), max(ar, br))


def placed(plan: Sequence[Step], sizes: dict[str, Shape]) -> tuple[dict[str, Place], int]:
    """The place of every map, and the values of the whole block.

    Buffers are laid, largest first, at the lowest place that no buffer needed at the same time has.
    """
    halo, roots = halos(plan, sizes), _roots(plan, sizes)
    life = _lives(plan, roots)
    values = {root: _values(sizes[root], halo[root]) for root in life}
    starts: dict[str, int] = {}
    for root in sorted(life, key=lambda name: (-values[name], name)):
        first, last = life[root]
        taken = sorted(
            (starts[other], starts[other] + values[other])
            for other in starts
            if life[other][0] <= last and first <= life[other][1]
        )
        start = 0
        for begin, end in taken:
            if start + values[root] <= begin:
                break
            start = max(start, end)
        starts[root] = start
    places = {
        name: Place(starts[root], sizes[root][0], channel, halo[root])
        for name, (root, channel) in roots.items()
    }
    return places, max(starts[root] + values[root] for root in starts)


def _values(shape: Shape, halo: Pads) -> int:
    """Values of a buffer, to whole cache lines."""
    channels, height, width = shape
    return -(-channels * (height + sum(halo[0])) * (width + sum(halo[1])) // 16) * 16


def _roots(plan: Sequence[Step], sizes: dict[str, Shape]) -> dict[str, tuple[str, int]]:
    """For every map, the map in whose buffer it lies and its first channel there.

    A map lies in a concatenation that reads it, and in the residual that its sum consumes.
    """
    halo = halos(plan, sizes)
    last = {name: index for index, step in enumerate(plan) for name in (*step.inputs, step.residual)}
    found = {INPUT: (INPUT, 0), **{step.name: (step.name, 0) for step in plan}}
    inside: set[str] = set()
    for step in plan:
        channel = 0
        if isinstance(step.op, Concat) and len(set(step.inputs)) == len(step.inputs):
            for name in step.inputs:
                if name != INPUT and name not in inside and found[name] == (name, 0):
                    found[name] = (step.name, channel)
                    inside.add(name)
                channel += sizes[name][0]
    for index, step in enumerate(plan):
        over = step.residual or (step.inputs[0] if isinstance(step.op, Add | Activation | BatchNorm) else "")
        dying = bool(over) and over != INPUT and last[over] == index
        apart = step.residual not in step.inputs and step.name not in inside and over not in inside
        if dying and apart and halo[over] == halo[step.name]:
            found[step.name] = found[over]
    return found


def _lives(plan: Sequence[Step], roots: dict[str, tuple[str, int]]) -> dict[str, tuple[int, int]]:
    """(first step, last step) in which each buffer is needed."""
    found: dict[str, tuple[int, int]] = {INPUT: (-1, -1)}
    for index, step in enumerate(plan):
        for name in (step.name, *step.inputs, *([step.residual] if step.residual else [])):
            root = roots[name][0]
            first, last = found.get(root, (index, index))
            found[root] = (min(first, index), max(last, index))
    return found
