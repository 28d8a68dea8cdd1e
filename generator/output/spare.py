"""The tree that was published before: with what has changed since, it becomes the coming one.

So publishing costs as much as has changed, however large the site. The note says which two trees it
is about, by their numbers in the file system; where it is gone, torn, altered or about others, nothing is
spared and the coming tree is made anew.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress

from generator.digests import sealed, unsealed
from generator.output.files import drop, files_below, link, write_whole
from generator.output.state import State


def keep(state: State, changed: Iterable[str]) -> None:
    """Keeps the tree at `state.next`, which was the site until now; `changed` is where the two differ."""
    state.next.rename(state.spare)
    note(state, changed)


def note(state: State, differs: Iterable[str]) -> None:
    """Says where the spare tree differs from the site as they stand."""
    write_whole(state.spare_note, sealed(json.dumps([*_numbers(state), sorted(differs)]).encode()))


def take(
    state: State,
    written: Iterable[str],
    removed: Iterable[str],
    kept: set[str],
    listed: Collection[str] | None = None,
) -> bool:
    """Makes of the spare tree, at `state.next`, the site as it stands but for what is to be `written` or is
    `removed`: it then holds the files `kept`, and no others. False where that cannot be; nothing is at
    `state.next` then. Its files may have been `listed`, which takes long."""
    differs = _noted(state)
    state.spare_note.unlink(missing_ok=True)
    if differs is None:
        drop(state.spare)
        return False
    try:
        state.spare.rename(state.next)
        changed = {*differs, *written, *removed}
        _bring_over(state, changed, kept, changed.difference(kept, written))
        found = set(files_below(state.next) if listed is None else listed)
        if listed is not None:
            found -= changed
            found |= changed & kept
        if found == kept:
            return True
    except OSError:
        pass
    drop(state.next)
    return False


def _bring_over(state: State, changed: set[str], kept: set[str], gone: set[str]) -> None:
    """Puts the site's files in the place of those that have changed; the folders of what is `gone` go too."""
    root = os.fspath(state.next)
    for path in changed:
        with suppress(FileNotFoundError, NotADirectoryError):
            os.unlink(f"{root}/{path}")  # noqa: PTH108 text, thousands of times
    for folder in sorted({folder for path in gone for folder in _above(path)}, key=len, reverse=True):
        with suppress(OSError):  # it is not empty, or not there
            os.rmdir(f"{root}/{folder}")  # noqa: PTH106
    for path in sorted(changed & kept):
        target = state.next / path
        target.parent.mkdir(parents=True, exist_ok=True)
        link(state.site / path, target)


def _above(path: str) -> Iterator[str]:
    while path := path.rpartition("/")[0]:
        yield path


def _noted(state: State) -> list[str] | None:
    """Where the spare tree differs from the site, if the note is about these two."""
    try:
        *noted, differs = json.loads(unsealed(state.spare_note.read_bytes()))
        ours = noted == _numbers(state)
    except (OSError, ValueError, TypeError):
        return None
    return differs if ours else None


def _numbers(state: State) -> list[int]:
    """Which two trees these are; the site is another one when something was done at its top."""
    site = state.site.stat()
    return [state.spare.stat().st_ino, site.st_ino, site.st_ctime_ns]
