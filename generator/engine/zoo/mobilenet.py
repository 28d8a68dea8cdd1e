"""MobileNet (Howard et al. 2017, table 1) and MobileNetV2 (Sandler et al. 2018, table 2)."""

from __future__ import annotations

from generator.engine.draft import Draft
from generator.engine.network import Network
from generator.engine.zoo.blocks import inverted_residual, separable

V1_LAYERS = (
    (64, 1),
    (128, 2),
    (128, 1),
    (256, 2),
    (256, 1),
    (512, 2),
    *((512, 1),) * 5,
    (1024, 2),
    (1024, 1),
)
"""Output channels and stride of the 13 separable layers. Table 1 prints s2 at the last depthwise,
but its output stays 7×7, so the stride is 1."""

V2_BOTTLENECKS = (
    (1, 16, 1, 1),
    (6, 24, 2, 2),
    (6, 32, 3, 2),
    (6, 64, 4, 2),
    (6, 96, 3, 1),
    (6, 160, 3, 2),
    (6, 320, 1, 1),
)
"""Expansion t, channels c, repeats n, first stride s (table 2)."""


def mobilenet_v1(
    *, width: float = 1.0, size: int = 224, classes: int = 1000, shallow: bool = False, standard: bool = False
) -> Network:
    """MobileNet: a stem and 13 separable layers, all channels times `width` (section 3.3).

    `shallow` leaves out the five repeated 14×14×512 layers (table 5); `standard` replaces every
    separable layer by a full 3×3 convolution (table 4).
    """
    net = Draft("mobilenet_v1", (3, size, size))
    net.stage = "stem"
    net.conv(int(32 * width), 3, 2, then="bn relu")
    rows = tuple(row for i, row in enumerate(V1_LAYERS) if not (shallow and 6 <= i < 11))
    for number, (channels, stride) in enumerate(rows, 1):
        net.stage = f"separable{number}"
        if standard:
            net.conv(int(channels * width), 3, stride, then="bn relu")
        else:
            separable(net, int(channels * width), 3, stride)
    net.stage = "head"
    net.one("gap")
    net.fc(classes)
    return net.done()


def mobilenet_v2(*, width: float = 1.0, size: int = 224, classes: int = 1000, t: int = 6) -> Network:
    """MobileNetV2: 17 inverted residuals; below width 1 the last convolution keeps 1280 channels."""
    net = Draft("mobilenet_v2", (3, size, size))
    net.stage = "stem"
    net.conv(divisible(32 * width), 3, 2, then="bn relu6")
    for number, (expansion, channels, repeats, stride) in enumerate(V2_BOTTLENECKS, 1):
        net.stage = f"bottleneck{number}"
        for repeat in range(repeats):
            inverted_residual(
                net, 1 if expansion == 1 else t, divisible(channels * width), stride if repeat == 0 else 1
            )
    net.stage = "head"
    net.pw(divisible(1280 * max(1.0, width)), then="bn relu6")
    net.one("gap")
    net.fc(classes)
    return net.done()


def divisible(channels: float, by: int = 8) -> int:
    """The multiple of 8 nearest to `channels`, never more than 10 % below it (V2's public code)."""
    rounded = max(by, int(channels + by / 2) // by * by)
    return rounded + by if rounded < 0.9 * channels else rounded
