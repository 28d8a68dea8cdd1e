"""Other generators on the same posts: what each needs beside them, and how it is run.

Each is given what a blog of that program usually has (`themes/`): pages with their tags and neighbours,
a paged list with excerpts, an archive, tag pages, a feed of twenty posts where the program has one, and
highlighted code. Programs that are not installed are left out, by name.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from bench.corpus import Shape, posts, write_blog

_THEMES = Path(__file__).parent / "themes"
ENVIRONMENT = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
"""What programs are run in; ours is imported from here, as it stands."""
_OURS = (sys.executable, "-m", "generator")
_VERSION = re.compile(r"\d+\.\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Peer:
    """A program that builds blogs, run in a folder of its own."""

    name: str
    command: tuple[str, ...]
    version: tuple[str, ...]
    """The command that prints it."""
    posts: str
    """The folder that the posts stand in."""
    made: tuple[str, ...]
    """What a build leaves: the site, and what is remembered. Deleted before each cold one."""
    respell: Callable[[str], str] = str
    """A post as the program wants it."""

    def prepare(self, root: Path, count: int, shape: Shape) -> None:
        """Writes a blog of so many posts below `root`."""
        if self.name == "ours":
            write_blog(root / "blog", count, shape=shape)
            return
        shutil.copytree(_THEMES / self.name, root, dirs_exist_ok=True)
        folder = root / self.posts
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in posts(count, shape=shape):
            (folder / name).write_text(self.respell(text), encoding="utf-8")

    def told_version(self, root: Path) -> str:
        """The version that it says it is."""
        said = subprocess.run(  # noqa: S603 a program of the table
            self.version, cwd=root, env=ENVIRONMENT, capture_output=True, text=True, check=False
        )
        found = _VERSION.search(said.stdout)
        return found[0] if found else "?"


def _for_pelican(text: str) -> str:
    """Its own front matter: no fences, and a list without brackets."""
    head, _, body = text.removeprefix("---\n").partition("---\n")
    return f"{head.replace('[', '').replace(']', '')}\n{body}"


_KNOWN = (
    Peer(
        "ours",
        (*_OURS, "build", "--quiet", "--source", "blog", "--output", "site"),
        (*_OURS, "--version"),
        "blog/_posts",
        ("site", ".site.notes"),
    ),
    Peer("hugo", ("hugo", "--quiet"), ("hugo", "version"), "content/posts", ("public", "resources")),
    Peer("eleventy", ("eleventy", "--quiet"), ("eleventy", "--version"), "posts", ("_site", ".cache")),
    Peer(
        "hexo", ("hexo", "generate", "--silent"), ("hexo", "version"), "source/_posts", ("public", "db.json")
    ),
    Peer(
        "jekyll",
        ("jekyll", "build", "--quiet"),
        ("jekyll", "--version"),
        "_posts",
        ("_site", ".jekyll-cache"),
    ),
    Peer(
        "pelican",
        ("pelican", "-q", "-s", "pelicanconf.py", "content"),
        ("pelican", "--version"),
        "content",
        ("output", "__pycache__"),
        _for_pelican,
    ),
    Peer("mkdocs", ("mkdocs", "build", "--quiet"), ("mkdocs", "--version"), "docs", ("site",)),
)


def peers(programs: Path | None, only: frozenset[str] = frozenset()) -> tuple[Peer, ...]:
    """Those of `only` (all, if empty) that are installed: in `programs` or on the path."""
    found = []
    for peer in _KNOWN:
        if only and peer.name not in only:
            continue
        program = _program(peer.command[0], programs)
        if program is None:
            sys.stderr.write(f"{peer.name} is not installed\n")
            continue
        version = (program, *peer.version[1:])
        found.append(replace(peer, command=(program, *peer.command[1:]), version=version))
    return tuple(found)


def _program(name: str, programs: Path | None) -> str | None:
    folders = [programs / "bin", programs / "node_modules/.bin"] if programs else []
    near = filter(None, (shutil.which(name, path=str(folder.absolute())) for folder in folders))
    return next(near, None) or shutil.which(name)
