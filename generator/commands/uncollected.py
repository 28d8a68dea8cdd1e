"""How a command does without a look for cycles of garbage."""

from __future__ import annotations

import gc
from contextlib import contextmanager

TYPE_CHECKING = False  # a build that has nothing to do does not load `typing`
if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def uncollected() -> Iterator[None]:
    """Within the block nobody looks for cycles of garbage: a build makes few, and ends soon. Nor is what it
    made looked through after it, which takes as long as many a build."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
