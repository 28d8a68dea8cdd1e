"""Links that open an editor at a line, by the template `editor_url`."""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import quote

from generator.diagnostics import Location

DEFAULT = "vscode://file/{path}:{line}"
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
# These run in the page that shows the link, where an editor's scheme opens a program.
_ACTIVE = frozenset({"javascript", "data", "vbscript", "blob"})


def usable(template: str) -> bool:
    """Whether a template makes links that lead to an editor: some scheme, and a place for the path."""
    found = _SCHEME.match(template)
    return found is not None and found[1].lower() not in _ACTIVE and "{path}" in template


def editor_link(template: str, source: Path, at: Location) -> str:
    """The address that opens `at` in the author's editor.

    A path is absolute and starts with a slash, so the slash of "/{path}" is not doubled.
    """
    path = quote(str(_file(source, at.path)), safe="/")
    return template.replace("/{path}", "{path}").replace("{path}", path).replace("{line}", str(at.line or 1))


def _file(source: Path, path: str) -> Path:
    """Where a diagnostic's path lies: below the source, else (a template) from the working folder."""
    inside = source / path
    found = inside if inside.exists() or not Path(path).exists() else Path(path)
    return Path(os.path.abspath(found))  # noqa: PTH100 a symlink is opened where its name is
