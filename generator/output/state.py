"""Where a build keeps what it remembers: `.<output name>.notes/` beside the output, and its lock.

Nothing here is ever inside the source or the published tree.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from generator.output.beside import (
    MANIFEST,
    SPARE,
    UNCHANGED,
    lock_at_once,
    lock_in_time,
    site_of,
    state_folder,
)
from generator.records import dataclass


@dataclass(frozen=True, slots=True)
class State:
    """The folders of one output. `site` is what readers get; the rest is ours."""

    site: Path
    folder: Path

    @property
    def next(self) -> Path:
        """Where the coming tree is put together."""
        return self.folder / "next"

    @property
    def made(self) -> Path:
        """Where outputs lie that are made, until the coming tree takes them."""
        return self.folder / "made"

    @property
    def previous(self) -> Path:
        """Where the old tree stands for a moment, when it cannot be exchanged in one step."""
        return self.folder / "previous"

    @property
    def spare(self) -> Path:
        """The tree that was published before this one, of which the coming tree is made."""
        return self.folder / SPARE

    @property
    def spare_note(self) -> Path:
        """Where the spare tree differs from the published one; no spare tree is used without it."""
        return self.folder / "spare.json"

    def unused_aside(self) -> Path:
        """A free place where a tree that we did not write is kept once it is replaced."""
        taken = {path.name for path in self.folder.glob("replaced-*")}
        return self.folder / next(f"replaced-{n}" for n in count(1) if f"replaced-{n}" not in taken)

    @property
    def journal(self) -> Path:
        """Present while a swap is under way that is more than one step of a tree of ours."""
        return self.folder / "journal"

    @property
    def mark(self) -> Path:
        """Present once the published tree is ours: the numbers of the trees that were made here."""
        return self.folder / "published"

    @property
    def memo(self) -> Path:
        """What builds remember."""
        return self.folder / "memo"

    @property
    def unchanged(self) -> Path:
        """The last build's report, and what it was built from."""
        return self.folder / UNCHANGED

    @property
    def preview(self) -> Path:
        """The folder of what previews remember."""
        return self.folder / "serve"

    @property
    def manifest(self) -> Path:
        """Output → page → href → source line, for `check`."""
        return self.folder / MANIFEST


def state_of(output: Path) -> State:
    """The state beside `output`, whether or not either exists."""
    site = site_of(os.fspath(output))
    return State(Path(site), Path(state_folder(site)))


def unsafe_output(output: Path, source: Path) -> str:
    """Why `output` must not be written to, or "": it would swallow the source or a whole disk."""
    site, notes = output.resolve(), source.resolve()
    if site == notes or site in notes.parents:
        return "the output folder holds the source"
    if notes in site.parents and not _is_free(output):
        return "the output folder is a part of the source"
    if site in (Path.home().resolve(), Path(site.anchor)):
        return "the output folder is a home or root folder"
    if output.exists() and not output.is_dir():
        return "the output is a file"
    if os.path.ismount(site):
        return "the output is a mount point, which cannot be exchanged for a new site; name a folder in it"
    folder = state_of(output).folder
    if folder.is_symlink():
        return f'"{folder.name}", where builds of it are remembered, is a symbolic link; remove it'
    return ""


def _is_free(output: Path) -> bool:
    """Whether a folder within the source can hold a site: new, empty, ours, or Jekyll's own name."""
    if output.name == "_site" or state_of(output).mark.exists():
        return True
    return not output.exists() or (output.is_dir() and not any(output.iterdir()))


@contextmanager
def locked(state: State, waiting: Callable[[], None]) -> Iterator[int]:
    """Holds the output's lock, by a handle; `waiting` is called once if another build has it."""
    state.folder.mkdir(parents=True, exist_ok=True)
    handle = lock_at_once(str(state.folder))
    if handle is None:
        waiting()
        handle = lock_in_time(str(state.folder))
    try:
        yield handle
    finally:
        os.close(handle)
