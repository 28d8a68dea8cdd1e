"""An Inception module: kernels of several sizes side by side, narrowed first, concatenated last."""

from __future__ import annotations

from generator.engine import ConvSpec, PoolSpec, SpecError, cost_table
from generator.engine.cost import LayerCost
from generator.engine.network import INPUT, Concat, Network
from generator.engine.zoo import build
from generator.engine.zoo.googlenet import MODULES
from generator.figures.families.stacks import millions
from generator.figures.numbers import count, dims, shape
from generator.figures.say import Say, chinese, tag
from generator.figures.scene import WIDTH, Ops, Scene
from generator.figures.shapes import BODY, Layer, arrow, label, layer_box, route
from generator.model import Column, Table
from generator.records import dataclass

PITCH, BOX, TALL = 97.0, 88.0, 42.0
SPAN = 3 * PITCH + BOX
TOP, FIRST, SECOND, JOINED = 8.0, 88.0, 168.0, 250.0


@dataclass(frozen=True, slots=True)
class InceptionModule:
    """One module of GoogLeNet, by the name in the paper's table 1: 3a to 5b."""

    stage: str = "3a"


@dataclass(frozen=True, slots=True)
class _Part:
    """A layer of a branch, with its cost."""

    op: ConvSpec | PoolSpec
    cost: LayerCost

    def box(self, say: Say) -> Layer:
        """What its box says."""
        channels, kernel = self.cost.output_shape[0], dims(*self.op.kernel_size)
        detail = f"{channels} {say('通道', 'channels')}"
        if isinstance(self.op, PoolSpec):
            return Layer(f"{kernel} {say('池化', 'pool')}", detail)
        return Layer(f"{kernel} {say('卷积', 'conv')}", detail, "active" if kernel == "1×1" else "kernel")


def draw_inception_module(params: InceptionModule, say: Say = chinese) -> Scene:
    """Four branches between one input and one concatenation, as the zoo's network has them."""
    names = [name for name, *_ in MODULES]
    if params.stage not in names:
        raise SpecError("stage", params.stage, f"known are {', '.join(names)}")
    network = build("googlenet")
    came, joined, branches = _branches(network, params.stage)
    ops = _trunk(came, joined, say)
    for index, parts in enumerate(branches):
        ops += _branch((WIDTH - SPAN + BOX) / 2 + index * PITCH, parts, say)
    macs, held = (
        sum(getattr(part.cost, of) for branch in branches for part in branch) for of in ("macs", "weights")
    )
    said = say(f"权重 {count(held)}，乘加 {millions(macs)}", f"weights {count(held)}, MACs {millions(macs)}")
    told = say("；", "; ").join(_told(branch, say) for branch in branches)
    return Scene(
        WIDTH,
        JOINED + TALL + 62,
        say(f"Inception 模块 {params.stage}", f"Inception module {params.stage}"),
        say(
            f"输入 {shape(came)} 分四路：{told}。四路沿通道拼成 {shape(joined)}，{said}。",
            f"Input {shape(came)} in four branches: {told}. Joined along channels: {shape(joined)}; {said}.",
        ),
        say(
            "大核之前、池化之后各有一个 1×1 卷积，先把通道压窄。",
            "A 1×1 convolution before each large kernel, and one behind the pooling, narrows the channels.",
        ),
        ops + label(WIDTH / 2, JOINED + TALL + 46, said, BODY, bold=True),
        _table(branches, (say("合计", "total"), "", shape(joined), count(held), count(macs)), say),
        lang=tag(say),
    )


def _table(branches: tuple[tuple[_Part, ...], ...], total: tuple[str, ...], say: Say) -> Table:
    rows = tuple(
        (
            say(f"第 {number} 路", f"branch {number}"),
            part.box(say).name,
            shape(part.cost.output_shape),
            *_costs(part),
        )
        for number, branch in enumerate(branches, 1)
        for part in branch
    )
    heads = (say("支路", "branch"), say("层", "layer"), say("输出", "output"))
    numbers = (Column(say("权重", "weights"), numeric=True), Column(say("乘加", "MACs"), numeric=True))
    return Table((*map(Column, heads), *numbers), (*rows, total), totals_from=len(rows))


def _branches(
    network: Network, stage: str
) -> tuple[tuple[int, ...], tuple[int, ...], tuple[tuple[_Part, ...], ...]]:
    """The module's input and output shapes, and its branches, each from the input on."""
    rows = {row.name: row for row in cost_table(network).rows}
    layers = {layer.name: layer for layer in network.layers}
    end = next(layer for layer in network.layers if layer.stage == stage and isinstance(layer.op, Concat))
    branches = []
    start = INPUT
    for name in end.inputs:
        parts: list[_Part] = []
        while layers[name].stage == stage:
            op = layers[name].op
            if isinstance(op, ConvSpec | PoolSpec):
                parts.insert(0, _Part(op, rows[name]))
            name = layers[name].inputs[0]
        branches.append(tuple(parts))
        start = name
    return rows[start].output_shape, rows[end.name].output_shape, tuple(branches)


def _trunk(came: tuple[int, ...], joined: tuple[int, ...], say: Say) -> Ops:
    """The input above and the concatenation below."""
    name = say("沿通道拼接", "concatenated along channels")
    ops = layer_box(WIDTH / 2, TOP, 150, TALL, Layer(say("输入", "input"), shape(came), "input"))
    ops += layer_box(WIDTH / 2, JOINED, SPAN, TALL, Layer(name, shape(joined), "output"))
    return ops + arrow((WIDTH / 2, JOINED + TALL), (WIDTH / 2, JOINED + TALL + 26))


def _branch(x: float, parts: tuple[_Part, ...], say: Say) -> Ops:
    """A column of one or two boxes, from the input's lower edge to the concatenation."""
    fork = TOP + TALL + 16
    rows = (FIRST, SECOND)[-len(parts) :]
    ops = route(((WIDTH / 2, TOP + TALL), (WIDTH / 2, fork), (x, fork), (x, rows[0])))
    for y, part in zip(rows, parts, strict=True):
        ops += layer_box(x, y, BOX, TALL, part.box(say))
    if len(parts) > 1:
        ops += arrow((x, FIRST + TALL), (x, SECOND))
    return ops + arrow((x, SECOND + TALL), (x, JOINED))


def _told(branch: tuple[_Part, ...], say: Say) -> str:
    return say("，", ", ").join(f"{part.box(say).name} {part.box(say).detail}" for part in branch)


def _costs(part: _Part) -> tuple[str, str]:
    return (count(part.cost.weights), count(part.cost.macs)) if part.cost.macs else ("", "")
