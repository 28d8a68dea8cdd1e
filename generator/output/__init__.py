"""Writing the site: what differs from the published tree, and the one step that swaps it in.

Everything is imported when it is asked for: a build that has nothing to do needs hardly any of it.
"""

from __future__ import annotations

from generator.later import later

TYPE_CHECKING = False  # a build that has nothing to do does not load `typing`
if TYPE_CHECKING:
    from generator.output.files import flush_tree, write_whole
    from generator.output.made import laid_down, workshop
    from generator.output.precompress import precompressed
    from generator.output.state import State, locked, state_of, unsafe_output
    from generator.output.tree import Published, publish, publish_among

__all__ = [
    "Published",
    "State",
    "flush_tree",
    "laid_down",
    "locked",
    "precompressed",
    "publish",
    "publish_among",
    "state_of",
    "unsafe_output",
    "workshop",
    "write_whole",
]

_LATER = {
    "State": "generator.output.state",
    "locked": "generator.output.state",
    "state_of": "generator.output.state",
    "unsafe_output": "generator.output.state",
    "precompressed": "generator.output.precompress",
    "Published": "generator.output.tree",
    "publish": "generator.output.tree",
    "publish_among": "generator.output.tree",
    "laid_down": "generator.output.made",
    "workshop": "generator.output.made",
    "flush_tree": "generator.output.files",
    "write_whole": "generator.output.files",
}
__getattr__ = later(__name__, _LATER)
