"""From a source folder to a published site: the phases in their order, and nothing of how they work."""

from generator.build.memory import Memory
from generator.build.pipeline import Compiled, Options, build_site, compile_site
from generator.build.report import Report, Tell

__all__ = ["Compiled", "Memory", "Options", "Report", "Tell", "build_site", "compile_site"]
