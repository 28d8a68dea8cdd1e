"""A look at the disk before a build: at all that it depends on, and at what the last one left behind.

Files are looked at, not read. Asked before all else, so hardly anything is imported: where nothing has
changed, no more is needed.
"""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from time import time_ns

from generator.build.changes.fingerprint import fingerprint
from generator.build.changes.stamps import (
    NEVER,
    Stamps,
    packed,
    packed_with,
    paths_in,
    stamp_of,
    stamps_below,
)
from generator.build.processes.meanwhile import Asked, Meanwhile, can_fork
from generator.bundles import bundled
from generator.digests import digest_of, unsealed
from generator.leftovers import REPOSITORIES
from generator.output.beside import MANIFEST, SPARE, UNCHANGED, state_folder

TYPE_CHECKING = False  # a build that has nothing to do does not load `typing`
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    Reads = Callable[[int, str], Iterable[bytes]]
    """The work of a process that reads edited notes, given a handle to read the question from and where the
    spare tree is."""

NOTHING_MORE = "False False False"
"""What `Options.more` says where no more is asked for."""
_SETTINGS = ("SOURCE_DATE_EPOCH", "TZ")
_HISTORY = ("HEAD", "logs/HEAD", "packed-refs", "shallow")
_MANY = 1 << 16
"""Bytes of the last build's record beyond which its site is worth a process: about 1,000 posts."""
_LEAST = 4
"""What the line of a record says at least: by which generator it is, digests of all beside the source and of
the source, and when the next post of the future is due."""
_DIGEST = len(digest_of(b""))
SHARE = "notes-assets/search"
"""The part of a site that is looked at by who looks at the source, so that both come to an end together."""


@contextmanager
def looking(
    source: str,
    site: str,
    lock: int,
    reads: Reads | None = None,
    more: str = NOTHING_MORE,
    templates: str = "",
    alone: bool = False,
) -> Iterator[Look]:
    """A look at a source and at a site, by its full path, for a build of which `more` is asked.

    Where that takes long, a second process looks at the site while this one looks at the source. Once a file
    is met that was written since, another starts that can read edited notes (`reads`). With `alone` neither
    is started. Both end with the block, and neither holds the `lock`, a handle.
    """
    meanwhile = None if alone else _begun(site, lock)
    try:
        look = Look(source, site, more, templates, meanwhile, None if alone else lock, reads)
        try:
            yield look
        finally:
            look.let_go()
    finally:
        if meanwhile is not None:
            meanwhile.close()


def _begun(site: str, lock: int) -> Meanwhile | None:
    try:
        many = os.stat(f"{state_folder(site)}/{UNCHANGED}").st_size > _MANY  # noqa: PTH116
        return Meanwhile(lambda: (at_site(site),), (lock,)) if many and can_fork() else None
    except OSError:
        return None


class Look:
    """What stands on the disk as a build begins, under the lock of its output."""

    def __init__(
        self,
        source: str,
        site: str,
        more: str = NOTHING_MORE,
        templates: str = "",
        meanwhile: Meanwhile | None = None,
        lock: int | None = None,
        reads: Reads | None = None,
    ) -> None:
        """As of `looking`; `meanwhile` is what another process sees `at_site`. Without a `lock`, of which
        it would let go, or anything that it `reads`, no further one is begun."""
        self.folder = state_folder(site)
        self._place, self._site, self._more, self._templates = source, site, more, templates
        self._meanwhile, self._lock, self._reads = meanwhile, lock, reads
        self.reader: Asked | None = None
        """Who can tell what edited notes are now, once some were expected."""
        self._rest = b""
        """The stamps of the site's files but for the `SHARE`, behind the digest of them."""
        self._share: bytes | None = None
        line, _, self.left = _left(f"{self.folder}/{UNCHANGED}").partition(b"\n")
        """What the last build left, beside its line; b"" where there is nothing that can be believed."""
        self._line = line.decode(errors="replace").split("\t")
        self.made_by = fingerprint()
        """The digest of this generator."""
        if len(self._line) < _LEAST or self._line[0] != self.made_by:
            self.left = b""
        since = stamp_of(f"{self.folder}/{UNCHANGED}")[1] if self.left else NEVER
        self.began = time_ns()
        """When the source began to be looked at, in nanoseconds."""
        self.source = packed(stamps_below(source, (site, self.folder), since, self._begin_reader))
        """The stamps of the files of the source, as they are `packed`. A build records what was found before
        it read any."""
        self._of_source = digest_of(self.source)

    @property
    def is_source_as_it_was(self) -> bool:
        """Whether no file of the source was written since the last build, as far as can be told."""
        return bool(self.left) and self._line[2] == self._of_source

    @property
    def is_all_else_as_it_was(self) -> bool:
        """Whether nothing else has changed since, nor what the last build left behind."""
        return bool(self.left) and self._line[1] == self._key(self._digest_of_site())

    def files(self) -> list[str]:
        """The files of the site, by path there."""
        return [*paths_in(self._found()[_DIGEST:]), *paths_in(self.see_share())]

    def digest_with(self, written: Stamps) -> str:
        """The digest of the site's files as they are once some were `written`."""
        share, rest = _in_two(written)
        return _digest_of_two(
            packed_with(self.see_share(), share), packed_with(self._found()[_DIGEST:], rest)
        )

    def sum(self) -> list[str] | None:
        """What the last build summed itself up in, if it is the last word: it had nothing more to say, and
        nothing has changed."""
        brief = self._line[_LEAST:]
        if not (brief and self.is_source_as_it_was and self.is_all_else_as_it_was):
            return None
        due = self._line[_LEAST - 1]
        return None if due and time_ns() >= int(due) else brief

    def line(self, of_site: str, of_source: str, due: str, brief: Iterable[str]) -> bytes:
        """The line of a record, for the next look: with digests of the site and source as they are to be
        found, when the next post of the future is due, and the sum of the build if that is all there is to
        say."""
        return "\t".join((self.made_by, self._key(of_site), of_source, due, *brief)).encode()

    def expect_edits(self) -> None:
        """Has another process load what reading takes, if a file of the source was written: until this one
        comes to it there is time. What is seen of the site is wanted later."""
        if self.left and not self.is_source_as_it_was:
            self._begin_reader()

    def let_go(self) -> None:
        """Asks no more of other processes."""
        for process in (self._meanwhile, self.reader):
            if process is not None:
                process.close()

    def _begin_reader(self) -> None:
        reads = self._reads
        if self.reader is not None or reads is None or self._lock is None or not can_fork():
            return
        theirs = self._meanwhile.handles if self._meanwhile is not None else ()
        if self._meanwhile is not None:
            self._meanwhile.give_way()
        with suppress(OSError):
            self.reader = Asked(lambda asked: reads(asked, f"{self.folder}/{SPARE}"), (self._lock, *theirs))

    def _key(self, of_site: str) -> str:
        """A digest of all that a build looks at beside the source, with that of what it left behind."""
        parts = [self._place, self._site, self._more, self._templates, of_site]
        parts += map(str, map(os.getenv, _SETTINGS))
        parts += (
            digest_of(packed(stamps_below(folder, (self._site, self.folder)))) for folder in self._themes()
        )
        files = (*_history(self._place), f"{self.folder}/{MANIFEST}")
        parts += (f"{file} {stamp_of(file)}" for file in files)
        return digest_of("\n".join(parts).encode("utf-8", "surrogatepass"))

    def _digest_of_site(self) -> str:
        """As `digest_of_site`; that of the rest, which may come from another process, is wanted last."""
        of_share = digest_of(self.see_share())
        return of_share + self._found()[:_DIGEST].decode()

    def see_share(self) -> bytes:
        """The packed stamps of the `SHARE`, looked at when they are first asked for: where there is time."""
        if self._share is None:
            self._share = at_share(self._site)
        return self._share

    def _found(self) -> bytes:
        if not self._rest:
            self._rest = (self._meanwhile and self._meanwhile.found()) or at_site(self._site)
        return self._rest

    def _themes(self) -> Iterator[str]:
        yield bundled("templates")
        yield bundled("assets")
        if self._templates:
            yield self._templates


def at_site(site: str) -> bytes:
    """What stands there but for the `SHARE`: the stamps of its files, behind the digest of them."""
    stamps = packed(stamps_of_site(site, (f"{site}/{SHARE}",)))
    return digest_of(stamps).encode() + stamps


def at_share(site: str) -> bytes:
    """The stamps of the files of the `SHARE`, by path in the site."""
    return packed({f"{SHARE}/{path}": stamp for path, stamp in stamps_of_site(f"{site}/{SHARE}").items()})


def stamps_of_site(folder: str, but: Collection[str] = ()) -> Stamps:
    """The stamps of the files below the folder of a site, or one in it, but for some full paths."""
    return stamps_below(folder, but, passed_by=REPOSITORIES.__contains__, links=False)


def digest_of_site(stamps: Stamps) -> str:
    """The digest of the stamps of a site's files, as a look finds it."""
    return _digest_of_two(*map(packed, _in_two(stamps)))


def _in_two(stamps: Stamps) -> tuple[Stamps, Stamps]:
    """The stamps of the files of the `SHARE`, and those of the rest."""
    within = f"{SHARE}/"
    share = {path: stamp for path, stamp in stamps.items() if path.startswith(within)}
    return share, {path: stamp for path, stamp in stamps.items() if path not in share}


def _digest_of_two(share: bytes, rest: bytes) -> str:
    return digest_of(share) + digest_of(rest)


def _left(file: str) -> bytes:
    try:
        with open(file, "rb") as record:  # noqa: PTH123 `pathlib` is not loaded
            return unsealed(record.read())
    except (OSError, ValueError):
        return b""


def _history(source: str) -> Iterator[str]:
    """The files that change with the history of the source, which dates posts that have no date."""
    folder, below = os.path.realpath(source), ""
    while folder != below:
        if kept := _kept_by_git(folder):
            _, _, branch = _line_of(f"{kept[0]}/HEAD").partition("ref: ")
            yield from (f"{place}/{name}" for place in kept for name in (*_HISTORY, branch) if name)
            return
        folder, below = os.path.dirname(folder), folder  # noqa: PTH120


def _kept_by_git(folder: str) -> tuple[str, ...]:
    """Where Git keeps the history of a folder: that of a worktree in its own place and a shared one."""
    git = f"{folder}/.git"
    if os.path.isdir(git):  # noqa: PTH112
        return (git,)
    led, _, place = _line_of(git).partition("gitdir: ")
    if led or not place:
        return ()
    own = os.path.join(folder, place)  # noqa: PTH118
    shared = _line_of(f"{own}/commondir")
    return (own, os.path.join(own, shared)) if shared else (own,)  # noqa: PTH118


def _line_of(file: str) -> str:
    try:
        with open(file, encoding="utf-8", errors="surrogateescape") as lines:  # noqa: PTH123
            return lines.readline().rstrip("\n")
    except OSError:
        return ""
