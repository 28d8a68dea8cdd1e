"""After any edits a compile that remembers equals one that does not, diagnostics included."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from generator.build import Compiled, Memory, Options, compile_site

NOW = datetime(2025, 1, 1, tzinfo=UTC)


def silent(phase: str, done: int, of: int) -> None:
    del phase, done, of


def compiled(blog: Path, memory: Memory) -> Compiled:
    return compile_site(Options(blog, blog.with_name("site"), now=NOW), silent, memory)


def note(number: int, turn: int, dice: random.Random) -> str:
    tags = ", ".join(dice.sample(["a", "B", "空洞"], dice.randint(0, 3)))
    title = dice.choice(["One", "Two", "同名"])
    link = f"[there](/n{dice.randint(0, 7)}.html#{dice.choice(['part', 'gone'])})"
    day = f"2024-01-{dice.randint(1, 28):02}"
    head = f"title: {title} {number}\ndate: {day}\ntags: [{tags}]"
    return f"---\n{head}\n---\n\nTurn {turn}, $x_{turn}$.\n\n## Part\n\n{link}\n"


@pytest.mark.parametrize("seed", range(6))
def test_a_warm_compile_equals_a_clean_one(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 no secret is made of it
    blog = tmp_path / "blog"
    (blog / "_posts").mkdir(parents=True)
    config = blog / "_config.yml"
    config.write_text("permalink: /:title.html\npaginate: 2\n")
    memory = Memory()
    for turn in range(12):
        number = dice.randint(0, 7)
        path = blog / f"_posts/2024-01-01-n{number}.md"
        if path.exists() and dice.random() < 0.25:
            path.unlink()
        else:
            path.write_text(note(number, turn, dice), encoding="utf-8")
        if dice.random() < 0.15:
            config.write_text(
                f"title: Turn {turn}\npermalink: /:title.html\npaginate: {dice.randint(0, 3)}\n"
            )
        warm, clean = compiled(blog, memory), compiled(blog, Memory())
        assert warm.outputs == clean.outputs
        assert warm.diagnostics == clean.diagnostics


class GivenUpError(Exception):
    """What a teller raises to end a compile."""


def given_up(blog: Path, memory: Memory, after: int) -> None:
    """A compile that is ended when so many steps are done, if it has as many."""
    left = iter(range(after))

    def tell(phase: str, done: int, of: int) -> None:
        del phase, done, of
        if next(left, None) is None:
            raise GivenUpError

    with suppress(GivenUpError):
        compile_site(Options(blog, blog.with_name("site"), now=NOW), tell, memory)


@pytest.mark.parametrize("seed", range(4))
def test_a_compile_after_others_were_given_up_equals_a_clean_one(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 no secret is made of it
    blog = tmp_path / "blog"
    (blog / "_posts").mkdir(parents=True)
    (blog / "_config.yml").write_text("permalink: /:title.html\npaginate: 2\n")
    memory = Memory()
    for turn in range(24):
        path = blog / f"_posts/2024-01-01-n{dice.randint(0, 7)}.md"
        if path.exists() and dice.random() < 0.25:
            path.unlink()
        else:
            path.write_text(note(turn % 8, turn, dice), encoding="utf-8")
        if dice.random() < 0.7:
            given_up(blog, memory, dice.randint(0, 30))
            continue
        warm, clean = compiled(blog, memory), compiled(blog, Memory())
        assert (warm.outputs, warm.diagnostics) == (clean.outputs, clean.diagnostics)


def test_times_are_told_of_the_last_compile_alone(tmp_path: Path) -> None:
    blog = tmp_path / "blog"
    (blog / "_posts").mkdir(parents=True)
    (blog / "_posts/2024-01-01-n.md").write_text(note(1, 0, random.Random(1)))  # noqa: S311 no secret
    memory = Memory()
    compiled(blog, memory)
    steps, spent = len(memory.steps), len(memory.spent)
    compiled(blog, memory)
    assert steps and spent
    assert len(memory.steps) == steps
    assert not memory.spent
