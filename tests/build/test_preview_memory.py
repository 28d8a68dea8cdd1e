"""A preview that begins with what the one before remembered equals one that does not."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from generator.build import Compiled, Memory, Options, PreviewMemory, TornError, compile_site
from generator.build.report import Redone
from tests.test_memory import note

NOW = datetime(2025, 1, 1, tzinfo=UTC)
LONG_AGO = 1_600_000_000


@pytest.fixture
def blog(tmp_path: Path) -> Path:
    blog = tmp_path / "blog"
    (blog / "_posts").mkdir(parents=True)
    (blog / "_config.yml").write_text("permalink: /:title.html\n")
    dice = random.Random(1)  # noqa: S311 no secret is made of it
    for number in range(6):
        written(blog, number, note(number, 0, dice))
    return blog


def written(blog: Path, number: int, text: str) -> None:
    """A note, long enough ago for its time to tell whether it has changed."""
    path = blog / f"_posts/2024-01-01-n{number}.md"
    path.write_text(text, encoding="utf-8")
    os.utime(path, (LONG_AGO + number, LONG_AGO + len(text)))


def options(blog: Path) -> Options:
    return Options(blog, blog.with_name("site"), now=NOW)


@contextmanager
def begun(blog: Path) -> Iterator[tuple[PreviewMemory, Memory]]:
    with closing(PreviewMemory(options(blog))) as before:
        yield before, Memory()


def compiled(blog: Path, memory: Memory) -> Compiled:
    return compile_site(options(blog), lambda *_: None, memory)


def first_compile(blog: Path) -> tuple[Compiled, tuple[Redone, ...]]:
    """What a preview compiles when it begins, and what it had to do for it; remembered for the next."""
    with begun(blog) as (before, memory):
        lasting = before.lasting()
        assert lasting is not None
        with memory.backed_by(lasting):
            site = compiled(blog, memory)
        before.save()
        return site, tuple(lasting.redone)


def equals_clean(site: Compiled, blog: Path) -> bool:
    clean = compiled(blog, Memory())
    return (site.outputs, site.diagnostics) == (clean.outputs, clean.diagnostics)


def test_nothing_of_an_unchanged_blog_is_done_again(blog: Path) -> None:
    site, redone = first_compile(blog)
    assert redone and equals_clean(site, blog)
    again, redone = first_compile(blog)
    assert not redone and equals_clean(again, blog)


def test_the_edit_of_a_text_makes_its_page_anew_and_no_other(blog: Path) -> None:
    first_compile(blog)
    text = (blog / "_posts/2024-01-01-n3.md").read_text(encoding="utf-8")
    written(blog, 3, text.replace("Turn 0", "Another turn"))
    site, redone = first_compile(blog)
    assert {each.name for each in redone if each.phase == "render"} == {"n3.html"}
    assert equals_clean(site, blog)


@pytest.mark.parametrize("seed", range(4))
def test_files_that_are_torn_are_not_believed(blog: Path, seed: int) -> None:
    first_compile(blog)
    dice = random.Random(seed)  # noqa: S311 no secret is made of it
    for name in ("memo", "memo-contents"):
        file = blog.with_name(".site.notes") / "serve" / name
        content = bytearray(file.read_bytes())
        for _ in range(200):
            content[dice.randrange(len(content))] ^= 255
        file.write_bytes(content[: dice.randrange(len(content))])
    written(blog, 7, note(7, 1, dice))
    with begun(blog) as (before, memory):
        try:
            with memory.backed_by(before.lasting()):
                site = compiled(blog, memory)
        except TornError:
            before.clear()
            site = compiled(blog, Memory())
        assert equals_clean(site, blog)
    site, _ = first_compile(blog)
    assert equals_clean(site, blog)


def test_another_preview_at_the_same_time_does_without(blog: Path) -> None:
    first_compile(blog)
    with begun(blog), begun(blog) as (second, _):
        assert second.lasting() is None
        second.save()
    assert not first_compile(blog)[1]


def test_a_preview_of_another_source_remembers_nothing_of_this(blog: Path, tmp_path: Path) -> None:
    first_compile(blog)
    other = tmp_path / "other"
    (other / "_posts").mkdir(parents=True)
    written(other, 1, "---\ntitle: Other\n---\n\nWords.\n")
    site, redone = first_compile(other)
    assert redone and equals_clean(site, other)


def test_where_nothing_can_be_written_nothing_is_remembered(blog: Path) -> None:
    blog.with_name(".site.notes").write_text("a file where the folder would be")
    with begun(blog) as (before, _):
        assert before.lasting() is None
