"""The kernels of a standard, a depthwise and a pointwise convolution, side by side."""

from __future__ import annotations

from collections.abc import Sequence

from generator.engine import ConvSpec, weights
from generator.figures.numbers import count, dims, factors, percent
from generator.figures.palette import Data
from generator.figures.say import Say, Words, chinese, tag
from generator.figures.scene import WIDTH, Ops, Scene
from generator.figures.shapes import BODY, HEAD, Block, block, brace, label
from generator.model import Column, Table
from generator.records import dataclass

MARGIN, FIRST, PITCH = 16.0, 62.0, 64.0
LARGEST, SMALLEST, SLICE = 30.0, 14.0, 6.0
MOST_SHOWN, MOST_CELLS = 4, 5
"""Kernels drawn in full before the rest is dots, and pixels across that can be told apart."""
ROLES: tuple[Data, ...] = ("input", "kernel", "intermediate", "output")
"""One for each input channel, told apart only, in turn."""


@dataclass(frozen=True, slots=True)
class FilterBanks:
    """D_K = `kernel`, M = `in_channels`, N = `out_channels`."""

    kernel: int = 3
    in_channels: int = 3
    out_channels: int = 16


@dataclass(frozen=True, slots=True)
class _Bank:
    """One kind of kernel: what it is called, its layer, and its symbols and their numbers."""

    title: str
    spec: ConvSpec
    amount: str
    symbols: tuple[str, str, str]

    @property
    def size(self) -> tuple[int, int, int]:
        """Height, width and channels of one kernel."""
        return (*self.spec.kernel_size, self.spec.in_channels // self.spec.groups)

    @property
    def kernels(self) -> int:
        return self.spec.out_channels


def draw_filter_banks(params: FilterBanks, say: Say = chinese) -> Scene:
    """N kernels of D_K×D_K×M; M of D_K×D_K×1; N of 1×1×M."""
    banks = _banks(params, say)
    ops: Ops = ()
    foot = 0.0
    for bank in banks:
        drawn, foot = _row(foot, bank, say)
        ops += drawn
    standard, depthwise, pointwise = (weights(bank.spec) for bank in banks)
    foot += 12
    given = f"D_K = {params.kernel}, M = {params.in_channels}, N = {params.out_channels}"
    note = say(f"一片示意一个输入通道。例：{given}", f"a slice stands for an input channel; here {given}")
    ops += label(WIDTH / 2, foot, note, BODY, "muted")
    part = percent((depthwise + pointwise) / standard, 1)
    sums = f"(b) + (c) = {count(depthwise)} + {count(pointwise)} = {count(depthwise + pointwise)}"
    sums += say(f"，是 (a) 的 {part}", f", {part} of (a)")
    return Scene(
        WIDTH,
        round(foot + 36),
        *_words(params, banks, say),
        ops + label(WIDTH / 2, foot + 21, sums, BODY, bold=True),
        _table(banks, say),
        lang=tag(say),
    )


def _words(params: FilterBanks, banks: Sequence[_Bank], say: Say) -> Words:
    k, m, n = params.kernel, params.in_channels, params.out_channels
    first, deep, point = (
        say(f"{bank.kernels} 个 {dims(*bank.size)}", f"{bank.kernels} of {dims(*bank.size)}")
        for bank in banks
    )
    standard, *parts = (weights(bank.spec) for bank in banks)
    ratio = f"1/{n} + 1/{k * k} = {percent(sum(parts) / standard, 1)}"
    return Words(
        say("标准卷积、逐通道卷积与逐点卷积的核", "Kernels of standard, depthwise and pointwise convolution"),
        say(
            f"三组卷积核：标准卷积 {first}，逐通道卷积 {deep}，逐点卷积 {point}。",
            f"Three banks of kernels: standard {first}, depthwise {deep}, pointwise {point}.",
        ),
        say(
            f"标准卷积的每个核都看全部 {m} 个通道；逐通道卷积的每个核只看一个，再由 1×1 卷积把通道合起来："
            f"权重由 {count(standard)} 减到 {count(sum(parts))}，即 {ratio}。",
            f"Every standard kernel sees all {m} channels; a depthwise one sees one, and 1×1 kernels join "
            f"them: weights go from {count(standard)} to {count(sum(parts))}, that is {ratio}.",
        ),
    )


def _table(banks: Sequence[_Bank], say: Say) -> Table:
    heads = (Column(say("核", "kernels")), Column(say("一个核", "one kernel")))
    numbers = (Column(say("个数", "number"), numeric=True), Column(say("权重", "weights"), numeric=True))
    return Table(
        (*heads, *numbers),
        tuple(
            (bank.title[4:], dims(*bank.size), count(bank.kernels), count(weights(bank.spec)))
            for bank in banks
        ),
        notes=tuple(f"{factors(*bank.size, bank.kernels)} = {count(weights(bank.spec))}" for bank in banks),
    )


def _banks(params: FilterBanks, say: Say) -> tuple[_Bank, ...]:
    k, m, n = params.kernel, params.in_channels, params.out_channels
    standard = say("(a) 标准卷积核", "(a) standard kernels")
    deep = say("(b) 逐通道卷积核 depthwise", "(b) depthwise kernels")
    point = say("(c) 逐点卷积核 pointwise", "(c) pointwise kernels")
    return (
        _Bank(standard, ConvSpec(m, n, k), "N", ("D_K", "D_K", "M")),
        _Bank(deep, ConvSpec(m, m, k, groups=m), "M", ("D_K", "D_K", "1")),
        _Bank(point, ConvSpec(m, n, 1), "N", ("1", "1", "M")),
    )


def _row(y: float, bank: _Bank, say: Say) -> tuple[Ops, float]:
    """A bank's heading, its first kernels and its last, how many there are; and where the row ends."""
    ops = label(MARGIN, y + 18, bank.title, HEAD, bold=True, anchor="start")
    ops += label(
        WIDTH - MARGIN, y + 18, f"{say('权重', 'weights')} {count(weights(bank.spec))}", BODY, anchor="end"
    )
    shape = _kernel(bank, FIRST, 0)
    low = y + 38 + shape.height + shape.depth
    shown = _shown(bank.kernels)
    kernels = [_kernel(bank, FIRST + place * PITCH, low) for place, _ in shown]
    for (_, index), at in zip(shown, kernels, strict=True):
        ops += block(at, _channels(bank, index), _cells(bank))
    if bank.kernels > MOST_SHOWN:
        middle = FIRST + 3 * PITCH + (shape.width + shape.depth) / 2
        ops += label(middle, low - shape.height / 2, "…", HEAD, bold=True)
    ops += _measures(kernels[0], bank.symbols)
    end = kernels[-1].right
    ops += brace(FIRST, end, low + 21)
    height, width, channels = bank.symbols
    size = f"{height}×{width}×{channels}"
    text = say(f"{bank.amount} 个，每个 {size}", f"{bank.amount} kernels of {size}")
    return ops + label((FIRST + end) / 2, low + 36, text, BODY), low + 54


def _shown(kernels: int) -> tuple[tuple[int, int], ...]:
    """(place in the row, index) of the kernels drawn: all of a few, else three, dots and the last."""
    if kernels <= MOST_SHOWN:
        return tuple((index, index) for index in range(kernels))
    return (*((index, index) for index in range(3)), (4, kernels - 1))


def _kernel(bank: _Bank, x: float, low: float) -> Block:
    side = min(max(10.0 * _cells(bank)[0], SMALLEST), LARGEST)
    depth = SLICE * len(_channels(bank, 0))
    return Block(x, low - side, side, side, depth)


def _cells(bank: _Bank) -> tuple[int, int]:
    side = min(bank.spec.kernel_size[0], MOST_CELLS)
    return side, side


def _channels(bank: _Bank, index: int) -> Sequence[Data]:
    """The roles of a kernel's slices: its own channel's, or those of the channels it sees."""
    if bank.spec.groups > 1:
        return (ROLES[index % len(ROLES)],)
    return ROLES[: min(bank.spec.in_channels, len(ROLES))]


def _measures(at: Block, symbols: tuple[str, str, str]) -> Ops:
    """Height left of the first kernel, width below it, depth along its edge."""
    height, width, depth = symbols
    ops = label(at.x - 7, at.y + at.height / 2, height, BODY, anchor="end")
    ops += label(at.x + at.width / 2, at.bottom + 11, width, BODY)
    slant = at.depth / 2
    return ops + label(at.x + at.width + slant + 5, at.bottom - slant + 5, depth, BODY, anchor="start")
