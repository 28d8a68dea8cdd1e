"""What only the whole site can know: addresses, links between pages, tags, neighbours.

Pure: pages in, `Site` out. Knows nothing of files, figures' looks or HTML. What resolves is imported when
it is asked for: an edit of one page needs its place alone.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from generator.resolve.places import Placed

if TYPE_CHECKING:
    from generator.resolve.site import PER_PAGE, resolve

__all__ = ["PER_PAGE", "Placed", "resolve"]

_LATER = {"PER_PAGE": "generator.resolve.site", "resolve": "generator.resolve.site"}


def __getattr__(name: str) -> object:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_LATER[name]), name)
