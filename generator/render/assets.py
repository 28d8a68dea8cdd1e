"""Our style sheet and scripts: readable sources joined into one file each.

Their hrefs carry a digest of their content, so a browser may keep them for ever. They lie under
`notes-assets/`, out of the way of a blog's own `assets/`.
"""

from __future__ import annotations

import re
from pathlib import Path

from generator.bundles import bundled_folder
from generator.digests import digest_of
from generator.model import Output
from generator.records import dataclass

FOLDER = "notes-assets"
_SHORT = 8
"""Digits of a digest that an href carries."""
_COMMENT = re.compile(rb"/\*.*?\*/", re.DOTALL)
_LINE_COMMENT = re.compile(rb"^\s*//.*$", re.MULTILINE)
_SPACE = re.compile(rb"\s*\n\s*")


@dataclass(frozen=True, slots=True)
class Assets:
    """The style sheet, the scripts and the icon as the site carries them."""

    css: Output
    js: Output
    search: Output
    """The script that searches, fetched on first use."""
    icon: Output
    explorer: Output
    """The script of pages with an explorer."""


def load_assets(folder: Path | None = None) -> Assets:
    """The assets of `folder` (ours when None): `css/*.css`, `js/*.js`, `search/*.js` and `explorer/*.js`,
    each joined in name order. The explorer's files share one scope, which is nobody else's."""
    root = folder or bundled_folder("assets")
    css = _SPACE.sub(b"\n", _COMMENT.sub(b"", _joined(root / "css", "*.css"))).strip()
    return Assets(
        css=Output(f"{FOLDER}/site.css", css + b"\n"),
        js=Output(f"{FOLDER}/site.js", _script(root / "js") + b"\n"),
        search=Output(f"{FOLDER}/search.js", _script(root / "search") + b"\n"),
        icon=Output(f"{FOLDER}/icon.svg", (root / "icon.svg").read_bytes()),
        explorer=Output(f"{FOLDER}/explorer.js", b"(() => {\n" + _script(root / "explorer") + b"\n})();\n"),
    )


def versioned(asset: Output) -> str:
    """An asset's output with its content's digest behind a "?", as pages name it."""
    return f"{asset.path}?{digest_of(asset.content)[:_SHORT]}"


def _script(folder: Path) -> bytes:
    return _SPACE.sub(b"\n", _LINE_COMMENT.sub(b"", _joined(folder, "*.js"))).strip()


def _joined(folder: Path, pattern: str) -> bytes:
    return b"\n".join(path.read_bytes() for path in sorted(folder.glob(pattern)))
