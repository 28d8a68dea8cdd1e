"""The networks of the notes, each written as its paper's table reads.

`build(name, **options)` gives a `Network`. Every builder takes `size` (pixels) and `classes`;
further options are keyword arguments of its function, documented there.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from inspect import Parameter, signature
from types import MappingProxyType
from typing import get_args

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
_MOST = 1_000_000
"""No size, count or factor of a network is above it; all that follows stays printable."""


def build(name: str, **options: object) -> Network:
    """The network `name` with these options; `SpecError` for an unknown name, option or value."""
    if name not in BUILDERS:
        raise SpecError("network", name, f"known are {', '.join(NAMES)}")
    parameters = signature(BUILDERS[name], eval_str=True).parameters
    known = [key for key in parameters if key not in ("depth", "name")]
    for option, value in options.items():
        if option not in known:
            raise SpecError(option, value, f"{name} takes {', '.join(known)}")
        if unfit := _unfit(value, parameters[option]):
            raise SpecError(option, value, unfit)
    return BUILDERS[name](**options)


def _unfit(value: object, parameter: Parameter) -> str:
    """What a builder's parameter must be, "" where the value is that."""
    kind = parameter.annotation
    if words := get_args(kind):
        return "" if value in words else f"must be {' or '.join(words)}"
    if kind is bool:
        return "" if isinstance(value, bool) else "must be true or false"
    if kind is int:
        return "" if type(value) is int and 1 <= value <= _MOST else f"must be an integer from 1 to {_MOST}"
    fits = isinstance(value, int | float) and 0 < value <= _MOST
    return "" if fits else f"must be a number above 0, at most {_MOST}"
