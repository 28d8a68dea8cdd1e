"""Which trees were published here: told by their numbers in the file system, which moving them leaves."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from generator.output.files import write_whole
from generator.output.state import State


def is_foreign(state: State, present: set[str], wanted: Collection[str]) -> bool:
    """Whether the files `present` at the site's place are of others: no tree was published here, or this is
    another one, and less than half of it is `wanted` now. (More than that has one that was copied with its
    state folder, or comes out of a cache.)"""
    if not present or _number(state.site) in _marked(state):
        return False
    return not state.mark.exists() or 2 * len(present.intersection(wanted)) < len(present)


def mark(state: State, tree: Path) -> None:
    """Says that a tree is ours, if nothing does yet; of others that were, the last still may be."""
    marked, number = _marked(state), _number(tree)
    if number not in marked:
        write_whole(state.mark, b"\n".join((*marked[-1:], number)))


def _marked(state: State) -> list[bytes]:
    """The numbers of the trees that are ours, the newest last."""
    try:
        return state.mark.read_bytes().split()
    except OSError:
        return []


def _number(tree: Path) -> bytes:
    """The number of a tree; b"" where there is none."""
    try:
        return b"%d" % tree.stat().st_ino
    except OSError:
        return b""
