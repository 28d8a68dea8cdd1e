"""Where a network spends its multiply-accumulates and its weights: by kind, and layer by layer."""

from __future__ import annotations

from collections.abc import Sequence

from generator.engine import CostTable, SpecError
from generator.engine.cost import LayerCost
from generator.figures.families.cost_bars import Bar, Part, columns, mirrored, shares
from generator.figures.families.stacks import size
from generator.figures.networks import Known, costs_of, network_of
from generator.figures.numbers import count, percent, short
from generator.figures.palette import DATA, Data
from generator.figures.say import Say, Words, chinese, tag
from generator.figures.scene import WIDTH, Ops, Scene
from generator.figures.shapes import BODY, HEAD, SMALL, label, rect, solid
from generator.model import Column, Table
from generator.records import dataclass

MARGIN = 12.0
MOST_LAYERS, MOST_NAMED = 80, 24
"""Bars that stand side by side and can be told apart, and bars that have a line for their name."""
_PREFERRED: tuple[tuple[str, Data], ...] = (
    ("conv 1x1", "input"),
    ("dw ", "kernel"),
    ("fc", "intermediate"),
    ("conv 3x3", "output"),
)
"""Kinds with a colour of their own in every network, by how their names begin."""


@dataclass(frozen=True, slots=True)
class NetworkCosts:
    """The costs of `network` (a name of the zoo, or layers), a bar for each "layer" or "stage": `by`
    says which; "auto" takes layers where they can be told apart."""

    network: str = "mobilenet_v1"
    by: str = "auto"


def draw_network_costs(params: NetworkCosts, say: Say = chinese) -> Scene:
    """The shares of each kind of layer, and a mirrored chart: multiply-accumulates against weights."""
    table = costs_of(network_of(params.network, Known()))
    if not table.total.weights or not table.total.macs:
        raise SpecError("network", params.network, "no layer has weights: there is nothing to share out")
    parts = _parts(table, say)
    by = _grouping(table, params.by)
    bars = _bars(table, by, parts)
    total, name = table.total, table.network.name
    title = f"{name}{say('，输入', ', input')} {size(table.network.input_shape)}"
    ops = label(WIDTH / 2, 20, title, HEAD, bold=True)
    y = 46.0
    heads = ((say("乘加", "MACs"), total.macs), (say("权重", "weights"), total.weights))
    for place, (word, value) in enumerate(heads):
        ops += label(MARGIN, y, f"{word} {short(value)}", BODY, bold=True, anchor="start")
        ops += shares(y + 11, [(part.role, (part.macs, part.weights)[place]) for part in parts])
        y += 50
    drawn, y = _legend(y - 1, parts, total, say)
    ops += drawn
    chart = mirrored if len(bars) <= MOST_NAMED else columns
    drawn, y = chart(y + 14, bars, say)
    return Scene(
        WIDTH,
        round(y + 8),
        *_words(table, parts, say),
        ops + drawn,
        _table(table, parts, bars, say),
        lang=tag(say),
    )


def _grouping(table: CostTable, by: str) -> str:
    layers = sum(row.weights > 0 for row in table.rows)
    if by not in ("auto", "layer", "stage"):
        raise SpecError("by", by, "known are auto, layer, stage")
    if by == "layer" and layers > MOST_LAYERS:
        reason = f"layers <= {MOST_LAYERS} fails: {layers} bars could not be told apart; take stage"
        raise SpecError("by", by, reason)
    staged = len([row for row in table.by("stage") if row.weights]) > 1
    return "stage" if by == "stage" or (layers > MOST_LAYERS and staged) else "layer"


def _parts(table: CostTable, say: Say) -> tuple[Part, ...]:
    """The kinds of layers, each with a colour; of more than there are colours, the least as one."""
    kinds = [row for row in table.by("kind") if row.weights]
    weight = {row.name: max(_share(row, table.total)) for row in kinds}
    kept = sorted(kinds, key=lambda row: -weight[row.name])
    kept, rest = (kept, []) if len(kept) <= len(DATA) else (kept[: len(DATA) - 1], kept[len(DATA) - 1 :])
    roles = _roles([row.name for row in kinds if row in kept])
    parts = [
        Part((row.name,), _name(row.name, say), roles[row.name], row.macs, row.weights)
        for row in kinds
        if row in kept
    ]
    if rest:
        names = tuple(row.name for row in rest)
        last = next(role for role in DATA if role not in roles.values())
        said = say(f"其余 {len(rest)} 种", f"{len(rest)} others")
        macs, weights = sum(row.macs for row in rest), sum(row.weights for row in rest)
        parts.append(Part(names, said, last, macs, weights))
    return tuple(parts)


def _share(row: LayerCost, total: LayerCost) -> tuple[float, float]:
    return row.macs / total.macs, row.weights / total.weights


def _roles(kinds: Sequence[str]) -> dict[str, Data]:
    """A colour for each kind: its own where it has one and is the first to ask, else one left over."""
    given: dict[str, Data] = {}
    for start, role in _PREFERRED:
        kind = next((kind for kind in kinds if kind.startswith(start) and kind not in given), None)
        if kind is not None:
            given[kind] = role
    left = [role for role in DATA if role not in given.values()]
    for kind in kinds:
        if kind not in given:
            given[kind] = left.pop(0)
    return given


def _name(kind: str, say: Say) -> str:
    """A kind of layer in words: "conv 1x1" is 卷积 1×1."""
    family, _, kernel = kind.rpartition(" ")
    words = {
        "conv": say("卷积", "conv"),
        "dw": say("逐通道", "depthwise"),
        "group conv": say("分组卷积", "grouped"),
        "local": say("局部卷积", "local"),
        "transposed": say("转置卷积", "transposed"),
        "fc": say("全连接", "fully connected"),
    }
    return f"{words[family]} {kernel.replace('x', '×')}" if family else words[kind]


def _bars(table: CostTable, by: str, parts: Sequence[Part]) -> tuple[Bar, ...]:
    """A bar for each layer or stage that has weights, in order, its kinds apart."""
    rows = [row for row in table.rows if row.weights]
    names = [row.name if by == "layer" else row.stage for row in rows]
    found = []
    for name in dict.fromkeys(names):
        own = [row for row, its in zip(rows, names, strict=True) if its == name]
        slices = tuple(
            (
                part.role,
                sum(row.macs for row in own if row.kind in part.kinds),
                sum(row.weights for row in own if row.kind in part.kinds),
            )
            for part in parts
            if any(row.kind in part.kinds for row in own)
        )
        found.append(Bar(name, slices))
    return tuple(found)


def _legend(y: float, parts: Sequence[Part], total: LayerCost, say: Say) -> tuple[Ops, float]:
    """The kinds with their shares of both quantities, in percent."""
    x, macs, weights = 60.0, 270.0, 344.0
    ops = label(macs, y, say("乘加", "MACs"), SMALL, "muted", anchor="end")
    ops += label(weights, y, say("权重", "weights"), SMALL, "muted", anchor="end")
    for part in parts:
        y += 20
        ops += rect((x, y - 6, 12, 12), solid(part.role))
        ops += label(x + 20, y, part.name, BODY, anchor="start")
        ops += label(macs, y, percent(part.macs / total.macs), BODY, anchor="end")
        ops += label(weights, y, percent(part.weights / total.weights), BODY, anchor="end")
    return ops, y + 10


def _words(table: CostTable, parts: Sequence[Part], say: Say) -> Words:
    total, name = table.total, table.network.name
    listed = [
        (part.name, percent(part.macs / total.macs), percent(part.weights / total.weights)) for part in parts
    ]
    most = max(parts, key=lambda part: part.macs)
    heaviest = max(parts, key=lambda part: part.weights)
    also = "也" if most == heaviest else ""
    zh = "；".join(
        f"{kind}{' ' * kind[-1].isascii()}占乘加 {macs}、权重 {weights}" for kind, macs, weights in listed
    )
    en = "; ".join(f"{kind} {macs} of MACs, {weights} of weights" for kind, macs, weights in listed)
    macs, weights = count(total.macs), count(total.weights)
    return Words(
        say(f"{name} 的乘加与权重分布", f"Where {name} spends its multiply-accumulates and weights"),
        say(
            f"{name} 共 {macs} 次乘加、{weights} 个权重。{zh}。",
            f"{name}: {macs} multiply-accumulates, {weights} weights. {en}.",
        ),
        say(
            f"乘加（一次乘、一次加）最多的是{most.name}，权重最多的{also}是{heaviest.name}；不计偏置与 BN。",
            f"{most.name} takes most multiply-accumulates (one multiplication, one addition), "
            f"{heaviest.name} holds most weights; biases and BN are left out.",
        ),
    )


def _table(table: CostTable, parts: Sequence[Part], bars: Sequence[Bar], say: Say) -> Table:
    """A row for each bar, then for each kind, then the whole."""
    total = table.total
    rows = [(bar.name, bar.macs, bar.weights) for bar in bars]
    sums = [(part.name, part.macs, part.weights) for part in parts]
    whole = [(say("合计", "total"), total.macs, total.weights)]
    share = say("占比", "share")
    return Table(
        (
            Column(say("部分", "part")),
            Column(say("乘加", "MACs"), numeric=True),
            Column(share, numeric=True),
            Column(say("权重", "weights"), numeric=True),
            Column(share, numeric=True),
        ),
        tuple(
            (name, count(macs), percent(macs / total.macs), count(weights), percent(weights / total.weights))
            for name, macs, weights in (*rows, *sums, *whole)
        ),
        totals_from=len(rows),
    )
