"""Edits of every kind, each alone or a few at once, with one process and with several: warm equals clean."""

from __future__ import annotations

import os
import random
import re
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest

from generator.build import Options, Report, build_site
from generator.build.changes import look as look_module
from generator.build.changes.fingerprint import fingerprint
from generator.build.processes import workers
from generator.bundles import bundled_folder
from generator.figures import drawing
from tests.build.test_lasting import FIGURE, NOW, Blog, silent, tree

TURNS = int(os.environ.get("EDIT_TURNS", "200"))
OLD = 28
"""Posts that no feed shows: of these a text can be edited alone."""
PIXEL = b"GIF89a\x01\x00\x01\x00\x00\x00\x00;"
IMAGES = '["imgs/steps.gif"]\nfigure = "dilated_steps"\ndilation = %d\n'
BASE = "title: Notes\nurl: https://e.org\npermalink: /:title.html\n"
LANGUAGES = ("", "lang: en\n", "safe: true\n", "math: mathml\n", "precompress: true\n", "paginate: 5\n")
TEMPLATES = ("base.html", "post.html", "page.html", "home.html", "term.html", "_rows.html", "lost.html")


@dataclass
class Restless(Blog):
    """A blog under edits of every kind, and a generator that is upgraded now and then."""

    version: int = 0
    made: Counter[str] = field(default_factory=Counter)

    def built(self, output: Path, jobs: int) -> Report:
        templates = self.root.parent / "templates"
        given = templates if templates.is_dir() else None
        return build_site(Options(self.root, output, given, now=self.now, jobs=jobs), silent)

    def old(self, number: int) -> None:
        link = f"[that](/o{(number * 7 + 3) % OLD}.html#part)"
        head = f"---\ntitle: Old {number}\ndate: 2022-01-{number + 1:02}\ntags: [t{number % 3}]\n---\n"
        self.write(
            f"_posts/2022-01-01-o{number}.md", f"{head}\nFirst.\n\nWord 0, {link}.\n\n## Part\n\nMore.\n"
        )

    def edit(self) -> None:
        """One thing that a writer does between two builds."""
        name = self.dice.choice([*EDITS])
        EDITS[name](self)
        self.made[name] += 1

    def several(self) -> None:
        """A note with whatever else: what `test_lasting` does."""
        super().edit()

    @property
    def posts(self) -> list[Path]:
        return sorted((self.root / "_posts").glob("*.md"))

    def replaced(self, pattern: str, *texts: str) -> None:
        """Puts one of the texts where the pattern first matches, in one of the posts."""
        path = self.dice.choice([path for path in self.posts if re.search(pattern, path.read_text("utf-8"))])
        text = re.sub(pattern, self.dice.choice(texts), path.read_text("utf-8"), count=1)
        self.write(path.relative_to(self.root).as_posix(), text)


def post_added(blog: Restless) -> None:
    day = blog.now + timedelta(days=blog.dice.choice([-400, -1, 1, 5]))
    name = f"_posts/2024-01-01-a{blog.dice.randint(0, 5)}.md"
    blog.write(name, f"---\ntitle: Added\ndate: {day:%Y-%m-%d}\ntags: [a]\n---\n\nWord 1.\n\n## Part\n")


def post_deleted(blog: Restless) -> None:
    if len(blog.posts) > OLD:
        blog.dice.choice(blog.posts).unlink()


def post_renamed(blog: Restless) -> None:
    blog.dice.choice(blog.posts).rename(blog.root / f"_posts/2024-01-01-n{blog.dice.randint(0, 9)}.md")


def template(blog: Restless) -> None:
    """A template of the theme with a comment that shows on its pages, or the bundled one again."""
    name, folder = blog.dice.choice(TEMPLATES), blog.root.parent / "templates"
    folder.mkdir(exist_ok=True)
    if (folder / name).exists():
        (folder / name).unlink()
    else:
        bundled = (bundled_folder("templates") / name).read_text(encoding="utf-8")
        blog.write(f"../templates/{name}", f"{bundled}<!-- {blog.dice.randint(0, 3)} -->\n")


def image(blog: Restless) -> None:
    """An image in the place of a figure, another one, or gone again."""
    path = blog.root / "imgs/steps.gif"
    if path.exists() and blog.dice.random() < 0.5:
        path.unlink()
    else:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(PIXEL + bytes([blog.dice.randint(0, 9)]))


def data(blog: Restless) -> None:
    blog.write("_data/d.yml", f"a: {blog.dice.randint(0, 3)}\n")
    text = "---\ntitle: D\n---\n{{ site.data.d.a }} ![s](imgs/steps.gif)\n"
    blog.write(f"d{blog.dice.randint(0, 1)}.md", text)


def clock(blog: Restless) -> None:
    blog.now += timedelta(days=blog.dice.randint(1, 9))


def upgrade(blog: Restless) -> None:
    blog.version += 1


def touched(blog: Restless) -> None:
    path = blog.dice.choice(blog.posts)
    blog.write(path.relative_to(blog.root).as_posix(), path.read_text(encoding="utf-8"))


def redirect(blog: Restless) -> None:
    head = f"---\ntitle: R\nredirect_from: /old{blog.dice.randint(0, 2)}/\n---\n"
    blog.write("r.md", f"{head}[[One 1]]\n")


EDITS: dict[str, Callable[[Restless], None]] = {
    "body": lambda blog: blog.replaced(r"Word \d+", *(f"Word {n}" for n in range(9))),
    "more body": lambda blog: blog.replaced(r"\A((?:.|\n)*)\Z", r"\1\nMore `code`, 空洞.\n"),
    "title": lambda blog: blog.replaced(r"(?m)^title: .*", *(f"title: Title {n}" for n in range(9))),
    "heading renamed": lambda blog: blog.replaced(r"(?m)^## .*", "## Part", "## Teil", "## Renamed"),
    "tag added": lambda blog: blog.replaced(r"(?m)^tags: \[", "tags: [a, ", "tags: [空洞, ", "tags: [new, "),
    "tags gone": lambda blog: blog.replaced(r"(?m)^tags: .*", "tags: []"),
    "date": lambda blog: blog.replaced(r"(?m)^date: .*", "date: 2023-03-03", "date: 2021-01-01"),
    "link": lambda blog: blog.replaced(r"\]\(/[a-z]\d+", *(f"](/o{n}" for n in range(4)), "](/gone"),
    "beginning": lambda blog: blog.replaced(r"\n\n\w+", "\n\nBegun", "\n\nOther"),
    "post added": post_added,
    "post deleted": post_deleted,
    "post renamed": post_renamed,
    "template": template,
    "configuration": lambda blog: blog.write("_config.yml", BASE + blog.dice.choice(LANGUAGES)),
    "figure's parameters": lambda blog: blog.replaced(r":dilation: \d", ":dilation: 1", ":dilation: 3"),
    "figure at an image's path": lambda blog: blog.write("imgs.toml", IMAGES % blog.dice.randint(1, 3)),
    "image": image,
    "clock": clock,
    "upgrade": upgrade,
    "include": lambda blog: blog.write("_includes/note.md", f"Included {blog.dice.randint(0, 3)}.\n"),
    "data": data,
    "redirect": redirect,
    "fault": lambda blog: blog.write("w.md", "---\ntitle: W\n---\n$\\frac$ [x](/gone)\n"),
    "fault mended": lambda blog: blog.write("w.md", "---\ntitle: W\n---\nw\n"),
    "touched": touched,
    "several": Restless.several,
}


@pytest.fixture(autouse=True)
def draws_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draws a figure once for the same parameters: it follows from them, and takes most of a clean build."""
    monkeypatch.setattr(drawing, "draw_image", cache(drawing.draw_image))


@pytest.mark.timeout(7200)
@pytest.mark.parametrize(
    ("seed", "turns"), [(11, 4), *[pytest.param(n, TURNS, marks=pytest.mark.soak) for n in (6, 7, 8)]]
)
def test_warm_equals_clean_with_one_process_and_with_three(
    seed: int, turns: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blog = Restless(tmp_path / "blog", random.Random(seed), NOW)  # noqa: S311 no secret is made of it
    blog.write("_config.yml", BASE)
    blog.write("_includes/note.md", "Included.\n")
    blog.write("_posts/2022-03-03-figure.md", f"---\ntitle: F\n---\n\n{FIGURE % 2}")
    for number in range(6):
        blog.note(number)
    for number in range(OLD):
        blog.old(number)
    made_by = fingerprint()
    monkeypatch.setattr(look_module, "fingerprint", lambda: f"{made_by} {blog.version}")
    monkeypatch.setattr(workers, "_WORTH_IT", 0.0)
    short = 0
    for turn in range(turns):
        for _ in range(blog.dice.choice([0, 1, 1, 2, 3])):
            blog.edit()
        clean = blog.built(tmp_path / "clean", 1)
        for jobs in (1, 3):
            warm = blog.built(tmp_path / f"warm{jobs}", jobs)
            assert warm.published and clean.published, (turn, warm.diagnostics)
            assert warm.diagnostics == clean.diagnostics, turn
            assert tree(tmp_path / f"warm{jobs}") == tree(tmp_path / "clean"), turn
        short += [step for step, _ in warm.account.steps] == ["the texts that were edited"]
        shutil.rmtree(tmp_path / "clean")
        shutil.rmtree(tmp_path / ".clean.notes")
    print(f"seed {seed}: {turns} turns, {blog.made.total()} edits, {short} short builds")  # noqa: T201
    if turns >= 100:
        assert short and blog.made.keys() == EDITS.keys()
