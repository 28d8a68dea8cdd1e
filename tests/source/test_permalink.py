"""URLs as Jekyll writes them, and what is refused."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.diagnostics import Severity
from generator.model import FrontMatter, Kind
from generator.source.permalink import PLACEHOLDERS, output_extension, output_of, slugify, url_of
from tests.source.notes import config, source

DATE = datetime(2019, 9, 3, 6, 8, 5, tzinfo=UTC)
PATH = "_posts/2019-9-3-Hello_World 1.5.md"


def url(permalink: str, path: str = PATH, settings: str = "", date: datetime | None = DATE) -> str:
    front = FrontMatter(date=date, permalink=permalink, categories=("深度 学习", "ML"))
    found = url_of(source(path), front, config(settings))
    assert found.diagnostics == ()
    return found.value


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("date", "/深度 学习/ml/2019/09/03/Hello_World-1.5.html"),
        ("pretty", "/深度 学习/ml/2019/09/03/Hello_World-1.5/"),
        ("ordinal", "/深度 学习/ml/2019/246/Hello_World-1.5.html"),
        ("weekdate", "/深度 学习/ml/2019/W36/Tue/Hello_World-1.5.html"),
        ("none", "/深度 学习/ml/Hello_World-1.5.html"),
        ("/blog/:year/:title/", "/blog/2019/Hello_World-1.5/"),
    ],
)
def test_a_site_s_style_places_its_posts(style: str, expected: str) -> None:
    assert url("", settings=f"permalink: {style}") == expected


@pytest.mark.parametrize(
    ("placeholder", "expected"),
    [
        ("year", "2019"),
        ("short_year", "19"),
        ("month", "09"),
        ("i_month", "9"),
        ("short_month", "Sep"),
        ("long_month", "September"),
        ("day", "03"),
        ("i_day", "3"),
        ("y_day", "246"),
        ("short_day", "Tue"),
        ("long_day", "Tuesday"),
        ("week", "36"),
        ("w_year", "2019"),
        ("w_day", "2"),
        ("hour", "06"),
        ("minute", "08"),
        ("second", "05"),
        ("title", "Hello_World-1.5"),
        ("slug", "hello-world-1-5"),
        ("name", "2019-9-3-hello-world-1-5"),
        ("basename", "2019-9-3-Hello_World 1.5"),
        ("path", "2019-9-3-Hello_World 1.5"),
        ("collection", "posts"),
        ("categories", "深度 学习/ml"),
        ("slugified_categories", "深度-学习/ml"),
        ("output_ext", ".html"),
    ],
)
def test_every_placeholder_is_filled(placeholder: str, expected: str) -> None:
    assert url(f"/x/:{placeholder}/") == f"/x/{expected}/"


def test_no_placeholder_is_left_untested() -> None:
    (mark,) = (m for m in test_every_placeholder_is_filled.pytestmark if m.name == "parametrize")  # type: ignore[attr-defined]  # pytest adds it
    assert {name for name, _ in mark.args[1]} == set(PLACEHOLDERS)


@pytest.mark.parametrize(
    ("permalink", "expected", "output"),
    [
        ("net_models.html", "/net_models.html", "net_models.html"),
        ("/net_models.html", "/net_models.html", "net_models.html"),
        ("/dir/", "/dir/", "dir/index.html"),
        ("/x", "/x", "x.html"),
        ("/v1.2", "/v1.2", "v1.2.html"),
        ("/a//b/./c/", "/a/b/c/", "a/b/c/index.html"),
        ("/卷积%20a/", "/卷积 a/", "卷积 a/index.html"),
        ("/:year_:month.html", "/2019_09.html", "2019_09.html"),
        ("/", "/", "index.html"),
    ],
)
def test_a_permalink_s_own_form_is_kept(permalink: str, expected: str, output: str) -> None:
    assert url(permalink) == expected
    assert output_of(expected) == output


@pytest.mark.parametrize(
    ("settings", "permalink", "expected"),
    [
        ("", "", "/深度 学习/ml/note.html"),
        ("permalink: /:year/:month/:day/:title/", "", "/note/"),
        ("permalink: /:year-:month-:day-:title.html", "", "/note.html"),
        ("permalink: /:year/:month/", "", "/note.html"),
        ("", "/own.html", "/own.html"),
    ],
)
def test_an_undated_post_does_without_what_needs_a_date(settings: str, permalink: str, expected: str) -> None:
    assert url(permalink, "_posts/note.md", settings, date=None) == expected


@pytest.mark.parametrize(
    ("path", "settings", "expected"),
    [
        ("about.md", "", "/about.html"),
        ("about.md", "permalink: pretty", "/about/"),
        ("about.md", "permalink: /:title.html", "/about"),
        ("index.html", "", "/"),
        ("docs/index.md", "permalink: pretty", "/docs/"),
        ("feed.xml", "permalink: pretty", "/feed.xml"),
        ("关于/我.md", "", "/关于/我.html"),
    ],
)
def test_pages_stand_where_their_files_do(path: str, settings: str, expected: str) -> None:
    assert url("", path, settings) == expected


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ("collections: {docs: {output: true}}", "/docs/a/b.html"),
        ("collections: {docs: {output: true}}\npermalink: pretty", "/docs/a/b/"),
        ("collections: {docs: {output: true, permalink: '/d/:path/'}}", "/d/a/b/"),
    ],
)
def test_documents_stand_below_their_collection(settings: str, expected: str) -> None:
    document = source("_docs/a/b.md", collection="docs")
    assert document.kind is Kind.PAGE
    assert url_of(document, FrontMatter(), config(settings)).value == expected


@pytest.mark.parametrize(
    ("permalink", "code", "says"),
    [
        ("/:yeer/:title/", "unknown-placeholder", 'mean ":year"'),
        ("/a/../../etc", "permalink-outside", "leads out"),
        ("/%2e%2e/x", "permalink-outside", "leads out"),
        ("/a\\..\\..\\x", "permalink-outside", "leads out"),
        ("/a\0b", "bad-permalink", "control character"),
        ("https://a.io/x", "bad-permalink", "an address"),
        (f"/{'卷' * 90}/", "bad-permalink", "255 bytes"),
    ],
)
def test_what_no_file_can_bear_is_an_error_at_its_line(permalink: str, code: str, says: str) -> None:
    front = FrontMatter(date=DATE, permalink=permalink, lines=(("permalink", 4),))
    (problem,) = url_of(source(PATH), front, config()).diagnostics
    assert (problem.code, problem.severity, problem.at.line) == (code, Severity.ERROR, 4)
    assert says in problem.message + problem.help


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Hello, World!", "hello-world"), ("1. 数学中的卷积", "1-数学中的卷积"), ("--a--", "a"), ("c++", "c")],
)
def test_a_slug_keeps_letters_of_any_script(text: str, expected: str) -> None:
    assert slugify(text) == expected


@given(st.text(max_size=40))
def test_no_permalink_leaves_the_site(permalink: str) -> None:
    found = url_of(source(), FrontMatter(permalink=permalink), config())
    assert found.value.startswith("/")
    assert ".." not in output_of(found.value).split("/")


@pytest.mark.parametrize(
    ("path", "permalink", "output"),
    [
        ("_posts/a.md", "/2016/i-am.php", "2016/i-am.php"),
        ("_posts/a.md", "/v1.2", "v1.2.html"),
        ("_posts/a.md", "/a.HTML", "a.HTML"),
        ("_posts/a.md", "/node.js入门", "node.js入门.html"),
        ("feed.xml", "/atom", "atom.xml"),
        ("feed.xml", "/feed/", "feed/index.xml"),
        ("feed.xml", "/data.json", "data.json"),
    ],
)
def test_a_permalink_s_extension_is_the_file_s(path: str, permalink: str, output: str) -> None:
    assert output_of(permalink, output_extension(path, permalink)) == output
