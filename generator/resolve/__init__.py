"""What only the whole site can know: addresses, links between pages, tags, neighbours.

Pure: pages in, `Site` out. Knows nothing of files, figures' looks or HTML. What resolves is imported when
it is asked for: an edit of one page needs its place alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.later import later
from generator.resolve.places import Placed

if TYPE_CHECKING:
    from generator.resolve.site import PER_PAGE, resolve

__all__ = ["PER_PAGE", "Placed", "resolve"]

_LATER = {"PER_PAGE": "generator.resolve.site", "resolve": "generator.resolve.site"}

__getattr__ = later(__name__, _LATER)
