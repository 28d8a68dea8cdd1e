"""Pages as readers get them: body holes filled, templates rendered, assets and maths beside them.

Owns Jinja2 and Pygments. Pure but for the template loader and the asset folders, which are read
once. Knows nothing of how a page was parsed, resolved or drawn.

What renders a whole site is imported when it is asked for: an edit of one page needs little of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.later import later

if TYPE_CHECKING:
    from generator.render.assets import Assets, load_assets
    from generator.render.plan import Plan, Theme
    from generator.render.renderers import render_page
    from generator.render.site_pages import render_site
    from generator.render.templates import Templates, load_templates

__all__ = [
    "Assets",
    "Plan",
    "Templates",
    "Theme",
    "load_assets",
    "load_templates",
    "render_page",
    "render_site",
]

_LATER = {
    "Assets": "generator.render.assets",
    "Plan": "generator.render.plan",
    "Templates": "generator.render.templates",
    "Theme": "generator.render.plan",
    "load_assets": "generator.render.assets",
    "load_templates": "generator.render.templates",
    "render_page": "generator.render.renderers",
    "render_site": "generator.render.site_pages",
}
__getattr__ = later(__name__, _LATER)
