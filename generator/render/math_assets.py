"""MathJax from the installed package: its one script and its fonts, beside the site's own files.

Copied only for a site that has maths. Its configuration is a few lines of `templates/_maths.html`,
since it must stand before the script.
"""

from __future__ import annotations

from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from generator.model import Output
from generator.render.assets import FOLDER

_FOLDER = f"{FOLDER}/mathjax"
_SCRIPT = "tex-chtml.js"
_FONTS = "output/chtml/fonts/woff-v2"


def mathjax_script() -> str:
    """The script's output, with the package's version behind a "?"."""
    return f"{_FOLDER}/{_SCRIPT}?{version('django-static-mathjax')}"


def mathjax_outputs() -> tuple[Output, ...]:
    """The script and its fonts, to be copied from the installed package."""
    root = Path(str(files("mathjax"))) / "static" / "mathjax" / "es5"
    paths = (root / _SCRIPT, *sorted((root / _FONTS).glob("*.woff")))
    return tuple(Output(f"{_FOLDER}/{path.relative_to(root).as_posix()}", origin=str(path)) for path in paths)
