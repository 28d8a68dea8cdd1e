"""Cost tables: a network by layer, kind or stage, and several networks or convolutions side by side.

```{cost-table} mobilenet_v1        ```{compare-table}
:group-by: kind                     :input: 32x56x56
:columns: macs, macs_share          标准卷积: conv 3x3 64
```                                 深度可分离: dw 3x3; pw 64
                                    ```
A compared line is a network's name or layers behind `:input:`; where it is short, its arithmetic is
printed under it with the numbers filled in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import get_args

from generator.diagnostics import Checked, Diagnostic
from generator.engine import ConvSpec, LinearSpec
from generator.engine.arithmetic import output_hw
from generator.engine.cost import CostTable, Grouping, LayerCost
from generator.engine.network import Network, Shape, shapes
from generator.figures.networks import Networks, SubjectError, costs_of, network_of
from generator.figures.numbers import count, dims, factors, percent, shape
from generator.model import Column, Table, TableRequest
from generator.problems.tables import bad_table, unknown_param
from generator.problems.wording import did_you_mean


@dataclass(frozen=True, slots=True)
class _Measure:
    """A column: its labels, and the text of a row beside the reference row (the whole, or the first)."""

    zh: str
    en: str
    text: Callable[[LayerCost, LayerCost], str]


def _share(row: int, whole: int) -> str:
    return percent(row / whole) if whole else "–"


def _fewer(row: int, first: int) -> str:
    return f"{first / row:.2f}" if row else "–"


MEASURES: MappingProxyType[str, _Measure] = MappingProxyType(
    {
        "layers": _Measure("层数", "layers", lambda r, _: count(r.layers)),
        "output": _Measure("输出", "output", lambda r, _: shape(r.output_shape)),
        "macs": _Measure("乘加", "MACs", lambda r, _: count(r.macs)),
        "macs_share": _Measure("乘加占比", "share of MACs", lambda r, w: _share(r.macs, w.macs)),
        "macs_ratio": _Measure("乘加倍数", "MACs, times fewer", lambda r, f: _fewer(r.macs, f.macs)),
        "weights": _Measure("权重", "weights", lambda r, _: count(r.weights)),
        "weights_share": _Measure("权重占比", "share of weights", lambda r, w: _share(r.weights, w.weights)),
        "weights_ratio": _Measure(
            "权重倍数", "weights, times fewer", lambda r, f: _fewer(r.weights, f.weights)
        ),
        "params": _Measure("参数", "parameters", lambda r, _: count(r.params())),
        "activations": _Measure("激活值", "activations", lambda r, _: count(r.activations)),
        "rf": _Measure("感受野", "receptive field", lambda r, _: dims(*r.receptive_field or ()) or "–"),
        "intensity": _Measure("每字节乘加", "MACs per byte", lambda r, _: f"{r.intensity:.1f}"),
    }
)
_COST_KEYS = ("group-by", "columns", "rows", "caption")
_COMPARE_KEYS = ("input", "columns", "caption")
_BY_LAYER = ("output", "macs", "weights")
_BY_GROUP = ("layers", "macs", "macs_share", "weights", "weights_share")
_COMPARED = ("output", "weights", "macs", "macs_ratio")
_MOST_NOTED = 3
"""Layers with weights up to which a compared line's arithmetic is written out."""


def table_of(request: TableRequest, networks: Networks, lang: str = "zh-CN") -> Checked[Table | None]:
    """The table that a fence asks for, or None with an error at the line at fault."""
    known = _COST_KEYS if request.kind == "cost-table" else _COMPARE_KEYS
    found = tuple(
        unknown_param(request.kind, param.key, known, param.at)
        for param in request.params
        if param.key not in known
    )
    if found:
        return Checked(None, found)
    make = _cost_table if request.kind == "cost-table" else _compare_table
    try:
        return Checked(make(request, networks, lang.startswith("zh")))
    except SubjectError as fault:
        return Checked(None, (_told(request, fault),))


def _told(request: TableRequest, fault: SubjectError) -> Diagnostic:
    """The error, at the parameter that it quotes where there is one."""
    at = next((p.at for p in request.params if p.value and f'"{p.value}"' in fault.reason), request.at)
    return bad_table(request.kind, fault.reason, at, fault.help)


def _cost_table(request: TableRequest, networks: Networks, chinese: bool) -> Table:
    given = {param.key: param.value for param in request.params}
    subject = request.subject or "; ".join(filter(str.strip, request.body.splitlines()))
    table = costs_of(network_of(subject, networks))
    grouping = _grouping(given.get("group-by", "layer"))
    keys = _columns(given, _BY_LAYER if grouping == "layer" else _BY_GROUP)
    rows = [row for row in table.by(grouping) if given.get("rows") == "all" or _counts(row)]
    total = table.total
    first = {"layer": "层", "kind": "种类", "stage": "阶段"}[grouping] if chinese else grouping
    return Table(
        columns=(Column(first), *_heads(keys, chinese)),
        rows=(*(_row(row.name, row, total, keys) for row in rows), _totals(table, rows, keys, chinese)),
        caption=given.get("caption", _caption(table, chinese)),
        totals_from=len(rows),
    )


def _grouping(text: str) -> Grouping:
    for known in get_args(Grouping):
        if text == known:
            found: Grouping = known
            return found
    raise SubjectError(f'no grouping "{text}"', did_you_mean(text, get_args(Grouping)))


def _compare_table(request: TableRequest, networks: Networks, chinese: bool) -> Table:
    given = {param.key: param.value for param in request.params}
    lines = [line for line in request.body.splitlines() if line.strip()]
    if not lines:
        raise SubjectError("nothing to compare", "write a line for each: a label, a colon, layers or a name")
    compared = [_compared(line, given.get("input", ""), networks) for line in lines]
    costs = [costs_of(network).total for _, network in compared]
    keys = _columns(given, _COMPARED)
    return Table(
        columns=(Column("做法" if chinese else "layers"), *_heads(keys, chinese)),
        rows=tuple(
            _row(label, cost, costs[0], keys) for (label, _), cost in zip(compared, costs, strict=True)
        ),
        caption=given.get("caption", ""),
        notes=tuple(_arithmetic(network, keys) for _, network in compared),
    )


def _compared(line: str, size: str, networks: Networks) -> tuple[str, Network]:
    """A line's label and network; `size` is put before plain layers."""
    label, colon, rest = (part.strip() for part in line.replace("：", ":").partition(":"))
    text = rest if colon else label
    word = text.split("(")[0].split()[0] if text.split() else ""
    named = text.startswith("input ") or word in networks or (" " not in text.split("(")[0])
    if named or not size:
        return label, network_of(text, networks)
    return label, network_of(f"input {size}; {text}", networks)


def _columns(given: dict[str, str], otherwise: tuple[str, ...]) -> tuple[str, ...]:
    keys = tuple(filter(None, (key.strip() for key in given.get("columns", "").split(",")))) or otherwise
    for key in keys:
        if key not in MEASURES:
            raise SubjectError(
                f'no column "{key}"', did_you_mean(key, MEASURES, f"known are {', '.join(MEASURES)}")
            )
    return keys


def _heads(keys: Sequence[str], chinese: bool) -> tuple[Column, ...]:
    return tuple(
        Column(MEASURES[key].zh if chinese else MEASURES[key].en, numeric=key not in ("output", "rf"))
        for key in keys
    )


def _row(name: str, row: LayerCost, reference: LayerCost, keys: Sequence[str]) -> tuple[str, ...]:
    return (name, *(MEASURES[key].text(row, reference) for key in keys))


def _totals(
    table: CostTable, rows: Sequence[LayerCost], keys: Sequence[str], chinese: bool
) -> tuple[str, ...]:
    """The sums of the network; its layers are those that the table counts."""
    total = replace(table.total, layers=sum(row.layers for row in rows))
    texts = {key: MEASURES[key].text(total, total) for key in keys if key not in ("output",)}
    return ("合计" if chinese else "total", *(texts.get(key, "") for key in keys))


def _counts(row: LayerCost) -> bool:
    return row.macs > 0 or row.weights > 0


def _caption(table: CostTable, chinese: bool) -> str:
    size = shape(table.network.input_shape)
    name = table.network.name
    return f"{name}，输入 {size}" if chinese else f"{name}, input {size}"


def _arithmetic(network: Network, keys: Sequence[str]) -> str:
    """The multiply-accumulates (or the weights) of a short network, written out: k×k×C_i×C_o×H×W."""
    known = {"": network.input_shape, **shapes(network)}
    terms: list[tuple[str, int]] = []
    for layer in network.layers:
        inputs = known.get(layer.inputs[0], network.input_shape)
        if isinstance(layer.op, ConvSpec):
            terms.append(_conv_term(layer.op, inputs, positions="macs" in keys))
        elif isinstance(layer.op, LinearSpec):
            product = layer.op.in_features * layer.op.out_features
            terms.append((factors(layer.op.in_features, layer.op.out_features), product))
    if not terms or len(terms) > _MOST_NOTED:
        return ""
    total = count(sum(value for _, value in terms))
    return f"{' + '.join(text for text, _ in terms)} = {total}"


def _conv_term(spec: ConvSpec, inputs: Shape, *, positions: bool) -> tuple[str, int]:
    kh, kw = spec.kernel_size
    height, width = output_hw(spec, (inputs[1], inputs[2]))
    sizes = [kh, kw, spec.in_channels // spec.groups, spec.out_channels]
    sizes += [height, width] if positions or spec.local else []
    product = 1
    for size in sizes:
        product *= size
    return factors(*sizes), product
