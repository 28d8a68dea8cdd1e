"""The folders that come with the generator: its templates and its assets."""

from __future__ import annotations

from pathlib import Path


def bundled_folder(name: str) -> Path:
    """A folder that comes with the generator: inside the installed package, else beside it."""
    package = Path(__file__).parent
    installed = package / "bundled" / name
    return installed if installed.is_dir() else package.parent / name
