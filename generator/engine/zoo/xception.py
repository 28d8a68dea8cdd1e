"""Xception (Chollet 2017, figure 5)."""

from __future__ import annotations

from generator.engine.draft import Draft
from generator.engine.network import Network


def xception(*, size: int = 299, classes: int = 1000) -> Network:
    """Entry, middle and exit flow of separable convolutions, nothing between their two halves."""
    net = Draft("xception", (3, size, size))
    net.stage = "entry"
    net.conv(32, 3, 2, padding=0, then="bn relu")
    net.conv(64, 3, padding=0, then="bn relu")
    for number, channels in enumerate((128, 256, 728)):
        _shrinking(net, channels, channels, relu_first=number > 0)
    for number in range(1, 9):
        net.stage = f"middle{number}"
        came = net.at
        for _ in range(3):
            net.one("relu")
            _separable(net, 728, then="bn")
        net.add(came)
    net.stage = "exit"
    _shrinking(net, 728, 1024, relu_first=True)
    _separable(net, 1536, then="bn relu")
    _separable(net, 2048, then="bn relu")
    net.stage = "head"
    net.one("gap")
    net.fc(classes)
    return net.done()


def _separable(net: Draft, out_channels: int, then: str) -> str:
    net.dw(3)
    return net.pw(out_channels, then=then)


def _shrinking(net: Draft, first: int, second: int, relu_first: bool) -> str:
    """Two separable convolutions and a pooling beside a strided 1×1 (TensorFlow's SAME)."""
    came = net.at
    shortcut = net.pw(second, 2, then="bn")
    net.at = came
    if relu_first:
        net.one("relu")
    _separable(net, first, then="bn relu")
    _separable(net, second, then="bn")
    net.pool("max", 3, 2, padding="same_tf")
    return net.add(shortcut)
