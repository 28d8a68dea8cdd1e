"""Pages as readers get them: body holes filled, templates rendered, assets and maths beside them.

Owns Jinja2 and Pygments. Pure but for the template loader and the asset folders, which are read
once. Knows nothing of how a page was parsed, resolved or drawn.
"""

from generator.render.assets import Assets, load_assets
from generator.render.plan import Plan, Theme
from generator.render.site_pages import render_page, render_site
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
