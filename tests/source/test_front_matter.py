"""Each row of the front matter's table, and each problem at its line."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from generator.diagnostics import Severity
from generator.model import FrontMatter
from generator.source.load import Loaded, Skipped, settle
from tests.source.notes import codes, config, front, read


def text_of_body(text: str) -> str:
    loaded = read(text).value
    assert isinstance(loaded, Loaded)
    return loaded.source.body


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: A\n---\nbody",
        "---  \ntitle: A\n---\t\nbody",
        "---\ntitle: A\n...\nbody",
        "+++\ntitle = 'A'\n+++\nbody",
    ],
)
def test_the_body_keeps_its_line_numbers(text: str) -> None:
    assert text_of_body(text) == "\n\n\nbody"


def test_hexo_s_front_matter_without_an_opening_fence_reads() -> None:
    loaded = read("title: A\ndate: 2019-09-23\n---\nbody").value
    assert isinstance(loaded, Loaded)
    assert (loaded.front.title, loaded.source.body) == ("A", "\n\n\nbody")


def test_blank_lines_before_the_front_matter_are_noticed() -> None:
    checked = read("\n\n---\ntitle: A\ndate: 2019-09-23\n---\nbody")
    assert codes(checked) == [("late-front-matter", 3)]
    assert isinstance(checked.value, Loaded)
    assert checked.value.front.title == "A"


@pytest.mark.parametrize("text", ["no front matter\n", "---\n\nA rule above, and no more\n", ""])
def test_a_note_may_have_none(text: str) -> None:
    assert text_of_body(text) == text
    assert codes(read(text)) == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("---\ntitle: a: b\n---\n", ("yaml-syntax", 2)),
        ("---\nlayout: post\ntitle: A\n\nbody", ("unclosed-front-matter", 1)),
        ("---\njust words\n---\n", ("yaml-shape", 2)),
        ("+++\ntitle = 'A'\ndate = nope\n+++\n", ("toml-syntax", 3)),
    ],
)
def test_front_matter_that_cannot_be_read_fails_the_page_at_its_line(
    text: str, problem: tuple[str, int]
) -> None:
    checked = read(text)
    assert checked.value == Skipped("_posts/note.md", "unreadable")
    assert codes(checked) == [problem]


def test_data_for_date_is_warned_and_used() -> None:
    checked = read("---\ntitle: A\ndata: 2019年9月23日16:58:05\n---\n", settings="timezone: Asia/Shanghai")
    assert codes(checked) == [("unknown-key", 3)]
    assert "date" in checked.diagnostics[0].help
    assert isinstance(checked.value, Loaded)
    assert checked.value.front.date is not None
    assert checked.value.front.date.isoformat() == "2019-09-23T16:58:05+08:00"


@pytest.mark.parametrize(
    ("lines", "year"),
    [("data: 2018-01-01\ndate: 2019-01-01", 2019), ("data: nonsense", None)],
)
def test_data_is_warned_but_not_used_beside_a_date_or_when_it_is_none(lines: str, year: int | None) -> None:
    checked = read(f"---\n{lines}\n---\n")
    assert codes(checked) == [("unknown-key", 2)]
    assert isinstance(checked.value, Loaded)
    date = checked.value.front.date
    assert (date.year if date else None) == year


def test_a_list_under_data_is_somebody_s_own() -> None:
    assert codes(read("---\ndata: [1, 2]\n---\n")) == []


def test_a_bad_date_is_an_error_at_its_line() -> None:
    checked = read("---\ntitle: A\ndate: 2019-13-01\n---\n")
    assert codes(checked) == [("bad-date", 3)]
    assert "month 13" in checked.diagnostics[0].message


@pytest.mark.parametrize(
    ("lines", "path", "expected"),
    [
        ("date: 2018-01-02", "_posts/2019-9-3-a.md", "2018-01-02"),
        ("title: A", "_posts/2019-9-3-a.md", "2019-09-03"),
        ("title: A", "_posts/a.md", None),
    ],
)
def test_the_date_is_the_front_matter_s_then_the_name_s(lines: str, path: str, expected: str | None) -> None:
    date = front(lines, path).date
    assert (date.date().isoformat() if date else None) == expected


@pytest.mark.parametrize(
    ("lines", "field", "value"),
    [
        ("title: 2019", "title", "2019"),
        ("title: 1.10", "title", "1.10"),
        ("Title: A", "title", "A"),
        ("layout: null", "layout", "none"),
        ("title: A", "layout", ""),
        ("tags: [a b, 2019]", "tags", ("a b", "2019")),
        ("tags: a, b，c", "tags", ("a", "b", "c")),
        ("tag: a b", "tags", ("a b",)),
        ("categories: 深度学习 笔记", "categories", ("深度学习", "笔记")),
        ("category: 深度 学习", "categories", ("深度 学习",)),
        ("mathjax: false", "math", False),
        ("math: katex", "math", True),
        ("title: A", "math", None),
        ("toc: false", "toc", False),
        ("excerpt: 'about **this**'", "excerpt", "about **this**"),
        ('excerpt_separator: "<!--more-->"', "excerpt_separator", "<!--more-->"),
        ("redirect_from: [/old/, /older/]", "redirect_from", ("/old/", "/older/")),
        ("redirect_from: /old one/", "redirect_from", ("/old one/",)),
    ],
)
def test_a_key_is_read(lines: str, field: str, value: object) -> None:
    assert getattr(front(lines), field) == value


def test_folders_above_posts_are_categories() -> None:
    assert front("categories: x", "ml/vision/_posts/2019-1-1-a.md").categories == ("ml", "vision", "x")


@pytest.mark.parametrize("key", ["updated", "last_modified_at", "lastmod"])
def test_the_date_of_change_has_three_names(key: str) -> None:
    updated = front(f"{key}: 2020-02-02").updated
    assert updated is not None
    assert updated.isoformat() == "2020-02-02T00:00:00+00:00"


@pytest.mark.parametrize(
    ("lines", "path", "reason"),
    [
        ("published: false", "_posts/a.md", "unpublished"),
        ("published: no", "_posts/a.md", "unpublished"),
        ("draft: true", "_posts/a.md", "draft"),
        ("title: A", "_drafts/a.md", "draft"),
    ],
)
def test_what_is_not_to_be_published_is_skipped(lines: str, path: str, reason: str) -> None:
    assert read(f"---\n{lines}\n---\n", path).value == Skipped(path, reason)  # type: ignore[arg-type]  # parametrized


SCOPES = """
defaults:
  - scope: {path: ""}
    values: {layout: page, toc: false}
  - scope: {path: "", type: posts}
    values: {layout: post}
  - scope: {path: ml/_posts}
    values: {layout: lesson}
"""


@pytest.mark.parametrize(
    ("path", "lines", "layout"),
    [
        ("about.md", "title: A", "page"),
        ("_posts/a.md", "title: A", "post"),
        ("ml/_posts/a.md", "title: A", "lesson"),
        ("ml/_posts/a.md", "layout: own", "own"),
    ],
)
def test_defaults_give_way_to_a_longer_path_a_type_and_the_note(path: str, lines: str, layout: str) -> None:
    found: FrontMatter = front(lines, path, SCOPES)
    assert (found.layout, found.toc) == (layout, False)


def test_posts_of_the_future_are_left_out_unless_wanted(tmp_path: Path) -> None:
    now = datetime(2020, 1, 1, tzinfo=UTC)
    loaded = read("---\ndate: 2020-01-02\n---\n").value
    assert isinstance(loaded, Loaded)
    due = datetime(2020, 1, 2, tzinfo=UTC)
    assert settle(tmp_path, [loaded], config(), now).value == (Skipped("_posts/note.md", "future", due),)
    assert settle(tmp_path, [loaded], config("future: true"), now).value == (loaded,)


def test_a_post_that_nothing_dates_is_warned(tmp_path: Path) -> None:
    loaded = read("---\ntitle: A\n---\n").value
    assert isinstance(loaded, Loaded)
    settled = settle(tmp_path, [loaded], config(), datetime(2020, 1, 1, tzinfo=UTC))
    assert [p.code for p in settled.diagnostics] == ["undated-post"]
    assert settled.value == (loaded,)


def test_a_wrong_date_is_an_error_of_a_post_and_a_warning_of_a_page() -> None:
    text = "---\ndate: 2018-04-31\n---\n"
    assert codes(read(text)) == [("bad-date", 2)]
    page = read(text, "about.md")
    assert codes(page) == [("undated-page", 2)]
    assert page.diagnostics[0].severity is Severity.WARNING
