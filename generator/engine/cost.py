"""What a network costs: a row a layer, summed by layer, kind or stage.

Multiply-accumulates (MACs) count one multiplication and one addition as one; only convolutions and
fully connected layers have them. Parameters are counted by a named convention, since published
tables differ in it:

    "weights"   kernels and matrices alone
    "biases"    and the biases
    "bn"        and batch norm's scale and shift: what training learns (the default)
    "running"   and batch norm's running mean and variance: what a file stores

Arithmetic intensity is MACs for each byte that a layer must move once: inputs, weights, output.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from math import prod
from typing import Literal

from generator.engine import arithmetic, receptive_field
from generator.engine.network import BatchNorm, Layer, Network, Shape, kind_of, live_values, shapes
from generator.engine.spec import ConvSpec, LinearSpec, Pair, SpecError, TransposedConvSpec

Convention = Literal["weights", "biases", "bn", "running"]
CONVENTIONS: tuple[Convention, ...] = ("weights", "biases", "bn", "running")
Grouping = Literal["layer", "kind", "stage"]


@dataclass(frozen=True, slots=True)
class LayerCost:
    """The cost of one layer, or of several summed; one image, float32 bytes."""

    name: str
    kind: str
    stage: str
    output_shape: Shape
    """Of the last layer, where several are summed."""
    macs: int
    weights: int
    biases: int
    bn: int
    """Batch norm's scale and shift; its running statistics are as many again."""
    activations: int
    """Output values, summed over layers."""
    live_bytes: int
    """Activations held while the layer runs; of several, the most."""
    moved_bytes: int
    """Inputs, weights and output, each once."""
    receptive_field: Pair | None
    """(vertical, horizontal) pixels, of the last layer; None where undefined."""
    layers: int = 1

    def params(self, convention: Convention = "bn") -> int:
        """Parameters by convention, each holding the ones before it."""
        if convention not in CONVENTIONS:
            raise SpecError("convention", convention, f"known are {', '.join(CONVENTIONS)}")
        parts = (self.weights, self.biases, self.bn, self.bn)
        return sum(parts[: CONVENTIONS.index(convention) + 1])

    @property
    def intensity(self) -> float:
        """MACs for each byte moved."""
        return self.macs / self.moved_bytes


@dataclass(frozen=True, slots=True)
class CostTable:
    """The costs of a network's layers, in their order."""

    network: Network
    rows: tuple[LayerCost, ...]

    @property
    def total(self) -> LayerCost:
        """All layers as one row; its receptive field is that of the last map (see `last_map`)."""
        last = receptive_field.last_map(self.network)
        seen = next((row.receptive_field for row in self.rows if row.name == last), (1, 1))
        return _sum(self.rows, self.network.name, "", "", seen)

    def by(self, grouping: Grouping) -> tuple[LayerCost, ...]:
        """One row a layer, or a row for each kind or stage in the order they first appear."""
        if grouping == "layer":
            return self.rows
        if grouping not in ("kind", "stage"):
            raise SpecError("by", grouping, "known are layer, kind, stage")
        order = {key: i for i, key in reversed([*enumerate(_key(row, grouping) for row in self.rows)])}
        ordered = sorted(self.rows, key=lambda row: order[_key(row, grouping)])
        groups = [(key, tuple(rows)) for key, rows in groupby(ordered, lambda row: _key(row, grouping))]
        return tuple(
            _sum(
                rows,
                key,
                key if grouping == "kind" else "",
                key if grouping == "stage" else "",
                rows[-1].receptive_field,
            )
            for key, rows in groups
        )

    def share(self, grouping: Grouping, name: str, quantity: Literal["macs", "weights"]) -> float:
        """The part (0 to 1) of the network's MACs or weights in the group `name`."""
        chosen = sum(getattr(row, quantity) for row in self.by(grouping) if row.name == name)
        return float(chosen / getattr(self.total, quantity))


def cost_table(network: Network) -> CostTable:
    """The costs of every layer of a network."""
    sizes, seen, live = shapes(network), receptive_field.fields(network), live_values(network)
    rows = []
    for layer, held in zip(network.layers, live, strict=True):
        field = seen[layer.name]
        pixels = None if field is None else (field[0].size, field[1].size)
        rows.append(
            _layer_cost(layer, [sizes[name] for name in layer.inputs], sizes[layer.name], held, pixels)
        )
    return CostTable(network, tuple(rows))


def _layer_cost(layer: Layer, inputs: list[Shape], output: Shape, held: int, field: Pair | None) -> LayerCost:
    op, hw = layer.op, inputs[0][1:]
    macs = weights = biases = bn = 0
    if isinstance(op, ConvSpec | LinearSpec | TransposedConvSpec):
        macs, weights, biases = arithmetic.macs(op, hw), arithmetic.weights(op, hw), arithmetic.biases(op, hw)
    elif isinstance(op, BatchNorm):
        bn = 2 * op.channels
    values = sum(map(prod, inputs)) + weights + biases + bn + prod(output)
    return LayerCost(
        layer.name,
        kind_of(op),
        layer.stage,
        output,
        macs,
        weights,
        biases,
        bn,
        prod(output),
        4 * held,
        4 * values,
        field,
    )


def _key(row: LayerCost, grouping: Grouping) -> str:
    return row.kind if grouping == "kind" else row.stage


def _sum(rows: Iterable[LayerCost], name: str, kind: str, stage: str, field: Pair | None) -> LayerCost:
    rows = tuple(rows)
    return LayerCost(
        name,
        kind,
        stage,
        rows[-1].output_shape,
        sum(row.macs for row in rows),
        sum(row.weights for row in rows),
        sum(row.biases for row in rows),
        sum(row.bn for row in rows),
        sum(row.activations for row in rows),
        max(row.live_bytes for row in rows),
        sum(row.moved_bytes for row in rows),
        field,
        sum(row.layers for row in rows),
    )
