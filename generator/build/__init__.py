"""From a source folder to a published site: the phases in their order, and nothing of how they work.

What compiles is imported when it is asked for: a build that has nothing to do needs none of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.build.building import build_site
from generator.build.options import Options
from generator.build.report import Report, Tell
from generator.later import later

if TYPE_CHECKING:
    from generator.build.memory import Memory
    from generator.build.onlooker import Onlooker
    from generator.build.pipeline import Compiled, compile_site
    from generator.build.preview_memory import PreviewMemory
    from generator.build.writing import TornError

__all__ = [
    "Compiled",
    "Memory",
    "Onlooker",
    "Options",
    "PreviewMemory",
    "Report",
    "Tell",
    "TornError",
    "build_site",
    "compile_site",
]

_LATER = {
    "Memory": "generator.build.memory",
    "Onlooker": "generator.build.onlooker",
    "PreviewMemory": "generator.build.preview_memory",
    "TornError": "generator.build.writing",
    "Compiled": "generator.build.pipeline",
    "compile_site": "generator.build.pipeline",
}
__getattr__ = later(__name__, _LATER)
