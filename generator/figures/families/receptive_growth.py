"""How stacked dilated convolutions grow the receptive field, and which of its pixels they use."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from generator.engine import SpecError
from generator.engine.arithmetic import Field, grow
from generator.engine.receptive_field import chain_counts, touched
from generator.engine.spec import positive
from generator.figures.numbers import count, dims, percent
from generator.figures.palette import Role
from generator.figures.say import Say, Words, chinese, tag
from generator.figures.scene import WIDTH, Ops, Path, Scene, Style
from generator.figures.shapes import (
    BODY,
    FIRM,
    HAIR,
    HEAD,
    SMALL,
    Grid,
    bar,
    cells,
    grid,
    label,
    outline,
    rect,
)
from generator.model import Column, Table
from generator.records import dataclass

CENTRES = (104.0, 296.0)
"""The middles of the two panels."""
SIDE, LARGEST, TOP, BAND = 172.0, 14.0, 54.0, 21.0
"""The largest picture of a field, its largest pixel, where it begins, and the pitch of the bars."""
LABEL, LONGEST = 72.0, 76.0
"""Beside a bar: the room for its layer, and the length of the longest."""
MOST_PIXELS, MOST_LAYERS = 41, 6
FILLS: tuple[Role, ...] = ("input-soft", "input", "input-line")
"""Few, more and most paths: further from the paper in both themes."""


@dataclass(frozen=True, slots=True)
class ReceptiveGrowth:
    """Layers of `kernel`² weights, of one dilation after the other, compared with those of `against`."""

    kernel: int = 3
    dilations: str = "1,2,4"
    against: str = "2,2,2"


@dataclass(frozen=True, slots=True)
class _Chain:
    """Layers in turn: their dilations, the field behind each in pixels, and the paths at the end."""

    kernel: int
    dilations: tuple[int, ...]

    @property
    def name(self) -> str:
        return f"d = {', '.join(map(str, self.dilations))}"

    @property
    def sizes(self) -> tuple[int, ...]:
        field, found = Field(), []
        for dilation in self.dilations:
            field = grow(field, self.kernel, dilation=dilation)
            found.append(field.size)
        return tuple(found)

    def counts(self, layers: int = 0) -> NDArray[np.int64]:
        """Paths from each pixel to one value, (side, side), behind the first `layers` or all."""
        taken = self.dilations[: layers or len(self.dilations)]
        line = chain_counts([(self.kernel, 1, dilation) for dilation in taken])
        return np.outer(line, line)

    @property
    def used(self) -> tuple[int, int]:
        return touched(self.counts())


def draw_receptive_growth(params: ReceptiveGrowth, say: Say = chinese) -> Scene:
    """Two chains side by side: their fields, pixel by pixel, and how these grow."""
    chains = (_chain(params, "dilations"), _chain(params, "against"))
    widest = max(chain.sizes[-1] for chain in chains)
    cell = min(LARGEST, SIDE / widest)
    levels = _levels(max(int(chain.counts().max()) for chain in chains))
    foot = TOP + widest * cell + 20
    rows = max(len(chain.dilations) for chain in chains)
    low = foot + 34 + rows * BAND
    ops: Ops = (Path(((WIDTH / 2, 16), (WIDTH / 2, low)), outline("hairline", HAIR)),)
    for x, chain in zip(CENTRES, chains, strict=True):
        ops += _heading(x, chain, say)
        ops += _field(x, TOP + widest * cell / 2, cell, chain, levels)
        ops += _summary(x, foot, chain, say)
        ops += _growth(x, foot + 44, chain, widest, say)
    return Scene(
        WIDTH,
        round(low + 54),
        *_words(chains, say),
        ops + _legend(low + 20, levels, say),
        _table(chains, say),
        lang=tag(say),
    )


def _chain(params: ReceptiveGrowth, field: str) -> _Chain:
    """The layers that a parameter lists; `SpecError` where it lists none that can be drawn."""
    text = str(getattr(params, field)).strip()
    if not re.fullmatch(r"\d{1,9}(?:[ ,，、]+\d{1,9})*", text):
        raise SpecError(field, text, "dilations are whole numbers with commas between, as in 1,2,4")
    dilations = tuple(positive(field, int(number)) for number in re.findall(r"\d+", text))
    chain = _Chain(positive("kernel", params.kernel), dilations)
    if len(dilations) > MOST_LAYERS:
        raise SpecError(field, text, f"layers <= {MOST_LAYERS} fails: {len(dilations)}")
    if chain.sizes[-1] > MOST_PIXELS:
        raise SpecError(field, text, f"receptive field <= {MOST_PIXELS} fails: {chain.sizes[-1]} pixels")
    return chain


def _levels(most: int) -> tuple[tuple[int, int], ...]:
    """Up to three ranges of path counts from 1 to `most`, in equal steps of their logarithm."""
    ends = sorted({round(most ** (part / len(FILLS))) for part in range(1, len(FILLS) + 1)})
    return tuple(zip((1, *(end + 1 for end in ends)), ends, strict=False))


def _heading(x: float, chain: _Chain, say: Say) -> Ops:
    used, box = chain.used
    found = say("铺满", "all covered") if used == box else say("网格效应", "gridding")
    return label(x, 20, chain.name, HEAD, bold=True) + label(x, 39, found, SMALL, "muted")


def _field(x: float, y: float, cell: float, chain: _Chain, levels: Sequence[tuple[int, int]]) -> Ops:
    """The pixels around (x, y), the darker the more paths, and a frame for the field of each layer."""
    side, counts = chain.sizes[-1], chain.counts()
    at = Grid(x - side * cell / 2, y - side * cell / 2, cell, side, side)
    ops: Ops = ()
    for (low, high), fill in zip(levels, FILLS, strict=False):
        rows, columns = np.nonzero((counts >= low) & (counts <= high))
        places = list(zip(rows.tolist(), columns.tolist(), strict=True))
        ops += cells(at, places, Style(fill))
    ops += grid(at)
    for size in chain.sizes:
        half = size * cell / 2
        ops += rect((x - half, y - half, 2 * half, 2 * half), outline("active-line", FIRM))
    return ops


def _summary(x: float, y: float, chain: _Chain, say: Say) -> Ops:
    used, box = chain.used
    side = chain.sizes[-1]
    ops = label(x, y, f"{say('感受野', 'field')} {dims(side, side)}", BODY, bold=True)
    part = f"{count(used)}/{count(box)} = {percent(used / box, 0)}"
    return ops + label(x, y + 19, f"{say('用到像素', 'pixels used')} {part}", SMALL)


def _growth(x: float, y: float, chain: _Chain, widest: int, say: Say) -> Ops:
    """A bar for each layer, as long as its receptive field."""
    left = x - (LABEL + LONGEST + 24) / 2
    ops: Ops = ()
    for place, (dilation, size) in enumerate(zip(chain.dilations, chain.sizes, strict=True)):
        middle = y + place * BAND
        name = say(f"第 {place + 1} 层 d={dilation}", f"layer {place + 1}, d={dilation}")
        ops += label(left + LABEL - 6, middle, name, SMALL, anchor="end")
        ops += bar(left + LABEL, middle - 6.5, LONGEST * size / widest, 13, "input")
        end = left + LABEL + LONGEST * size / widest
        ops += label(end + 5, middle, str(size), SMALL, bold=True, anchor="start")
    return ops


def _legend(y: float, levels: Sequence[tuple[int, int]], say: Say) -> Ops:
    """What the shades mean, in paths from a pixel to the output value."""
    texts = [say("未用到", "unused")]
    texts += [str(low) if low == high else f"{low}–{high}" for low, high in levels]
    fills: tuple[Role, ...] = ("paper", *FILLS[: len(levels)])
    ops: Ops = ()
    x = WIDTH / 2 - 72.0 * len(texts) / 2
    for text, fill in zip(texts, fills, strict=True):
        ops += rect((x, y - 6, 12, 12), Style(fill, "muted", HAIR))
        ops += label(x + 18, y, text, SMALL, anchor="start")
        x += 72
    note = say(
        "深浅：到输出的路径数；方框：每层之后的感受野", "shade: paths to the output; frames: field by layer"
    )
    return ops + label(WIDTH / 2, y + 20, note, SMALL, "muted")


def _words(chains: Sequence[_Chain], say: Say) -> Words:
    first, second = chains
    grown = ["→".join(map(str, chain.sizes)) for chain in chains]
    used = ["{}/{}".format(*map(count, chain.used)) for chain in chains]
    parts = [percent(chain.used[0] / chain.used[1], 0) for chain in chains]
    kernel = dims(first.kernel, first.kernel)
    return Words(
        say(
            "空洞卷积的感受野：增长与网格效应",
            "Receptive fields of dilated convolutions: growth and gridding",
        ),
        say(
            f"{kernel} 卷积逐层叠加：{first.name} 时感受野 {grown[0]}，用到 {used[0]} 个像素（{parts[0]}）；"
            f"{second.name} 时 {grown[1]}，只用到 {used[1]}（{parts[1]}）。",
            f"Stacked {kernel} convolutions: with {first.name} the field grows {grown[0]} and uses {used[0]} "
            f"pixels ({parts[0]}); with {second.name} it grows {grown[1]} and uses {used[1]} ({parts[1]}).",
        ),
        say(
            f"每层的权重一样多，都是 {kernel}。公约数大于 1 的扩张率只取一张稀疏网格，其余像素到不了输出；"
            "含 1 而逐层放大的扩张率把空隙填满。",
            f"Every layer has the same {kernel} weights. Dilations with a common divisor read a sparse grid "
            "only, and the other pixels never reach the output; those that grow from 1 fill the gaps.",
        ),
    )


def _table(chains: Sequence[_Chain], say: Say) -> Table:
    rows = []
    for chain in chains:
        for place, (dilation, size) in enumerate(zip(chain.dilations, chain.sizes, strict=True), 1):
            used, box = touched(chain.counts(place))
            part = f"{count(used)}/{count(box)}"
            rows.append(
                (chain.name, str(place), str(dilation), dims(size, size), part, percent(used / box, 0))
            )
    heads = (
        Column(say("组合", "chain")),
        Column(say("层", "layer"), numeric=True),
        Column(say("扩张率", "dilation"), numeric=True),
        Column(say("感受野", "receptive field")),
        Column(say("用到像素", "pixels used"), numeric=True),
        Column(say("占比", "share"), numeric=True),
    )
    return Table(heads, tuple(rows))
