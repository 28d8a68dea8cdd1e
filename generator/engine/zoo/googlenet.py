"""GoogLeNet (Szegedy et al. 2014, table 1), the first Inception network."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from generator.engine.draft import Draft
from generator.engine.network import LocalResponseNorm, Network

MODULES = (
    ("3a", 64, 96, 128, 16, 32, 32),
    ("3b", 128, 128, 192, 32, 96, 64),
    ("4a", 192, 96, 208, 16, 48, 64),
    ("4b", 160, 112, 224, 24, 64, 64),
    ("4c", 128, 128, 256, 24, 64, 64),
    ("4d", 112, 144, 288, 32, 64, 64),
    ("4e", 256, 160, 320, 32, 128, 128),
    ("5a", 256, 160, 320, 32, 128, 128),
    ("5b", 384, 192, 384, 48, 128, 128),
)
"""Name, 1×1, 3×3 reduce, 3×3, 5×5 reduce, 5×5, pool projection."""


def googlenet(*, size: int = 224, classes: int = 1000, form: Literal["paper", "bn"] = "paper") -> Network:
    """GoogLeNet without its auxiliary heads.

    "paper" has biases, two response normalisations and 5×5 branches; "bn" is the form public model
    zoos hold: batch norm for both, and 3×3 kernels where the table says 5×5.
    """
    paper = form == "paper"
    then, bias = ("relu", True) if paper else ("bn relu", False)
    net = Draft("googlenet", (3, size, size))
    net.stage = "conv1"
    net.conv(64, 7, 2, bias=bias, then=then)
    net.pool("max", 3, 2, ceil_mode=True)
    if paper:
        net.layer("lrn", LocalResponseNorm(5))
    net.stage = "conv2"
    net.pw(64, bias=bias, then=then)
    net.conv(192, 3, bias=bias, then=then)
    if paper:
        net.layer("lrn", LocalResponseNorm(5))
    net.pool("max", 3, 2, ceil_mode=True)
    for stage, *widths in MODULES:
        net.stage = stage
        _inception(net, widths, large=5 if paper else 3, bias=bias, then=then)
        if stage in ("3b", "4e"):
            net.pool("max", 3 if paper or stage == "3b" else 2, 2, ceil_mode=True)
    net.stage = "head"
    net.one("gap")
    net.fc(classes)
    return net.done()


def _inception(net: Draft, widths: Sequence[int], large: int, bias: bool, then: str) -> str:
    """Four branches side by side (figure 2b); `large` is the third one's kernel."""
    one, reduce3, three, reduce5, five, pool = widths
    came = net.at
    branches = [net.pw(one, bias=bias, then=then)]
    for narrow, wide, kernel in ((reduce3, three, 3), (reduce5, five, large)):
        net.at = came
        net.pw(narrow, bias=bias, then=then)
        branches.append(net.conv(wide, kernel, bias=bias, then=then))
    net.at = came
    net.pool("max", 3, 1, padding=1)
    branches.append(net.pw(pool, bias=bias, then=then))
    return net.concat(*branches)
