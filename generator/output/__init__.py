"""Writing the site: what differs from the published tree, and the one step that swaps it in."""

from generator.output.precompress import precompressed
from generator.output.state import State, locked, state_of, unsafe_output
from generator.output.tree import Published, publish, write_whole

__all__ = [
    "Published",
    "State",
    "locked",
    "precompressed",
    "publish",
    "state_of",
    "unsafe_output",
    "write_whole",
]
