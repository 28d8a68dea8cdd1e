"""Two uses of grouped convolution: AlexNet (Krizhevsky et al. 2012), ShuffleNet (Zhang et al. 2018)."""

from __future__ import annotations

from generator.engine.draft import Draft
from generator.engine.network import LocalResponseNorm, Network, Shuffle
from generator.engine.spec import SpecError

SHUFFLE_CHANNELS = {1: 144, 2: 200, 3: 240, 4: 272, 8: 384}
"""Output channels of stage 2 by the number of groups (table 1); each further stage doubles them."""


def alexnet(*, size: int = 227, classes: int = 1000) -> Network:
    """AlexNet (figure 2) with its two groups, once two graphics cards.

    227 pixels: with the 224 of the paper's text its own 55×55 maps do not come out.
    """
    net = Draft("alexnet", (3, size, size))
    rows = ((96, 11, 4, 0, 1), (256, 5, 1, 2, 2), (384, 3, 1, 1, 1), (384, 3, 1, 1, 2), (256, 3, 1, 1, 2))
    for number, (channels, kernel, stride, padding, groups) in enumerate(rows, 1):
        net.stage = f"conv{number}"
        net.conv(channels, kernel, stride, padding, groups=groups, bias=True, then="relu")
        if number < 3:
            net.layer("lrn", LocalResponseNorm(5))
        if number in (1, 2, 5):
            net.pool("max", 3, 2)
    for number, features in enumerate((4096, 4096, classes), 6):
        net.stage = f"fc{number}"
        net.fc(features, then="relu" if number < 8 else "softmax")
    return net.done()


def shufflenet_v1(*, groups: int = 3, width: float = 1.0, size: int = 224, classes: int = 1000) -> Network:
    """ShuffleNet (table 1): grouped pointwise convolutions, channels shuffled between them."""
    if groups not in SHUFFLE_CHANNELS:
        raise SpecError("groups", groups, f"must be one of {', '.join(map(str, SHUFFLE_CHANNELS))}")
    net = Draft("shufflenet_v1", (3, size, size))
    net.stage = "stage1"
    net.conv(24, 3, 2, then="bn relu")
    net.pool("max", 3, 2, padding=1)
    channels = int(SHUFFLE_CHANNELS[groups] * width)
    for stage, repeats in ((2, 4), (3, 8), (4, 4)):
        net.stage = f"stage{stage}"
        for repeat in range(repeats):
            _unit(net, channels, groups, first=stage == 2 and repeat == 0, strided=repeat == 0)
        channels *= 2
    net.stage = "head"
    net.one("gap")
    net.fc(classes)
    return net.done()


def _unit(net: Draft, c: int, groups: int, first: bool, strided: bool) -> str:
    """Figure 2b, or 2c where it strides; the very first pointwise is not grouped (section 3.2)."""
    came, new = net.at, c - net.shape[0] if strided else c
    net.conv(c // 4, 1, groups=1 if first else groups, then="bn relu")
    if groups > 1 and not first:
        net.layer("shuffle", Shuffle(groups))
    net.dw(3, 2 if strided else 1, then="bn")
    out = net.conv(new, 1, groups=groups, then="bn")
    if not strided:
        return net.add(came, then="relu")
    net.at = came
    beside = net.pool("avg", 3, 2, padding=1)
    return net.concat(beside, out, then="relu")
