"""The folders that come with the generator: its templates and its assets."""

from __future__ import annotations

import os

TYPE_CHECKING = False  # a build that has nothing to do loads neither `typing` nor `pathlib`
if TYPE_CHECKING:
    from pathlib import Path


def bundled(name: str) -> str:
    """The path of a folder that comes with the generator: inside the installed package, else beside it."""
    package = os.path.dirname(__file__)  # noqa: PTH120 text
    installed = f"{package}/bundled/{name}"
    return installed if os.path.isdir(installed) else f"{os.path.dirname(package)}/{name}"  # noqa: PTH112, PTH120


def bundled_folder(name: str) -> Path:
    """Likewise."""
    from pathlib import Path

    return Path(bundled(name))
