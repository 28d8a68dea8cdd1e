"""What stands in a site and is not ours: Git's folder, of a site that is pushed as it stands, and what else
`keep_files` names. It moves from the tree that was the site to the one that is."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable
from pathlib import Path


def without_kept(paths: Iterable[str], wanted: Collection[str], names: Collection[str]) -> set[str]:
    """The paths of a site that are `wanted`, and those that are at or below none of `names`."""
    below = tuple(f"{name}/" for name in names)
    return {path for path in paths if path in wanted or not f"{path}/".startswith(below)}


def bring_over(old: Path, new: Path, names: Iterable[str]) -> None:
    """Moves what is at or below `names` from one tree to another, unless it stands there already."""
    for name in names:
        _bring(f"{old}/{name}", f"{new}/{name}")


def _bring(old: str, new: str) -> None:
    if not os.path.lexists(old):
        return
    if not os.path.lexists(new):
        os.makedirs(os.path.dirname(new), exist_ok=True)  # noqa: PTH103, PTH120 paths of text
        os.rename(old, new)  # noqa: PTH104
    elif all(os.path.isdir(place) and not os.path.islink(place) for place in (old, new)):  # noqa: PTH112, PTH114
        for name in os.listdir(old):  # noqa: PTH208
            _bring(f"{old}/{name}", f"{new}/{name}")
