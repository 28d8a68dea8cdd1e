"""Networks as the papers' tables list them: a row for each layer with weights, or that pools all."""

from __future__ import annotations

from generator.engine import ConvSpec, CostTable, LinearSpec, SpecError, cost_table
from generator.engine.cost import LayerCost
from generator.engine.network import GlobalPool, Layer, Network, Op, Shape, shapes
from generator.engine.spec import positive
from generator.engine.zoo import build
from generator.figures.numbers import count
from generator.figures.palette import Data
from generator.figures.ruled import RIGHT, Lane
from generator.figures.say import Say
from generator.records import dataclass

NARROWEST, WIDEST = 0.1, 4.0
"""Channel multipliers between which the tables can be drawn."""


@dataclass(frozen=True, slots=True)
class Row:
    """A layer, the shape that it reads and what it costs."""

    layer: Layer
    input: Shape
    cost: LayerCost

    @property
    def counts(self) -> bool:
        """Whether it counts as one of the network's layers: it has weights."""
        return self.cost.weights > 0


def built(name: str, width: float, size: int, classes: int) -> Network:
    """The zoo's network with all channels times `width`; `SpecError` for a width no table can show."""
    if not NARROWEST <= width <= WIDEST:
        raise SpecError("width", width, f"{NARROWEST:g} <= width <= {WIDEST:g} fails")
    return build(name, width=width, size=positive("size", size), classes=positive("classes", classes))


def rows_of(network: Network) -> tuple[Row, ...]:
    """The layers that the papers list: convolutions, global pooling, full connections."""
    sizes, costs = shapes(network), cost_table(network).rows
    return tuple(
        Row(layer, sizes[layer.inputs[0]], cost)
        for layer, cost in zip(network.layers, costs, strict=True)
        if isinstance(layer.op, ConvSpec | LinearSpec | GlobalPool)
    )


def role_of(op: Op) -> Data | None:
    """The colour of a kind of layer: pointwise, depthwise, another convolution, a full connection."""
    match op:
        case ConvSpec() if op.depthwise:
            return "kernel"
        case ConvSpec():
            return "input" if op.kernel_size == (1, 1) else "output"
        case LinearSpec():
            return "intermediate"
        case _:
            return None


def cost_lanes(say: Say) -> tuple[Lane, Lane]:
    """The two last columns: millions of multiply-accumulates, thousands of weights."""
    return (
        Lane(say("乘加 (M)", "M MACs"), 324, "end"),
        Lane(say("权重 (k)", "k weights"), RIGHT - 6, "end"),
    )


def cost_cells(cost: LayerCost, times: int = 1) -> tuple[str, str]:
    """What stands in them, for a layer that comes `times` times."""
    if not cost.weights:
        return "–", "–"
    macs, weights = times * cost.macs / 10**6, times * cost.weights / 10**3
    return f"{macs:,.2f}" if macs < 1000 else f"{macs:,.0f}", f"{weights:,.1f}"


def with_bn(table: CostTable, say: Say) -> str:
    """How many parameters there are, weights and all."""
    params = count(table.total.params())
    return say(f"连同偏置与 BN 共 {params} 个参数", f"with biases and BN: {params} parameters")
