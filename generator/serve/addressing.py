"""Which output a request's path names. A lookup in the site's own list: no path reaches the disk."""

from __future__ import annotations

import re
from collections.abc import Container
from urllib.parse import unquote_to_bytes

from generator.addresses import encode
from generator.records import dataclass

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_SEPARATOR = re.compile(r"[/\\]")


@dataclass(frozen=True, slots=True)
class Found:
    """The output to answer with."""

    path: str


@dataclass(frozen=True, slots=True)
class Moved:
    """A folder named without its slash; `location` is where its page is."""

    location: str


@dataclass(frozen=True, slots=True)
class Missing:
    """No output of that name."""


@dataclass(frozen=True, slots=True)
class Refused:
    """No path that an honest client sends; `reason` says why."""

    reason: str


Named = Found | Moved | Missing | Refused


def locate(target: bytes, outputs: Container[str], baseurl: str = "") -> Named:
    """What the raw path of a request names: "/x" is "x", else "x.html"; "/x/" is "x/index.html".

    The baseurl may stand before it, as in addresses that a note writes out in full.
    """
    try:
        path = unquote_to_bytes(target).decode()
    except UnicodeDecodeError:
        return Refused("the path is no UTF-8")
    if not path.startswith("/"):
        return Refused("the path must start with a slash")
    if _CONTROL.search(path):
        return Refused("the path holds a control character")
    if ".." in _SEPARATOR.split(path):
        return Refused("the path climbs")
    if baseurl and (path == baseurl or path.startswith(f"{baseurl}/")):
        return _within(path[len(baseurl) :] or "/", outputs, baseurl)
    return _within(path, outputs, "")


def _within(path: str, outputs: Container[str], prefix: str) -> Named:
    name = path[1:]
    if not name or name.endswith("/"):
        index = f"{name}index.html"
        return Found(index) if index in outputs else Missing()
    for candidate in (name, f"{name}.html"):
        if candidate in outputs:
            return Found(candidate)
    return Moved(encode(f"{prefix}/{name}/")) if f"{name}/index.html" in outputs else Missing()
