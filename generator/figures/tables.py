"""Cost tables: a network by layer, kind or stage, and several networks or convolutions side by side.

```{cost-table} mobilenet_v1        ```{compare-table}
:group-by: kind                     :input: 32x56x56
:columns: macs, macs_share          标准卷积: conv 3x3 64
:format: macs=.1M                   深度可分离: dw 3x3; pw 64
```                                 ```
A compared line is a network's name or layers behind `:input:`; where it is short, its arithmetic is
printed under it with the numbers filled in. Each table has its numbers in full in a CSV file.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import MappingProxyType
from typing import get_args

from generator.diagnostics import Checked, Diagnostic, Location
from generator.engine import ConvSpec, LinearSpec
from generator.engine.arithmetic import output_hw
from generator.engine.cost import CostTable, Grouping, LayerCost
from generator.engine.network import Network, Shape, shapes
from generator.figures.measures import Columns, columns_of
from generator.figures.networks import (
    MODEL,
    Known,
    Subject,
    SubjectError,
    ToldError,
    costs_of,
    network_of,
    subject_of,
)
from generator.figures.numbers import count, factors, shape
from generator.figures.published import published_table
from generator.figures.sheet import DrawnTable, Sheet, drawn
from generator.model import Column, TableRequest
from generator.problems.tables import bad_table, unknown_operators, unknown_param
from generator.problems.wording import did_you_mean
from generator.records import replace

_BY_LAYER = ("output", "macs", "weights")
_BY_GROUP = ("layers", "macs", "macs_share", "weights", "weights_share")
_COMPARED = ("output", "weights", "macs", "macs_ratio")
_MOST_NOTED = 3
"""Layers with weights up to which a compared line's arithmetic is written out."""


def table_of(request: TableRequest, known: Known, lang: str = "zh-CN") -> Checked[DrawnTable | None]:
    """The table that a fence asks for, or None with an error at the line at fault."""
    keys, make = KINDS[request.kind]
    unknown = tuple(
        unknown_param(request.kind, param.key, keys, param.at)
        for param in request.params
        if param.key not in keys
    )
    if unknown:
        return Checked(None, unknown)
    try:
        sheet = make(request, known, lang.startswith("zh"))
    except ToldError:
        return Checked(None)
    except SubjectError as fault:
        return Checked(None, (_told(request, fault),))
    return Checked(drawn(request.kind, sheet.value) if sheet.value else None, sheet.diagnostics)


def _told(request: TableRequest, fault: SubjectError) -> Diagnostic:
    """The error, at the line of the body or the parameter that it is about where there is one."""
    if fault.line:
        places = [_body_lines(request)[fault.line - 1][1]]
    else:
        places = [param.at for param in request.params if param.key == fault.key]
        places += [p.at for p in request.params if p.value and f'"{p.value}"' in fault.reason]
    return bad_table(request.kind, fault.reason, next(iter(places), request.at), fault.help)


def _body_lines(request: TableRequest) -> list[tuple[str, Location]]:
    """The lines of the body that say something, each with its place between the parameters."""
    taken = {param.at.line for param in request.params}
    lines = request.body.splitlines()
    numbers = (n for n in range(request.at.line + 1, request.at.line + 1 + len(lines) + len(taken)))
    free = (n for n in numbers if n not in taken)
    return [
        (line, Location(request.at.path, n)) for line, n in zip(lines, free, strict=False) if line.strip()
    ]


def _given(request: TableRequest) -> dict[str, str]:
    return {param.key: param.value for param in request.params}


# ---------------------------------------------------------------- one network


def _cost_table(request: TableRequest, known: Known, chinese: bool) -> Checked[Sheet | None]:
    given = _given(request)
    layers = "; ".join(line.strip() for line, _ in _body_lines(request))
    subject = subject_of(request.subject or given.get("network", "") or layers, known)
    table = costs_of(subject.network)
    grouping = _grouping(given.get("group-by", "layer"))
    columns = columns_of(
        given.get("columns", ""), given.get("format", ""), _BY_LAYER if grouping == "layer" else _BY_GROUP
    )
    rows = [row for row in table.by(grouping) if given.get("rows") == "all" or _counts(row)]
    sheet = Sheet(
        heads=(Column(_FIRST[grouping] if chinese else grouping), *columns.heads(chinese)),
        keys=(grouping, *columns.keys),
        rows=[(row.name, *columns.texts(row, table.total)) for row in rows],
        exact=[(row.name, *columns.exact(row, table.total)) for row in rows],
        caption=given.get("caption", _caption(table, chinese)),
    )
    if not subject.unknown:
        total = replace(table.total, layers=sum(row.layers for row in rows))
        sheet.totals_from = len(rows)
        sheet.rows.append(_totals(columns, total, chinese))
        sheet.exact.append(("total", *columns.exact(total, total)))
        return Checked(sheet)
    _list_unknown(sheet, subject, columns, chinese)
    return Checked(sheet, (unknown_operators(table.network.name, subject.unknown, request.at),))


def _list_unknown(sheet: Sheet, subject: Subject, columns: Columns, chinese: bool) -> None:
    """A row for each operator of which nothing is known; what they come to is then unknown too."""
    for operator in subject.unknown:
        name = f"{operator}（未知算子）" if chinese else f"{operator} (unknown)"
        sheet.rows.append((name, *columns.blanks))
        sheet.exact.append((f"{operator} (unknown)", *columns.nothing))


def _grouping(text: str) -> Grouping:
    for known in get_args(Grouping):
        if text == known:
            found: Grouping = known
            return found
    help = did_you_mean(text, get_args(Grouping), "known are layer, kind, stage")
    raise SubjectError(f'no grouping "{text}"', help, key="group-by")


def _totals(columns: Columns, total: LayerCost, chinese: bool) -> tuple[str, ...]:
    texts = zip(columns.keys, columns.texts(total, total), strict=True)
    return ("合计" if chinese else "total", *("" if key == "output" else text for key, text in texts))


def _counts(row: LayerCost) -> bool:
    return row.macs > 0 or row.weights > 0


def _caption(table: CostTable, chinese: bool) -> str:
    size = shape(table.network.input_shape)
    name = table.network.name
    return f"{name}，输入 {size}" if chinese else f"{name}, input {size}"


# ---------------------------------------------------------------- several side by side


def _compare_table(request: TableRequest, known: Known, chinese: bool) -> Checked[Sheet | None]:
    given = _given(request)
    lines = _body_lines(request)
    if not lines:
        raise SubjectError("nothing to compare", "write a line for each: a label, a colon, layers or a name")
    columns = columns_of(given.get("columns", ""), given.get("format", ""), _COMPARED)
    compared = [_compared(n, line, given.get("input", ""), known) for n, (line, _) in enumerate(lines, 1)]
    costs = [costs_of(subject.network).total for _, subject in compared]
    reference = costs[0]
    if compared[0][1].unknown:
        raise SubjectError("the first line has unknown operators, and others are compared with it", line=1)
    sheet = Sheet(
        heads=(Column(_compared_head([line for line, _ in lines], chinese)), *columns.heads(chinese)),
        keys=("label", *columns.keys),
        caption=given.get("caption", ""),
    )
    for (label, subject), cost in zip(compared, costs, strict=True):
        if subject.unknown:
            texts, exact, note = columns.blanks, columns.nothing, _unknown(subject, chinese)
        else:
            texts, exact = columns.texts(cost, reference), columns.exact(cost, reference)
            note = _arithmetic(subject.network, columns.keys)
        sheet.rows.append((label, *texts))
        sheet.exact.append((label, *exact))
        sheet.notes.append(note)
    found = (
        unknown_operators(subject.network.name, subject.unknown, at)
        for (_, subject), (_, at) in zip(compared, lines, strict=True)
        if subject.unknown
    )
    return Checked(sheet, tuple(found))


def _compared_head(lines: Sequence[str], chinese: bool) -> str:
    """What is compared: networks where every line names one, else ways to lay layers."""
    texts = (line.replace("：", ":").rpartition(":")[2].strip() for line in lines)
    if all(" " not in text.split("(")[0] for text in texts):
        return "网络" if chinese else "network"
    return "做法" if chinese else "layers"


def _unknown(subject: Subject, chinese: bool) -> str:
    operators = ", ".join(subject.unknown)
    return f"未知算子：{operators}" if chinese else f"unknown operators: {operators}"


def _compared(number: int, line: str, size: str, known: Known) -> tuple[str, Subject]:
    """A line's label and network; `size` is put before plain layers."""
    label, colon, rest = (part.strip() for part in line.replace("：", ":").partition(":"))
    text = rest if colon else label
    try:
        return label, _meant(text, size, known)
    except ToldError:
        raise
    except SubjectError as fault:
        raise SubjectError(fault.reason, fault.help, line=number) from fault


def _meant(text: str, size: str, known: Known) -> Subject:
    word = text.split("(")[0].split()[0] if text.split() else ""
    named = text.startswith("input ") or word in known.networks or text.endswith(MODEL)
    if named or not size or " " not in text.split("(")[0]:
        return subject_of(text, known)
    return Subject(network_of(f"input {size}; {text}", known))


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


_FIRST = MappingProxyType({"layer": "层", "kind": "种类", "stage": "阶段"})
_Maker = Callable[[TableRequest, Known, bool], Checked[Sheet | None]]
KINDS: MappingProxyType[str, tuple[tuple[str, ...], _Maker]] = MappingProxyType(
    {
        "cost-table": (("network", "group-by", "columns", "format", "rows", "caption"), _cost_table),
        "compare-table": (("input", "columns", "format", "caption"), _compare_table),
        "published-table": (("networks", "settings", "quantities", "columns", "caption"), published_table),
    }
)
