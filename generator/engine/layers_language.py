"""A small language for networks, one line a layer, that reads like a paper's table.

    network tiny                       the name, once, first
    input 3x32x32                      channels × height × width
    [stem]                             a stage; # starts a comment
    conv 3x3 32 /2 bn relu             kernel, channels, stride, then what follows it
    came: dw 3x3 bn relu               a label, to be named later
    pw 32 bn
    add came relu                      the map at hand + came
    gap                                (global average pooling)
    fc 10

Layers: `conv K C`, `dw K`, `pw C`, `local K C`, `transposed K C`, `max K`, `avg K`, `gap`, `fc N`,
`shuffle G`, `lrn N`, `shortcut C` (zero-padded), `add A…`, `concat A B…`, `bn`, the activations.
Options: `/S` stride (`/2x1`); `p=` padding (a number, `same`, `same_tf`, `valid`, or
`top,bottom,left,right`; where unsaid, k // 2 for convolutions and 0 for pools); `d=` dilation;
`g=` groups; `out=` output padding of a transposed convolution; `bias`, `nobias` (fc), `flip`,
`ceil`, `include_pad`; `n=` repeats a line; `from A` reads another map than the one at hand.
Blocks: `separable K C /S`, `bottleneck t= c= n= s=` (MobileNetV2), `basic c= n= s=` and
`residual c= n= s=` (ResNet).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import prod
from types import MappingProxyType

from generator.engine.draft import ACTIVATIONS, Draft
from generator.engine.layers_line import (
    Line,
    WordError,
    dilation_of,
    nearest_word,
    option,
    padding_of,
    read_pair,
    read_shape,
    split,
    stride_of,
    take_count,
    take_size,
)
from generator.engine.layers_print import unparse
from generator.engine.network import (
    INPUT,
    Add,
    Concat,
    LocalResponseNorm,
    Network,
    Op,
    Shuffle,
    ZeroPadShortcut,
)
from generator.engine.spec import LinearSpec, Pair, PoolSpec, SpecError, TransposedConvSpec
from generator.engine.zoo.blocks import basic, bottleneck, inverted_residual, separable

__all__ = ["LAYERS", "LineProblem", "Parsed", "parse", "unparse"]


@dataclass(frozen=True, slots=True)
class LineProblem:
    """What is wrong at one line of the text (from 1), and what to do."""

    line: int
    message: str
    help: str = ""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A network, or None where the text has problems."""

    network: Network | None
    problems: tuple[LineProblem, ...] = ()


def parse(text: str, name: str = "network") -> Parsed:
    """The network that `text` describes, or its problems with their lines; never raises."""
    reader = _Reader(name)
    problems: list[LineProblem] = []
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.split("#", 1)[0].strip()
        if not line:
            continue
        try:
            reader.read(line)
        except WordError as error:
            problems.append(LineProblem(number, error.message, error.help))
        except SpecError as error:
            if not problems:  # behind a problem shapes are unknown, and a misfit may be its echo
                problems.append(LineProblem(number, str(error)))
    if problems or reader.draft is None or not reader.draft.layers:
        return Parsed(
            None, tuple(problems) or (LineProblem(0, "no layers found", 'start with "input 3x224x224"'),)
        )
    return Parsed(reader.draft.done())


class _Reader:
    """The lines so far: a draft once the input is known, and what each label stands for."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.draft: Draft | None = None
        self.labels: dict[str, str] = {INPUT: INPUT}

    def read(self, line: str) -> None:
        word, _, rest = line.partition(" ")
        if word == "network" and self.draft is None:
            self.name = rest.strip()
        elif word == "input" and self.draft is not None:
            raise WordError("the input is given a second time", "write one network in a fence")
        elif word == "input":
            self.draft = Draft(self.name, read_shape(rest.strip()))
        elif self.draft is None:
            raise WordError("the input is not known yet", 'put "input 3x224x224" before the first layer')
        elif line.startswith("[") and line.endswith("]"):
            self.draft.stage = line[1:-1].strip()
        else:
            label, colon, _ = line.partition(":")
            if colon:  # where the line fails, its name is known all the same
                self.labels.setdefault(label.strip(), self.draft.at)
            self._layer(self.draft, split(line))

    def _layer(self, draft: Draft, line: Line) -> None:
        if line.word not in LAYERS:
            raise WordError(f'unknown layer "{line.word}"', nearest_word(line.word, LAYERS))
        line.names = [self._known(name) for name in line.names]
        if line.source:
            draft.at = self._known(line.source)
        first = len(draft.layers)
        repeats = option(line, "n", 1)
        if repeats == 0:
            raise WordError('"n=0" adds no layer')
        if LAYERS[line.word] is _blocks:
            repeats = 1  # a block repeats itself, its stride at the first only
        for number in range(1, repeats + 1):
            label = line.label if number == repeats else ""
            again = replace(line, numbers=[*line.numbers], label=label)
            LAYERS[line.word](draft, again)
            if again.numbers:
                raise WordError(f'"{line.word}" does not take "{again.numbers[0]}"')
        self.labels |= {layer.name: layer.name for layer in draft.layers[first:]}
        self.labels[line.label or draft.layers[first].name] = draft.at

    def _known(self, name: str) -> str:
        if name not in self.labels:
            raise WordError(f'no layer named "{name}"', nearest_word(name, self.labels))
        return self.labels[name]


def _conv(draft: Draft, line: Line) -> str:
    kernel, channels = take_size(line, "kernel"), take_count(line, "channels")
    return _any_conv(draft, line, kernel, channels, option(line, "g", 1))


def _dw(draft: Draft, line: Line) -> str:
    channels = draft.shape[0]
    return _any_conv(draft, line, take_size(line, "kernel"), channels, channels)


def _pw(draft: Draft, line: Line) -> str:
    return _any_conv(draft, line, (1, 1), take_count(line, "channels"), option(line, "g", 1))


def _any_conv(draft: Draft, line: Line, kernel: Pair, channels: int, groups: int) -> str:
    return draft.conv(
        channels,
        kernel,
        stride_of(line) or 1,
        padding_of(line),
        dilation_of(line),
        groups,
        "bias" in line.options,
        line.word == "local",
        "flip" in line.options,
        line.label,
        line.then,
    )


def _transposed(draft: Draft, line: Line) -> Op:
    kernel, channels = take_size(line, "kernel"), take_count(line, "channels")
    padding = padding_of(line)
    if isinstance(padding, str):
        raise WordError(f'"p={padding}" is no padding of a transposed convolution')
    return TransposedConvSpec(
        draft.shape[0],
        channels,
        kernel,
        stride_of(line) or 1,
        padding or 0,
        read_pair(line.options.get("out", "0"), "output padding"),
        dilation_of(line),
        option(line, "g", 1),
        "bias" in line.options,
    )


def _pool(_: Draft, line: Line) -> Op:
    return PoolSpec(
        "max" if line.word == "max" else "avg",
        take_size(line, "window"),
        stride_of(line),
        padding_of(line) or 0,
        dilation_of(line),
        "ceil" in line.options,
        "include_pad" in line.options,
    )


def _fc(draft: Draft, line: Line) -> Op:
    return LinearSpec(prod(draft.shape), take_count(line, "features"), "nobias" not in line.options)


def _join(draft: Draft, line: Line) -> str:
    if not line.names:
        help = 'label a line, as in "came: conv 3x3 64", and name it here'
        raise WordError(f'"{line.word}" needs a name', help)
    names = line.names if len(line.names) > 1 else [draft.at, *line.names]
    op = Add() if line.word == "add" else Concat()
    return draft.layer(line.word, op, *names, name=line.label, then=line.then)


def _blocks(draft: Draft, line: Line) -> str:
    channels, stride = option(line, "c", 0), option(line, "s", 1)
    for repeat in range(option(line, "n", 1)):
        s = stride if repeat == 0 else 1
        if line.word == "basic":
            basic(draft, channels, s)
        elif line.word == "residual":
            bottleneck(draft, channels, s)
        else:
            inverted_residual(draft, option(line, "t", 6), channels, s)
    return draft.at


def _separable(draft: Draft, line: Line) -> str:
    kernel, channels = take_size(line, "kernel"), take_count(line, "channels")
    return separable(draft, channels, kernel, stride_of(line) or 1, line.then or "bn relu")


def _shortcut(_: Draft, line: Line) -> Op:
    return ZeroPadShortcut(take_count(line, "channels"), (stride_of(line) or (1, 1))[0])


def _single(op_of: Callable[[Draft, Line], Op]) -> Callable[[Draft, Line], str]:
    """A line that is one operation on what is at hand."""

    def add(draft: Draft, line: Line) -> str:
        return draft.layer(line.word, op_of(draft, line), name=line.label, then=line.then)

    return add


LAYERS: MappingProxyType[str, Callable[[Draft, Line], str]] = MappingProxyType(
    {
        "conv": _conv,
        "dw": _dw,
        "pw": _pw,
        "local": _conv,
        "transposed": _single(_transposed),
        "max": _single(_pool),
        "avg": _single(_pool),
        "fc": _single(_fc),
        "shuffle": _single(lambda _, line: Shuffle(take_count(line, "groups"))),
        "lrn": _single(lambda _, line: LocalResponseNorm(take_count(line, "size"))),
        "shortcut": _single(_shortcut),
        "add": _join,
        "concat": _join,
        **dict.fromkeys(("gap", "bn", *ACTIVATIONS), _single(lambda draft, line: draft.unit(line.word))),
        "separable": _separable,
        "bottleneck": _blocks,
        "basic": _blocks,
        "residual": _blocks,
    }
)
