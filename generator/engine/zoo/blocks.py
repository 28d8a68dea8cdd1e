"""The blocks that the papers' tables are made of; each adds to a draft and returns its output."""

from __future__ import annotations

from typing import Literal

from generator.engine.draft import Draft
from generator.engine.network import ZeroPadShortcut
from generator.engine.spec import Size

Variant = Literal["v1", "v1.5", "slim"]
"""Where a bottleneck strides: "v1" in the first 1×1 (the paper), "v1.5" in the 3×3, "slim" also
in the 3×3 but of a stage's last block, with a max-pooled identity."""
Shortcut = Literal["A", "B"]
"""Where shapes change: "A" pads channels with zeros, "B" projects by a 1×1 convolution."""


def separable(
    net: Draft, out_channels: int, kernel_size: Size = 3, stride: Size = 1, then: str = "bn relu"
) -> str:
    """Depthwise and pointwise, each with `then` behind it (MobileNet, figure 3)."""
    net.dw(kernel_size, stride, then=then)
    return net.pw(out_channels, then=then)


def inverted_residual(net: Draft, t: int, c: int, s: int, kernel_size: Size = 3) -> str:
    """Widen by t, depthwise, narrow to c without activation (MobileNetV2, table 1 and figure 4d)."""
    came, channels = net.at, net.shape[0]
    if t != 1:
        net.pw(t * channels, then="bn relu6")
    net.dw(kernel_size, s, then="bn relu6")
    net.pw(c, then="bn")
    return net.add(came) if s == 1 and c == channels else net.at


def basic(net: Draft, c: int, s: int = 1, shortcut: Shortcut = "B") -> str:
    """Two 3×3 convolutions beside a shortcut (ResNet, figure 5 left)."""
    came = net.at
    net.conv(c, 3, s, then="bn relu")
    out = net.conv(c, 3, then="bn")
    return _join(net, came, out, s, shortcut)


def bottleneck(
    net: Draft,
    c: int,
    s: int = 1,
    shortcut: Shortcut = "B",
    variant: Variant = "v1",
    groups: int = 1,
    width: int = 0,
) -> str:
    """1×1 to `width`, 3×3, 1×1 to c beside a shortcut (ResNet, figure 5 right; ResNeXt, figure 3c)."""
    came, width = net.at, width or c // 4
    first = s if variant == "v1" else 1
    net.pw(width, first, then="bn relu")
    net.conv(width, 3, s // first, groups=groups, then="bn relu")
    out = net.pw(c, then="bn")
    if variant == "slim" and s != 1 and net.shapes[came][0] == c:
        net.at = came
        subsampled = net.pool("max", 1, s)
        net.at = out
        return net.add(subsampled, then="relu")
    return _join(net, came, out, s, shortcut)


def _join(net: Draft, came: str, out: str, stride: int, shortcut: Shortcut) -> str:
    channels = net.shapes[out][0]
    if net.shapes[came] != net.shapes[out]:
        net.at = came
        if shortcut == "A":
            came = net.layer("shortcut", ZeroPadShortcut(channels, stride))
        else:
            came = net.pw(channels, stride, then="bn")
        net.at = out
    return net.add(came, then="relu")
