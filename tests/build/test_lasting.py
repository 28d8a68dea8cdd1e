"""Builds that remember equal builds that do not: files, diagnostics, whatever was edited between."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from generator.build import Options, Report, build_site
from generator.build import building as building_module

NOW = datetime(2025, 1, 1, tzinfo=UTC)
FIGURE = "```{figure} dilated_steps\n:kernel: 3\n:dilation: %d\n```\n"
TABLE = "```{cost-table} mobilenet_v1\n:group-by: %s\n```\n"


def silent(phase: str, done: int, of: int) -> None:
    del phase, done, of


@dataclass
class Blog:
    """A blog under edit. Its files are old when they are built, so that their times tell them apart."""

    root: Path
    dice: random.Random
    now: datetime = NOW
    ticks: count[int] = field(default_factory=count)

    def write(self, name: str, text: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        then = 1_600_000_000 + next(self.ticks)
        os.utime(path, (then, then))

    def build(self, output: Path) -> Report:
        templates = self.root.parent / "templates"
        asked = Options(self.root, output, templates if templates.is_dir() else None, now=self.now)
        return build_site(asked, silent)

    def note(self, number: int) -> None:
        dice = self.dice
        tags = ", ".join(dice.sample(["a", "B", "空洞"], dice.randint(0, 3)))
        link = f"[there](/n{dice.randint(0, 7)}.html#{dice.choice(['part', 'gone', 'teil'])})"
        day = f"{dice.choice(['2024-01', '2025-01'])}-{dice.randint(2, 28):02}"
        head = f"title: {dice.choice(['One', 'Two', '同名'])} {number}\ndate: {day}\ntags: [{tags}]"
        asks = dice.choice(["", "", FIGURE % dice.choice([1, 2]), TABLE % dice.choice(["kind", "stage"])])
        include = dice.choice(["", "", "{% include note.md %}\n"])
        body = f"{include}Word {dice.randint(0, 99)}, $x$, {{cost}}`resnet18.macs`.\n\n{asks}"
        part = dice.choice(["Part", "Teil"])
        self.write(f"_posts/2024-01-01-n{number}.md", f"---\n{head}\n---\n\n{body}\n## {part}\n\n{link}\n")

    def edit(self) -> None:
        """One thing that a writer does between two builds."""
        match self.dice.randint(0, 15):
            case 0:
                present = sorted((self.root / "_posts").glob("*.md"))
                if len(present) > 1:
                    self.dice.choice(present).unlink()
            case 1:
                paginate = self.dice.randint(0, 3)
                title = self.dice.choice(["Notes", "笔记"])
                self.write(
                    "_config.yml",
                    f"title: {title}\nurl: https://e.org\npermalink: /:title.html\npaginate: {paginate}\n",
                )
            case 2:
                self.write("_includes/note.md", f"Included {self.dice.randint(0, 3)}.\n")
            case 3:
                self.write("about.md", f"---\ntitle: About {self.dice.randint(0, 3)}\n---\nMe.\n")
            case 4:
                self.write("imgs/a.txt", f"{self.dice.randint(0, 3)}")
            case 5:
                lost = self.dice.choice(["lost", "gone"])
                path = self.root.parent / "templates"
                path.mkdir(exist_ok=True)
                (path / "lost.html").write_text(f"<!doctype html><title>{lost}</title>{{{{ page.title }}}}")
                then = 1_600_000_000 + next(self.ticks)
                os.utime(path / "lost.html", (then, then))
            case 6:
                self.now += timedelta(days=self.dice.randint(0, 9))
            case 7 | 8 | 9:
                number, more = self.dice.randint(0, 2), "空洞 more words. " * self.dice.choice([1, 9, 200])
                part = f"## {self.dice.choice(['Part', 'Part', 'Teil'])}\n\n{more}{self.dice.randint(0, 9)}\n"
                self.write(f"plain{number}.md", f"---\ntitle: Plain\n---\nText.\n\n{part}")
            case _:
                self.note(self.dice.randint(0, 7))


def tree(root: Path) -> dict[str, bytes]:
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file()}


@pytest.fixture
def blog(tmp_path: Path) -> Blog:
    made = Blog(tmp_path / "blog", random.Random(7))  # noqa: S311 no secret is made of it
    made.write("_config.yml", "title: Notes\nurl: https://e.org\npermalink: /:title.html\n")
    made.write("_includes/note.md", "Included.\n")
    for number in range(4):
        made.note(number)
    return made


@pytest.mark.parametrize(
    ("seed", "turns"), [(1, 8), (2, 8), *[pytest.param(n, 200, marks=pytest.mark.soak) for n in range(3, 6)]]
)
def test_a_warm_build_equals_a_clean_one(blog: Blog, tmp_path: Path, seed: int, turns: int) -> None:
    blog.dice = random.Random(seed)  # noqa: S311 no secret is made of it
    for turn in range(turns):
        for _ in range(blog.dice.randint(0, 2)):
            blog.edit()
        warm, clean = blog.build(tmp_path / "warm"), blog.build(tmp_path / f"clean{turn}")
        assert warm.diagnostics == clean.diagnostics
        assert warm.published and clean.published, clean.diagnostics
        assert tree(tmp_path / "warm") == tree(tmp_path / f"clean{turn}")
        shutil.rmtree(tmp_path / f"clean{turn}")


def test_nothing_is_compiled_when_nothing_changed(
    blog: Blog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = blog.build(tmp_path / "site")
    monkeypatch.setattr(building_module, "_built", lambda *_: pytest.fail("compiled again"))
    again = blog.build(tmp_path / "site")
    assert again.diagnostics == first.diagnostics and again.pages == first.pages
    assert (again.published, again.written) == (True, 0)


def test_a_file_of_the_site_that_was_touched_is_written_again(blog: Blog, tmp_path: Path) -> None:
    blog.build(tmp_path / "site")
    before = tree(tmp_path / "site")
    victim = next(path for path in before if path.endswith("n0.html"))
    (tmp_path / "site" / victim).write_text("someone else's")
    (tmp_path / "site" / "404.html").unlink()
    report = blog.build(tmp_path / "site")
    assert tree(tmp_path / "site") == before
    assert report.written == 2


def test_a_post_of_the_future_comes_when_it_is_due(blog: Blog, tmp_path: Path) -> None:
    blog.write("_posts/2025-02-01-later.md", "---\ntitle: Later\ndate: 2025-02-01\n---\nSoon.\n")
    blog.build(tmp_path / "site")
    assert not (tmp_path / "site/later.html").exists()
    blog.now = datetime(2025, 2, 2, tzinfo=UTC)
    blog.build(tmp_path / "site")
    assert (tmp_path / "site/later.html").exists()


@pytest.mark.parametrize("harm", ["cut", "noise", "flip", "content", "foreign"])
def test_a_damaged_memory_is_not_believed(blog: Blog, tmp_path: Path, harm: str) -> None:
    blog.build(tmp_path / "site")
    clean = tree(tmp_path / "site")
    memo = tmp_path / ".site.notes/memo"
    if harm == "cut":
        memo.write_bytes(memo.read_bytes()[:5000])
    elif harm == "noise":
        memo.write_bytes(os.urandom(9000))
    else:
        with sqlite3.connect(memo) as file:
            match harm:
                case "flip":
                    file.execute("UPDATE row SET value = replace(value, 'Word', 'Wort')")
                case "content":
                    file.execute("DELETE FROM content")
                case "foreign":
                    file.execute("UPDATE about SET made_by = 'another version'")
    blog.write("_posts/2024-01-01-n9.md", "---\ntitle: Nine\ndate: 2024-01-09\n---\nNine.\n")
    report = blog.build(tmp_path / "site")
    blog.build(tmp_path / "clean")
    assert tree(tmp_path / "site") == tree(tmp_path / "clean") != clean
    told = [d for d in report.diagnostics if d.code == "damaged-memory"]
    assert len(told) == (harm != "foreign")


def test_a_note_that_is_written_while_a_build_runs_is_read_by_the_next(blog: Blog, tmp_path: Path) -> None:
    def write_once(phase: str, done: int, of: int) -> None:
        del of
        if phase == "rendering" and done == 1:
            blog.write("_posts/2024-01-01-n0.md", "---\ntitle: Late\ndate: 2024-01-09\n---\nLate.\n")

    build_site(Options(blog.root, tmp_path / "site", now=NOW), write_once)
    blog.build(tmp_path / "site")
    blog.build(tmp_path / "clean")
    assert tree(tmp_path / "site") == tree(tmp_path / "clean")
    assert b"Late" in (tmp_path / "site/n0.html").read_bytes()
