"""The networks of the notes, each written as its paper's table reads.

`build(name, **options)` gives a `Network`. Every builder takes `size` (pixels) and `classes`;
further options are keyword arguments of its function, documented there.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from inspect import signature
from types import MappingProxyType

from generator.engine.network import Network
from generator.engine.spec import SpecError
from generator.engine.zoo.deepface import deepface
from generator.engine.zoo.googlenet import googlenet
from generator.engine.zoo.grouped import alexnet, shufflenet_v1
from generator.engine.zoo.mobilenet import mobilenet_v1, mobilenet_v2
from generator.engine.zoo.resnet import resnet, resnet_v2
from generator.engine.zoo.xception import xception

BUILDERS: MappingProxyType[str, Callable[..., Network]] = MappingProxyType(
    {
        **{f"resnet{depth}": partial(resnet, depth) for depth in (18, 34, 50, 101, 152)},
        "resnet50_v2": partial(resnet_v2, 50),
        "mobilenet_v1": mobilenet_v1,
        "mobilenet_v2": mobilenet_v2,
        "deepface": deepface,
        "googlenet": googlenet,
        "xception": xception,
        "resnext50": partial(resnet, 50, variant="v1.5", groups=32, width_per_group=4, name="resnext50"),
        "shufflenet_v1": shufflenet_v1,
        "alexnet": alexnet,
    }
)
NAMES = tuple(BUILDERS)


def build(name: str, **options: object) -> Network:
    """The network `name` with these options; `SpecError` for an unknown name or option."""
    if name not in BUILDERS:
        raise SpecError("network", name, f"known are {', '.join(NAMES)}")
    known = [key for key in signature(BUILDERS[name]).parameters if key not in ("depth", "name")]
    for option in options:
        if option not in known:
            raise SpecError(option, options[option], f"{name} takes {', '.join(known)}")
    return BUILDERS[name](**options)
