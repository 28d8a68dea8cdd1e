"""A page in view is shown as the finished site will have it, before the others are rendered."""

from __future__ import annotations

from collections.abc import Set
from datetime import UTC, datetime
from pathlib import Path

from generator.build import Compiled, Memory, Onlooker, Options, compile_site
from generator.model import Output

NOW = datetime(2025, 1, 1, tzinfo=UTC)
NOTE = "---\ntitle: {0}\n---\n\n{1}\n"


def blog_in(folder: Path) -> Path:
    (folder / "_posts").mkdir(parents=True)
    (folder / "_config.yml").write_text("permalink: /:title.html\n")
    for name in ("a", "b", "c"):
        (folder / f"_posts/2024-01-01-{name}.md").write_text(NOTE.format(name, "Words."))
    (folder / "own.css").write_text("p {}\n")
    return folder


def watched(blog: Path, seen: Set[str], memory: Memory | None = None) -> tuple[Compiled, list[object]]:
    """The site, and what happened in order: pages that were shown, and phases' steps."""
    told: list[object] = []
    onlooker = Onlooker(lambda known: seen & known, told.append)
    options = Options(blog, blog.with_name("site"), now=NOW)
    site = compile_site(options, lambda phase, *_: told.append(phase), memory or Memory(), onlooker)
    return site, told


def shown(told: list[object]) -> dict[str, Output]:
    """What an onlooker was shown."""
    return {output.path: output for event in told if isinstance(event, tuple) for output in event}


def test_the_pages_in_view_come_before_all_others(tmp_path: Path) -> None:
    site, told = watched(blog_in(tmp_path / "blog"), {"b.html", "index.html", "gone.html"})
    first = shown(told)
    assert {path for path in first if path.endswith(".html")} == {"b.html", "index.html"}
    assert {path: site.outputs[path] for path in first} == first
    assert "own.css" in first
    assert told.index("rendering") > next(n for n, event in enumerate(told) if isinstance(event, tuple))


def test_nothing_is_shown_where_nobody_looks(tmp_path: Path) -> None:
    _, told = watched(blog_in(tmp_path / "blog"), set())
    assert not shown(told)


def test_a_site_that_is_at_fault_is_not_shown(tmp_path: Path) -> None:
    blog = blog_in(tmp_path / "blog")
    (blog / "_posts/2024-01-01-c.md").write_text("---\ntitle: [c\n---\n")
    site, told = watched(blog, {"b.html"})
    assert not site.ok
    assert not shown(told)


def test_a_page_whose_template_is_at_fault_is_not_shown(tmp_path: Path) -> None:
    blog, theme = blog_in(tmp_path / "blog"), tmp_path / "theme"
    theme.mkdir()
    (theme / "_footer.html").write_text("{{ page.nothing }}")
    told: list[tuple[Output, ...]] = []
    onlooker = Onlooker(lambda known: known, told.append)
    options = Options(blog, blog.with_name("site"), templates=theme, now=NOW)
    site = compile_site(options, lambda *_: None, Memory(), onlooker)
    assert not site.ok
    assert told == []
