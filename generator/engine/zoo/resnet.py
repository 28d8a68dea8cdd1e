"""ResNet (He et al. 2015, table 1), pre-activation (He et al. 2016), ResNeXt (Xie et al. 2017)."""

from __future__ import annotations

from generator.engine.draft import Draft
from generator.engine.network import Network
from generator.engine.zoo.blocks import Shortcut, Variant, basic, bottleneck

BLOCKS = {18: (2, 2, 2, 2), 34: (3, 4, 6, 3), 50: (3, 4, 6, 3), 101: (3, 4, 23, 3), 152: (3, 8, 36, 3)}
"""How often conv2_x to conv5_x repeat their block (table 1)."""
CHANNELS = (64, 128, 256, 512)


def resnet(
    depth: int,
    *,
    size: int = 224,
    classes: int = 1000,
    variant: Variant = "v1",
    shortcut: Shortcut = "B",
    groups: int = 1,
    width_per_group: int = 64,
    name: str = "",
) -> Network:
    """A ResNet of 18 or 34 layers of basic blocks, or of 50, 101 or 152 of bottlenecks.

    ResNeXt is the same table with `groups` convolutions of `width_per_group` channels side by side.
    """
    net = Draft(name or f"resnet{depth}", (3, size, size))
    net.stage = "conv1"
    net.conv(64, 7, 2, then="bn relu")
    net.stage = "conv2_x"
    net.pool("max", 3, 2, padding=1)
    for stage, (channels, repeats) in enumerate(zip(CHANNELS, BLOCKS[depth], strict=True), 2):
        net.stage = f"conv{stage}_x"
        for stride in strides(stage, repeats, variant):
            if depth < 50:
                basic(net, channels, stride, shortcut)
            else:
                width = channels * width_per_group // 64 * groups
                bottleneck(net, 4 * channels, stride, shortcut, variant, groups, width)
    net.stage = "head"
    net.one("gap")
    net.fc(classes)
    return net.done()


def strides(stage: int, repeats: int, variant: Variant) -> tuple[int, ...]:
    """The stride of each block: 2 at the head of conv3_x to conv5_x, in "slim" at a stage's end."""
    if variant == "slim":
        return (1,) * (repeats - 1) + (2 if stage < 5 else 1,)
    return (2 if stage > 2 else 1,) + (1,) * (repeats - 1)


def resnet_v2(depth: int, *, size: int = 224, classes: int = 1000, variant: Variant = "v1") -> Network:
    """A pre-activation ResNet: BN and ReLU stand before each convolution, nothing after the sum."""
    net = Draft(f"resnet{depth}_v2", (3, size, size))
    net.stage = "conv1"
    net.conv(64, 7, 2)
    net.stage = "conv2_x"
    net.pool("max", 3, 2, padding=1)
    for stage, (channels, repeats) in enumerate(zip(CHANNELS, BLOCKS[depth], strict=True), 2):
        net.stage = f"conv{stage}_x"
        for stride in strides(stage, repeats, variant):
            _pre_activation(net, 4 * channels, stride, variant)
    net.stage = "head"
    net.units("bn relu")
    net.one("gap")
    net.fc(classes)
    return net.done()


def _pre_activation(net: Draft, c: int, s: int, variant: Variant) -> str:
    """The full pre-activation bottleneck (He et al. 2016, figure 1b and section 4.1)."""
    came = net.at
    ready = net.units("bn relu")
    first = s if variant == "v1" else 1
    net.pw(c // 4, first, then="bn relu")
    net.conv(c // 4, 3, s // first, then="bn relu")
    out = net.pw(c)
    if net.shapes[came] != net.shapes[out]:
        net.at = ready
        came = net.pw(c, s)
        net.at = out
    return net.add(came)
