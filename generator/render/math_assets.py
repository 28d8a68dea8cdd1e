"""What sets formulas, beside the site's own files: MathJax with its fonts, or a font for MathML.

Each is copied only for a site that needs it. MathJax comes from the installed package; its
configuration is a few lines of `templates/_maths.html`, since it must stand before the script.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
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
    return f"{_MATHJAX}/{_SCRIPT}?{_version()}"


@cache
def mathjax_outputs() -> tuple[Output, ...]:
    """The script, its fonts and the extensions that it loads when a formula needs one (`\\boldsymbol`,
    `\\cancel`, `\\ce`), to be copied from the installed package, which is looked at once."""
    root = _package() / "static" / "mathjax" / "es5"
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


def _package() -> Path:
    spec = find_spec("mathjax")
    assert spec is not None and spec.origin is not None  # noqa: S101 a dependency is installed
    return Path(spec.origin).parent


def _version() -> str:
    """The package's version, which stands in a folder's name beside it; asking the library for it loads
    one for e-mail and one for archives."""
    beside = sorted(_package().parent.glob("django_static_mathjax-*.dist-info"))
    if beside:
        return beside[-1].name.removesuffix(".dist-info").rpartition("-")[2]
    from importlib.metadata import version

    return version("django-static-mathjax")
