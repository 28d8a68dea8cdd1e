"""What sets formulas, beside the site's own files: MathJax with its fonts, or a font for MathML.

Each is copied only for a site that needs it. MathJax comes from the installed package; its
configuration is a few lines of `templates/_maths.html`, since it must stand before the script.
"""

from __future__ import annotations

from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from generator.bundles import bundled_folder
from generator.model import Output
from generator.render.assets import FOLDER, versioned

_MATHJAX = f"{FOLDER}/mathjax"
_SCRIPT = "tex-chtml.js"
_FONTS = "output/chtml/fonts/woff-v2"
_EXTENSIONS = "input/tex/extensions"
MATHML = f"{FOLDER}/maths"
_STYLE = "mathml.css"
_FONT = "stix-two-math.woff2"


def mathjax_script() -> str:
    """The script's output, with the package's version behind a "?"."""
    return f"{_MATHJAX}/{_SCRIPT}?{version('django-static-mathjax')}"


def mathjax_outputs() -> tuple[Output, ...]:
    """The script, its fonts and the extensions that it loads when a formula needs one (`\\boldsymbol`,
    `\\cancel`, `\\ce`), to be copied from the installed package."""
    root = Path(str(files("mathjax"))) / "static" / "mathjax" / "es5"
    parts = (*sorted((root / _FONTS).glob("*.woff")), *sorted((root / _EXTENSIONS).glob("*.js")))
    paths = (root / _SCRIPT, *parts)
    return tuple(
        Output(f"{_MATHJAX}/{path.relative_to(root).as_posix()}", origin=str(path)) for path in paths
    )


def mathml_style() -> str:
    """The output of the style sheet for MathML, with its content's digest behind a "?"."""
    return versioned(mathml_stylesheet())


def mathml_font() -> str:
    """The output of the font that nearly every formula needs."""
    return f"{MATHML}/{_FONT}"


def mathml_stylesheet() -> Output:
    """The style sheet of formulas set at build. It says which parts their font is cut into."""
    path = bundled_folder("assets") / "maths" / _STYLE
    return Output(f"{MATHML}/{_STYLE}", path.read_bytes())
