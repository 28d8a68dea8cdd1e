"""A network's costs as one plain record, ready for JSON: what the command `cost` prints."""

from __future__ import annotations

from generator.engine.cost import CONVENTIONS, Grouping, LayerCost, cost_table
from generator.engine.network import Network, peak_activation_bytes
from generator.engine.receptive_field import theoretical


def cost_report(network: Network, by: Grouping = "layer") -> dict[str, object]:
    """The totals and a row for each layer, kind or stage.

    `macs` are multiply-accumulates of one image, `params` weights, biases and batch norm's scale
    and shift, `params_by_convention` the other ways to count, `receptive_field` pixels of the last
    map before global pooling or the first full connection (null where undefined),
    `peak_activation_bytes` float32 over the graph, element-wise layers in place.
    """
    table = cost_table(network)
    total = table.total
    return {
        "network": network.name,
        "input_shape": list(network.input_shape),
        "macs": total.macs,
        "params": total.params(),
        "weights": total.weights,
        "params_by_convention": {convention: total.params(convention) for convention in CONVENTIONS},
        "receptive_field": theoretical(network),
        "peak_activation_bytes": peak_activation_bytes(network),
        "activations": total.activations,
        "by": by,
        "rows": [_row(row, total) for row in table.by(by)],
    }


def _row(row: LayerCost, total: LayerCost) -> dict[str, object]:
    return {
        "name": row.name,
        "kind": row.kind,
        "stage": row.stage,
        "layers": row.layers,
        "output_shape": list(row.output_shape),
        "macs": row.macs,
        "macs_share": row.macs / total.macs if total.macs else 0.0,
        "weights": row.weights,
        "params": row.params(),
        "activations": row.activations,
        "live_bytes": row.live_bytes,
        "receptive_field": None if row.receptive_field is None else max(row.receptive_field),
        "intensity": row.intensity,
    }
