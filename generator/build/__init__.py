"""From a source folder to a published site: the phases in their order, and nothing of how they work.

Everything is imported when it is asked for: a build that has nothing to do needs hardly any of it.
"""

from __future__ import annotations

from generator.later import later

TYPE_CHECKING = False  # a build that has nothing to do does not load `typing`
if TYPE_CHECKING:
    from generator.build.building import build_site
    from generator.build.cache.memory import Memory
    from generator.build.cache.preview_memory import PreviewMemory
    from generator.build.cache.writing import TornError
    from generator.build.onlooker import Onlooker
    from generator.build.options import Options
    from generator.build.pipeline import Compiled, compile_site
    from generator.build.report import Report, Tell

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
    "build_site": "generator.build.building",
    "Options": "generator.build.options",
    "Report": "generator.build.report",
    "Tell": "generator.build.report",
    "Memory": "generator.build.cache.memory",
    "Onlooker": "generator.build.onlooker",
    "PreviewMemory": "generator.build.cache.preview_memory",
    "TornError": "generator.build.cache.writing",
    "Compiled": "generator.build.pipeline",
    "compile_site": "generator.build.pipeline",
}
__getattr__ = later(__name__, _LATER)
