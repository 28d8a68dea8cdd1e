"""DeepFace (Taigman et al. 2014, figure 2): convolutions whose kernels differ from place to place."""

from __future__ import annotations

from generator.engine.draft import Draft
from generator.engine.network import Network


def deepface(*, size: int = 152, classes: int = 4030) -> Network:
    """C1–M2–C3, the locally connected L4–L5–L6, then F7 and F8; 99.96 % of it in L4 to F8."""
    net = Draft("deepface", (3, size, size))
    net.stage = "C1"
    net.conv(32, 11, padding=0, bias=True, then="relu")
    net.stage = "M2"
    net.pool("max", 3, 2, ceil_mode=True)
    net.stage = "C3"
    net.conv(16, 9, padding=0, bias=True, then="relu")
    for stage, kernel, stride in (("L4", 9, 1), ("L5", 7, 2), ("L6", 5, 1)):
        net.stage = stage
        net.conv(16, kernel, stride, padding=0, bias=True, local=True, then="relu")
    net.stage = "F7"
    net.fc(4096, then="relu")
    net.stage = "F8"
    net.fc(classes, then="softmax")
    return net.done()
