"""What the source folder holds: posts, pages, collections' documents, and files to carry over.

The only reader of folders. A file's role follows from its place alone, by Jekyll's rules, but for
pages, which are told from other files by the front matter they begin with.
"""

from __future__ import annotations

import fnmatch
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

from generator.diagnostics import Checked, Diagnostic, Location
from generator.leftovers import is_leftover
from generator.model import Config, Kind, StaticFile
from generator.problems import source as problems
from generator.records import dataclass
from generator.source.permalink import MARKDOWN, extension_of

ALWAYS_EXCLUDED = (
    ".sass-cache", ".jekyll-cache", "gemfiles", "Gemfile", "Gemfile.lock", "node_modules",
    "vendor/bundle/", "vendor/cache/", "vendor/gems/", "vendor/ruby/", "imgs.toml",
)  # fmt: skip
ALWAYS_INCLUDED = (".htaccess",)
# The settings of a Hugo site, whose notes lie in `content`, as Hexo's do in `source`.
_HUGO = ("hugo.toml", "hugo.yaml", "config.toml")
_NOTES = (*MARKDOWN, ".html", ".htm")
_SASS = (".scss", ".sass")
_TEXTS = (".xml", ".json", ".txt", ".js", ".css", ".webmanifest", ".svg", ".yml", ".yaml", *_SASS)
MEDIA = (
    ".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif", ".bmp", ".ico", ".mp4", ".webm",
    ".mp3", ".ogg", ".wav", ".pdf", ".zip", ".csv", ".ipynb",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """A file to be read: what it will be, and what tells whether it has changed."""

    path: str
    kind: Kind
    collection: str
    """"posts" for posts and drafts, a collection's name for its documents, "" for pages."""
    draft: bool
    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Listing:
    """Everything the site is made of, each part sorted by path.

    `texts` have front matter but are neither Markdown nor HTML (a feed, a script).
    """

    entries: tuple[Entry, ...]
    texts: tuple[Entry, ...]
    statics: tuple[StaticFile, ...]
    drafts_skipped: int = 0


@dataclass(frozen=True, slots=True)
class _Folder:
    """A folder to walk: its path ("" or ending in a slash) and what its files are."""

    path: str
    collection: str = ""
    draft: bool = False
    public: str = ""
    """The folder of the site to which its files are carried over."""


def discover(
    root: Path, config: Config, *, drafts: bool = False, skip: tuple[Path, ...] = ()
) -> Checked[Listing]:
    """The files under `root`. `skip` names folders that are no part of it (the output)."""
    walk = _Walk(root, config, drafts, skip)
    walk.run()
    listing = Listing(
        tuple(sorted(walk.entries, key=lambda e: e.path)),
        tuple(sorted(walk.texts, key=lambda e: e.path)),
        tuple(sorted(walk.statics, key=lambda s: s.path)),
        walk.drafts_skipped,
    )
    return Checked(listing, tuple(walk.diagnostics))


class _Rules:
    """`exclude` and `include` as Jekyll matches them: globs whose `*` crosses folders, and prefixes."""

    def __init__(self, patterns: tuple[str, ...]) -> None:
        plain = [pattern.removeprefix("./").lstrip("/") for pattern in patterns]
        # The bare prefix is Jekyll's: `exclude: [secret]` hides `secret.txt` too.
        self._prefixes = tuple(p for p in plain if p and not re.search(r"[*?\[]", p))
        globs = [fnmatch.translate(p) for p in plain if re.search(r"[*?\[]", p)]
        self._globs = re.compile("|".join(globs)) if globs else None

    def match(self, path: str) -> bool:
        return path.startswith(self._prefixes) or bool(self._globs and self._globs.match(path.rstrip("/")))


class _Walk:
    """One walk over the source; what it finds is collected in its lists."""

    def __init__(self, root: Path, config: Config, drafts: bool, skip: tuple[Path, ...]) -> None:
        self.entries: list[Entry] = []
        self.texts: list[Entry] = []
        self.statics: list[StaticFile] = []
        self.diagnostics: list[Diagnostic] = []
        self.drafts_skipped = 0
        self._root = os.path.realpath(root)
        self._drafts = drafts
        self._skip = frozenset(os.path.realpath(path) for path in skip)
        self._excluded = _Rules(
            tuple(p for p in (*ALWAYS_EXCLUDED, *config.exclude) if p not in config.include)
        )
        self._included = _Rules((*ALWAYS_INCLUDED, *config.include))
        above = str(dict(config.extra).get("collections_dir") or "").strip("/")
        prefix = f"{above}/" if above else ""
        self._collections = {f"{prefix}_{c.name}/": c for c in config.collections if c.name != "posts"}

    def run(self) -> None:
        root = Path(self._root)
        below = "source" if (root / "source" / "_posts").is_dir() else ""
        if not below and any((root / name).is_file() for name in _HUGO) and (root / "content").is_dir():
            below = "content"
        if below and not (root / "_posts").is_dir():
            self._report(problems.notes_below(below, Location(".")))
        waiting = [(_Folder(""), frozenset({self._root}))]
        while waiting:
            folder, around = waiting.pop()
            waiting += self._folder(folder, around)

    def _folder(self, folder: _Folder, around: frozenset[str]) -> Iterator[tuple[_Folder, frozenset[str]]]:
        """Sorts the files of one folder and yields those within it; `around` are its real paths."""
        try:
            found = sorted(os.scandir(f"{self._root}/{folder.path}"), key=lambda e: e.name)
        except OSError as fault:
            self._report(
                problems.unreadable(fault.strerror or "unknown reason", Location(folder.path.rstrip("/")))
            )
            return
        for item in found:
            if is_leftover(item.name):
                continue
            path = folder.path + item.name
            is_folder = _is_folder(item)
            if not self._wanted(path + "/" if is_folder else path, item.name):
                continue
            real = ""
            if item.is_symlink():
                real = os.path.realpath(item.path)
                if not self._sound(path, real, around):
                    continue
            if is_folder:
                within = self._within(folder, path + "/", item.name)
                if within and not (self._skip and (real or os.path.realpath(item.path)) in self._skip):
                    yield within, around | {real or item.path}
            else:
                self._file(folder, path, item)

    def _wanted(self, path: str, name: str) -> bool:
        """Whether Jekyll would look at a file or folder of this path at all."""
        first = name[0]
        if first in "._#~":
            special = not self._is_source_folder(path, name)
            return not special or self._included.match(path) or self._included.match(name)
        if self._excluded.match(path):
            return self._included.match(path) or self._included.match(name)
        return self._is_text(path)

    def _is_source_folder(self, path: str, name: str) -> bool:
        return path.endswith("/") and (name in ("_posts", "_drafts") or path in self._collections)

    def _is_text(self, path: str) -> bool:
        try:
            path.encode()
        except UnicodeEncodeError:
            shown = path.encode(errors="surrogateescape").decode(errors="replace")
            self._report(problems.undecodable_name(Location(shown)))
            return False
        return True

    def _sound(self, path: str, real: str, around: frozenset[str]) -> bool:
        """Whether a symbolic link may be followed."""
        if not Path(real).exists():
            self._report(problems.symlink_broken(Location(path)))
        elif real != self._root and not real.startswith(self._root + "/"):
            self._report(problems.symlink_outside(Location(path), real))
        elif Path(real).is_dir() and any(f"{a}/".startswith(f"{real}/") for a in around):
            self._report(problems.symlink_loop(Location(path)))
        else:
            return True
        return False

    def _within(self, folder: _Folder, path: str, name: str) -> _Folder | None:
        """What a folder's files are, None where they are nothing of the site."""
        if folder.collection:
            return _Folder(path, folder.collection, folder.draft, f"{folder.public}{name}/")
        if name == "_posts":
            return _Folder(path, "posts", False, f"{folder.path}posts/")
        if name == "_drafts":
            return _Folder(path, "posts", True, f"{folder.path}drafts/")
        if path in self._collections:
            collection = self._collections[path]
            return _Folder(path, collection.name, False, f"{collection.name}/") if collection.output else None
        return _Folder(path, public=path)

    def _file(self, folder: _Folder, path: str, item: os.DirEntry[str]) -> None:
        try:
            status = item.stat()
        except OSError as fault:
            self._report(problems.unreadable(fault.strerror or "unknown reason", Location(path)))
            return
        if not stat.S_ISREG(status.st_mode):
            self._report(problems.not_a_file(Location(path)))
            return
        extension = extension_of(item.name)
        if folder.collection == "posts":
            self._post(folder, path, item, extension, status)
            return
        if extension in _NOTES and has_front_matter(item.path):
            self.entries.append(
                Entry(path, Kind.PAGE, folder.collection, False, status.st_size, status.st_mtime_ns)
            )
        elif extension in _TEXTS and has_front_matter(item.path):
            self._text(folder, path, extension, status)
        else:
            public = folder.public + item.name
            self.statics.append(StaticFile(public, item.path, status.st_size, status.st_mtime_ns))

    def _post(
        self, folder: _Folder, path: str, item: os.DirEntry[str], extension: str, status: os.stat_result
    ) -> None:
        """A post needs no front matter here; pictures beside posts are carried over, nothing else is."""
        if folder.draft and not self._drafts:
            self.drafts_skipped += extension in _NOTES
        elif extension in _NOTES:
            self.entries.append(
                Entry(path, Kind.POST, "posts", folder.draft, status.st_size, status.st_mtime_ns)
            )
        elif extension in MEDIA:
            public = folder.public + item.name
            self.statics.append(StaticFile(public, item.path, status.st_size, status.st_mtime_ns))

    def _text(self, folder: _Folder, path: str, extension: str, status: os.stat_result) -> None:
        if extension in _SASS:
            self._report(problems.sass_skipped(Location(path)))
        else:
            self.texts.append(
                Entry(path, Kind.PAGE, folder.collection, False, status.st_size, status.st_mtime_ns)
            )

    def _report(self, problem: Diagnostic) -> None:
        self.diagnostics.append(problem)


def _is_folder(item: os.DirEntry[str]) -> bool:
    """Whether an entry is a folder; a link that leads to itself is none."""
    try:
        return item.is_dir()
    except OSError:
        return False


def has_front_matter(path: str) -> bool:
    """Whether a file begins with a line of `---` or `+++`. Unreadable files are left to `load`."""
    try:
        handle = os.open(path, os.O_RDONLY)
    except OSError:
        return True
    try:
        return re.match(rb"(?:\xef\xbb\xbf)?(?:---|\+\+\+)[ \t\r]*\n", os.read(handle, 64)) is not None
    finally:
        os.close(handle)
