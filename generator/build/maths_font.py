"""The font of formulas that are set at build: cut once, for a site that has any."""

from __future__ import annotations

from generator.build.cache.memory import Memory
from generator.model import Output, Site
from generator.render.math_assets import MATHML, mathml_stylesheet


def maths_font(site: Site, memory: Memory) -> tuple[Output, ...]:
    """The parts of the font that the style sheet names; none for a site whose formulas need no font."""
    if not any(page.page.has_mathml for page in site.pages):
        return ()
    return memory.recall("maths font", "", _parts, mathml_stylesheet().content.decode())


def _parts(style: str) -> tuple[Output, ...]:
    from generator.figures.maths_font import maths_fonts

    return tuple(Output(f"{MATHML}/{name}", content) for name, content in maths_fonts(style))
