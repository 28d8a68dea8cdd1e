"""Networks written in the layer language: `unparse` prints what `layers_language.parse` reads back equal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from generator.engine.draft import conv_word, half
from generator.engine.network import (
    INPUT,
    Activation,
    Add,
    BatchNorm,
    Concat,
    GlobalPool,
    Layer,
    LocalResponseNorm,
    Network,
    Shuffle,
    ZeroPadShortcut,
    readers,
)
from generator.engine.spec import ConvSpec, LinearSpec, Pads, Pair, PoolSpec, TransposedConvSpec


def unparse(network: Network) -> str:
    """The network's text: a line a layer, batch norm and activation behind the layer they follow.

    Labels are written where a later line needs them, or where the network's own names differ from
    the ones that the language would give.
    """
    lines = [f"network {network.name}", "input " + "x".join(map(str, network.input_shape))]
    at, stage, numbers = INPUT, "", Counter[str]()
    groups = _groups(network)
    heads = {group[-1].name: group[0].name for group in groups}  # how a line's output is called
    named = _referred(groups)
    for head, *followers in groups:
        if head.stage != stage:
            stage = head.stage
            lines.append(f"[{stage}]")
        word, *rest = _words(head)
        numbers[word] += 1
        label = f"{head.name}: " if head.name in named or head.name != f"{word}{numbers[word]}" else ""
        then = [follower.name.rsplit(".", 1)[1] for follower in followers]
        names = _names(head, at, heads)
        lines.append(label + " ".join([word, *rest, *names, *then]))
        at = followers[-1].name if followers else head.name
    return "\n".join(lines) + "\n"


def _groups(network: Network) -> list[list[Layer]]:
    """Layers with the followers that fit on their line: read by nobody else, named after it."""
    used, groups = readers(network), list[list[Layer]]()
    for index, layer in enumerate(network.layers):
        follows = (
            bool(groups)
            and isinstance(layer.op, BatchNorm | Activation)
            and layer.inputs == (groups[-1][-1].name,)
            and used[groups[-1][-1].name] == (index,)
            and layer.name == f"{groups[-1][0].name}.{_words(layer)[0]}"
            and layer.stage == groups[-1][0].stage
        )
        if follows:
            groups[-1].append(layer)
        else:
            groups.append([layer])
    return groups


def _referred(groups: Sequence[Sequence[Layer]]) -> set[str]:
    """The lines (by their first layer) that some line other than the next names."""
    heads, at, found = {group[-1].name: group[0].name for group in groups}, INPUT, set[str]()
    for group in groups:
        first, *others = group[0].inputs
        joins = isinstance(group[0].op, Add | Concat)
        spelled = others if first == at and (not joins or len(others) == 1) else [first, *others]
        found |= {heads[name] for name in spelled if name != INPUT}
        at = group[-1].name
    return found


def _names(layer: Layer, at: str, heads: dict[str, str]) -> list[str]:
    names = [heads.get(name, name) for name in layer.inputs]
    if isinstance(layer.op, Add | Concat):
        return names[1:] if layer.inputs[0] == at and len(names) == 2 else names
    return [] if layer.inputs == (at,) else ["from", names[0]]


def _words(layer: Layer) -> list[str]:
    """The word of a layer, its numbers and its options, those left out that parse alike."""
    op = layer.op
    match op:
        case ConvSpec():
            return _conv_words(op)
        case TransposedConvSpec():
            words = ["transposed", _size(op.kernel_size), str(op.out_channels), f"/{_size(op.stride)}"]
            words += _padding(op.padding, ((0, 0), (0, 0))) + _dilation(op.dilation)
            words += [f"out={_size(op.output_padding)}"] if any(op.output_padding) else []
            return words + ([f"g={op.groups}"] if op.groups > 1 else []) + ["bias"] * op.bias
        case PoolSpec():
            words = [op.kind, _size(op.kernel_size)]
            words += [f"/{_size(op.stride)}"] if op.stride != op.kernel_size else []
            words += _padding(op.padding, ((0, 0), (0, 0))) + _dilation(op.dilation)
            return words + ["ceil"] * op.ceil_mode + ["include_pad"] * op.count_include_pad
        case LinearSpec():
            return ["fc", str(op.out_features), *["nobias"] * (not op.bias)]
        case Activation():
            return [op.kind]
        case Shuffle():
            return ["shuffle", str(op.groups)]
        case LocalResponseNorm():
            return ["lrn", str(op.size)]
        case ZeroPadShortcut():
            return ["shortcut", str(op.out_channels), *([f"/{op.stride}"] if op.stride != 1 else [])]
        case BatchNorm():
            return ["bn"]
        case GlobalPool():
            return ["gap"]
        case Add():
            return ["add"]
        case Concat():
            return ["concat"]


def _conv_words(op: ConvSpec) -> list[str]:
    word = conv_word(op)
    numbers = {"dw": [_size(op.kernel_size)], "pw": [str(op.out_channels)]}
    words = [word, *numbers.get(word, [_size(op.kernel_size), str(op.out_channels)])]
    words += [f"/{_size(op.stride)}"] if op.stride != (1, 1) else []
    vertical, horizontal = half(op.kernel_size, op.dilation)
    words += _padding(op.padding, ((vertical, vertical), (horizontal, horizontal)))
    words += _dilation(op.dilation)
    words += [f"g={op.groups}"] if op.groups > 1 and word != "dw" else []
    return words + ["bias"] * op.bias + ["flip"] * op.flip


def _size(value: Pair) -> str:
    return f"{value[0]}x{value[1]}" if value[0] != value[1] or value[0] > 2 else str(value[0])


def _dilation(dilation: Pair) -> list[str]:
    return [f"d={_size(dilation)}"] if dilation != (1, 1) else []


def _padding(padding: Pads | str, default: Pads) -> list[str]:
    if isinstance(padding, str):
        return [f"p={padding}"]
    if padding == default:
        return []
    (top, bottom), (left, right) = padding
    if (top, left) != (bottom, right):
        return [f"p={top},{bottom},{left},{right}"]
    return [f"p={top}" if top == left else f"p={top},{left}"]
