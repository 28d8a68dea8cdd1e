"""What only the whole site can know: addresses, links between pages, tags, neighbours.

Pure: pages in, `Site` out. Knows nothing of files, figures' looks or HTML.
"""

from generator.resolve.places import Placed
from generator.resolve.site import PER_PAGE, resolve

__all__ = ["PER_PAGE", "Placed", "resolve"]
