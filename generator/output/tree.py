"""Publishing a tree so that a reader sees the whole old site or the whole new one, never a mixture.

The new tree is put together beside the old one: a hard-link clone in which what differs is
replaced by temp-and-rename (a shared inode is never written through), flushed to the disk, and
exchanged with the old one in a single step. Where the file system lacks that step, two renames
do it, and the next run completes them. A journal tells it how far a swap that is not a single step
of our own tree had come.
"""

from __future__ import annotations

import ctypes
import errno
import os
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from pathlib import Path

from generator.memo import Aside, nothing
from generator.model import Output
from generator.output import spare
from generator.output.files import copy, drop, files_below, flush_tree, link, write_new, write_whole
from generator.output.kept import bring_over, without_kept
from generator.output.made import take_tree
from generator.output.ours import is_foreign, mark
from generator.output.state import State
from generator.patterns import pattern
from generator.records import dataclass

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_NOTE = pattern(r"(?P<name>next|replaced-[0-9]+) (?P<number>[0-9]{1,20})")
_MANY = 100
"""Outputs that take longer to be put in place than the disk to begin."""
_UNSUPPORTED = frozenset({errno.ENOSYS, errno.EINVAL, errno.ENOTSUP})


@dataclass(frozen=True, slots=True)
class Published:
    """What publishing did: the outputs written and removed, and a tree of others that it put aside."""

    written: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    put_aside: str = ""


def _unknown(output: Output) -> bool:
    """Knows of no output whether it stands."""
    del output
    return False


def publish(
    outputs: Iterable[Output],
    state: State,
    stands: Callable[[Output], bool] = _unknown,
    meanwhile: Aside = nothing,
    keeps: Collection[str] = (),
) -> Published:
    """Makes the site hold exactly `outputs`, and what it has at or below `keeps`; raises OSError with the old
    site untouched. `stands` may know that an output stands in the site already; of others the bytes are
    compared. `meanwhile` is done while the disk writes, if there is anything to write, once all files are in
    the coming tree.

    Call it under the output's lock. A tree that we did not write is put aside, never deleted: it
    is replaced by a tree made at the very place where it shall be kept.
    """
    recover(state, keeps)
    wanted = {output.path: output for output in outputs}
    there = files_below(state.site) if state.site.is_dir() else []
    present = without_kept(there, wanted, keeps)
    foreign = is_foreign(state, present, wanted.keys())
    base = set() if foreign else present
    written = tuple(
        sorted(p for p, o in wanted.items() if p not in base or not (stands(o) or _same(o, state.site / p)))
    )
    removed = tuple(sorted(base - wanted.keys()))
    if not (written or removed or foreign) and state.site.is_dir():
        mark(state, state.site)
        return Published()
    new = [wanted[path] for path in written]
    if not foreign:
        _put_in_place(state, new, base.difference(written, removed), removed, meanwhile, keeps)
        return Published(written, removed)
    workshop = state.unused_aside()
    workshop.mkdir(parents=True)
    _note(state, workshop)
    flush_tree(state.folder)  # else what is half made there might be taken for a tree of others
    _add(workshop, new, meanwhile)
    _swap(state, workshop)
    with suppress(OSError):  # the new site stands; what is left over is cleared by the next run
        recover(state, keeps)
    return Published(written, removed, str(workshop))


def publish_among(
    outputs: Iterable[Output],
    state: State,
    present: Collection[str],
    listed: Collection[str] | None = None,
    keeps: Collection[str] = (),
    *,
    as_told: bool = False,
) -> Published:
    """Likewise, of a site of ours that is known to be as it was published, with the files `present`: puts
    `outputs` among them, in the place of those that differ. `listed` are the files of the spare tree. The
    manifest may say of the new site what it does of the old one, `as_told`; then it stays."""
    recover(state, keeps)
    differ = [output for output in outputs if not _same(output, state.site / output.path)]
    written = tuple(sorted(output.path for output in differ))
    if differ:
        kept = set(present)
        kept.difference_update(written)
        _put_in_place(state, differ, kept, (), nothing, keeps, listed, as_told=as_told)
    return Published(written)


def _put_in_place(
    state: State,
    written: list[Output],
    kept: set[str],
    removed: tuple[str, ...],
    meanwhile: Aside,
    keeps: Collection[str],
    listed: Collection[str] | None = None,
    *,
    as_told: bool = False,
) -> None:
    """Makes the coming tree, of the one before where it can be, and exchanges it for the site."""
    changed = [output.path for output in written]
    there: Collection[str] = ()
    if not spare.take(state, changed, removed, kept, listed):
        there = () if kept else take_tree(state, written)
        state.next.mkdir(parents=True, exist_ok=True)
        _clone(state.next, kept, state.site)
    mark(state, state.next)
    _add(state.next, [output for output in written if output.path not in there], meanwhile)
    exchanged = _swap(state, state.next, as_told=as_told)
    with suppress(OSError):  # the new site stands; what is left over is cleared by the next run
        if exchanged:
            bring_over(state.next, state.site, keeps)
            spare.keep(state, (*changed, *removed))
        recover(state, keeps)


def recover(state: State, keeps: Collection[str] = ()) -> None:
    """Completes a swap that was cut off between its renames, or before what the site `keeps` was moved to the
    new one, and drops a half-made tree."""
    if state.journal.exists():
        workshop, number = _noted(state)
        if not state.site.exists() and workshop.is_dir():
            workshop.rename(state.site)
        if state.previous.exists() and not state.site.exists():
            state.previous.rename(state.site)
        elif state.previous.exists():
            state.previous.rename(workshop)
        bring_over(workshop, state.site, keeps)
        flush_tree(state.folder)  # from here on nothing says what is where
        if state.site.exists() and state.site.stat().st_ino == number:
            mark(state, state.site)
        else:
            drop(workshop)
        state.journal.unlink()
    bring_over(state.next, state.site, keeps)
    drop(state.next)
    for begun in state.folder.glob("replaced-*"):
        with suppress(OSError):  # one that holds a tree of others is not empty, and stays
            begun.rmdir()


def _same(output: Output, present: Path) -> bool:
    try:
        there = present.lstat()
        if output.origin and not output.made:
            source = Path(output.origin).stat()
            return (source.st_size, source.st_mtime_ns) == (there.st_size, there.st_mtime_ns)
        if output.made and there.st_size != Path(output.origin).stat().st_size:
            return False
        content = output.read()
        return there.st_size == len(content) and present.read_bytes() == content
    except OSError:
        return False


def _clone(workshop: Path, kept: set[str], site: Path) -> None:
    """What stays of the site, at `workshop`, an empty folder: the same files, in another tree."""
    for folder in sorted({os.path.dirname(path) for path in kept}):  # noqa: PTH120 text
        (workshop / folder).mkdir(parents=True, exist_ok=True)
    for path in sorted(kept):
        link(site / path, workshop / path)


def _add(workshop: Path, written: list[Output], meanwhile: Aside) -> None:
    """The coming tree at `workshop` with what is new in it, flushed to the disk, which writes what was laid
    down before while files are put in place, if they are many."""

    def put() -> None:
        _put(workshop, written)
        meanwhile()

    if len(written) < _MANY:
        put()
    else:
        flush_tree(workshop, put)
    flush_tree(workshop)


def _put(workshop: Path, written: list[Output]) -> None:
    """The outputs at their places in the tree at `workshop`."""
    for folder in sorted({os.path.dirname(output.path) for output in written}):  # noqa: PTH120 text
        (workshop / folder).mkdir(parents=True, exist_ok=True)
    root = os.fspath(workshop)
    for output in written:
        if output.made:
            os.rename(output.origin, f"{root}/{output.path}")  # noqa: PTH104 paths of text, thousands of times
            continue
        target = f"{root}/{output.path}"
        if output.origin:
            copy(output.origin, target)
            os.chmod(target, 0o644)  # noqa: PTH101
        else:
            write_new(target, output.content)


def _swap(state: State, workshop: Path, *, as_told: bool = False) -> bool:
    """Puts the tree at `workshop` in the site's place; the old one, if any, is then at `workshop`. True
    where the two changed places in one step. What is said of the old one goes before it, unless it is to be
    said of the new one."""
    if not as_told:
        state.manifest.unlink(missing_ok=True)
    if not state.site.exists():
        workshop.rename(state.site)
        return False
    if not _exchange(workshop, state.site):
        if not state.journal.exists():  # else it says so already
            _note(state, workshop)
            flush_tree(state.folder)
        state.site.rename(state.previous)
        try:
            workshop.rename(state.site)
        except OSError:
            state.previous.rename(state.site)
            raise
        return False
    return True


def _note(state: State, workshop: Path) -> None:
    """Leaves word of the tree that is to be the site: its place, and the number it keeps when moved."""
    write_whole(state.journal, f"{workshop.name} {workshop.stat().st_ino}".encode())


def _noted(state: State) -> tuple[Path, int]:
    """What `_note` left. A torn note is of a tree that was only being made; one of another place is none."""
    noted = _NOTE.fullmatch(state.journal.read_text(encoding="utf-8", errors="replace"))
    return (state.folder / noted["name"], int(noted["number"])) if noted else (state.next, -1)


def _exchange(one: Path, other: Path) -> bool:
    """Exchanges two directories in one step; False where the system cannot."""
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    if rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in _UNSUPPORTED:
        return False
    raise OSError(number, os.strerror(number), str(other))
