"""The files of a site as a static host serves them, and the likeliest file for a dead address.

Reads the folder's listing once. Must not know HTML.
"""

from __future__ import annotations

import os
import posixpath
import re
import unicodedata
from collections import defaultdict
from contextlib import suppress
from difflib import get_close_matches
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from generator.check.urls import decode
from generator.records import dataclass

_DIGITS = re.compile(r"\d+")
_SLASHES = re.compile("/{2,}")
_NOT_PART_OF_A_SITE = frozenset({".git", ".hg", ".svn", "node_modules"})


class Slip(StrEnum):
    """How a dead address differs from the file it was meant for."""

    CASE = "case"
    UNICODE = "unicode"
    ENCODED_TWICE = "encoded twice"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class Guess:
    """The file that a dead address was probably meant for."""

    path: str
    slip: Slip


def list_site(root: Path) -> Tree:
    """The tree of all files below `root`, in order. A pipe, a device, a link that leads nowhere is none."""
    files: list[str] = []
    pending = [""]
    while pending:
        folder = pending.pop()
        with suppress(OSError), os.scandir(root / folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    if entry.name not in _NOT_PART_OF_A_SITE:
                        pending.append(f"{folder}{entry.name}/")
                elif _is_file(entry):
                    files.append(folder + entry.name)
    return Tree(tuple(sorted(files)))


def _is_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file()
    except OSError:  # a link that leads to itself
        return False


class Tree:
    """All files of a site: `files` are paths from its root with forward slashes."""

    def __init__(self, files: tuple[str, ...]) -> None:
        """Keep the listing; the indexes for guesses are made only when something is missing."""
        self.files = files
        self.known = frozenset(files)

    @cached_property
    def folders(self) -> frozenset[str]:
        """Every folder that holds a file, the root as ""."""
        found = {""}
        for path in self.files:
            while path := posixpath.dirname(path):
                if path in found:
                    break
                found.add(path)
        return frozenset(found)

    def served(self, path: str) -> str | None:
        """The file a host answers `path` with: itself, a folder's index, or a page without ".html"."""
        if path in self.known:
            return path
        path = _SLASHES.sub("/", path).lstrip("/")
        if path in self.known:
            return path
        bare = path.rstrip("/")
        index = f"{bare}/index.html" if bare else "index.html"
        if index in self.known:
            return index
        page = path + ".html"
        return page if path and path[-1] != "/" and page in self.known else None

    def guess(self, path: str) -> Guess | None:
        """The file that the dead `path` was probably meant for, and how it differs."""
        if (again := decode(path)) != path and self.served(again):
            return Guess(again, Slip.ENCODED_TWICE)
        bare = path.strip("/")
        if bare in self.known:
            return Guess(bare, Slip.ELSEWHERE)
        if real := self._folded.get(_fold(bare)):
            composed = unicodedata.normalize("NFC", bare)
            same_case = unicodedata.normalize("NFC", real) in (composed, f"{composed}.html")
            return Guess(_as_folder(real, path), Slip.UNICODE if same_case else Slip.CASE)
        near = self._namesake(bare) or self._neighbour(bare)
        return Guess(near, Slip.ELSEWHERE) if near else None

    @cached_property
    def _folded(self) -> dict[str, str]:
        folders = {_fold(path): path for path in sorted(self.folders) if f"{path}/index.html" in self.known}
        pages = {_fold(path.removesuffix(".html")): path for path in self.files if path.endswith(".html")}
        return pages | folders | {_fold(path): path for path in self.files}

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for path in self.files:
            name = posixpath.basename(path)
            found[_fold(name)].append(path)
            found[_fold(posixpath.splitext(name)[0]) + ".*"].append(path)
        return found

    @cached_property
    def _by_folder(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for path in self.files:
            found[posixpath.dirname(path)].append(posixpath.basename(path))
        return found

    def _namesake(self, path: str) -> str | None:
        """A file of the same name in another folder, or with another suffix in the same one."""
        name = posixpath.basename(path)
        if not name:
            return None
        here = posixpath.dirname(path)
        if (elsewhere := self._by_name.get(_fold(name))) and name != "index.html":
            return _closest_folder(here, elsewhere)
        stem = _fold(posixpath.splitext(name)[0]) + ".*"
        beside = [other for other in self._by_name.get(stem, ()) if posixpath.dirname(other) == here]
        return beside[0] if beside else None

    def _neighbour(self, path: str) -> str | None:
        """A file of nearly the same name in the same folder."""
        here, name = posixpath.split(path)
        beside = [other for other in self._by_folder.get(here, ()) if abs(len(other) - len(name)) <= 2]
        # Short or numbered names resemble each other by nature, so the bar is high.
        near = get_close_matches(name, beside, n=1, cutoff=0.85) if len(name) > 6 else []
        if not near or _DIGITS.sub("", near[0]) == _DIGITS.sub("", name):
            return None
        return posixpath.join(here, near[0])


def _fold(path: str) -> str:
    return unicodedata.normalize("NFC", path).casefold()


def _as_folder(real: str, asked: str) -> str:
    return f"{real}/" if asked.endswith("/") and "." not in posixpath.basename(real) else real


def _closest_folder(here: str, paths: list[str]) -> str:
    near = get_close_matches(here, [posixpath.dirname(path) for path in paths], n=1, cutoff=0.0)
    return next((path for path in paths if near and posixpath.dirname(path) == near[0]), paths[0])
