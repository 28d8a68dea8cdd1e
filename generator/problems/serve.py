"""Problems met while previewing."""

from __future__ import annotations

from generator.diagnostics import Diagnostic, Location
from generator.problems.wording import error, warning


def crashed(kind: str, message: str) -> Diagnostic:
    """A fault of the generator itself while it compiled: the preview lives on."""
    text = f"the generator failed: {kind}: {message}" if message else f"the generator failed: {kind}"
    return error("generator-failed", text, Location("."), "the terminal shows where; please report it")


def unusable_editor_url(template: str, at: Location) -> Diagnostic:
    """An `editor_url` that cannot make links to an editor."""
    message = f'editor_url is "{template}", expected an editor\'s address with {{path}}'
    return warning("unusable-editor-url", message, at, "for example vscode://file/{path}:{line}")
