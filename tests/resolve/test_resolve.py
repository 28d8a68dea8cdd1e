"""Links between pages, images, collisions, neighbours and terms."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

import pytest

from generator.diagnostics import Checked, Location
from generator.model import (
    Config,
    Content,
    FrontMatter,
    Heading,
    Kind,
    Link,
    Picture,
    Piece,
    Site,
    StaticFile,
    WikiLink,
    page_of,
)
from generator.resolve import Placed, resolve


def page(path: str, output: str, *body: Piece, day: int = 1, tags: tuple[str, ...] = ()) -> Placed:
    at = Location(path, 1)
    return Placed(
        page_of(
            Content(body, (), ("", "")),
            path=path,
            kind=Kind.POST,
            front=FrontMatter(title=path, date=datetime(2019, 9, day, tzinfo=UTC), tags=tags),
            headings=(Heading(2, "空洞 卷积", "空洞-卷积", at, "空洞 卷积"),),
            anchors=("空洞-卷积", "jump"),
        ),
        "/" + output,
        output,
    )


def link(href: str) -> Link:
    return Link(href, Location("_posts/a.md", 3))


def image(src: str) -> Picture:
    return Picture(src, "", "", Location("_posts/a.md", 5))


def static(path: str) -> StaticFile:
    return StaticFile(path, f"/x/{path}", 1, 1)


OTHER = page("_posts/2019-9-2-b.md", "notes/b.html", day=2)


def site_of(*body: Piece, config: Config | None = None, statics: tuple[str, ...] = ()) -> Checked[Site]:
    return resolve(
        config or Config(),
        [page("_posts/a.md", "a.html", *body), OTHER],
        [static(path) for path in statics],
        ["imgs/空洞卷积.gif"],
    )


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("notes/b.html", "notes/b.html"),
        ("/notes/b.html", "notes/b.html"),
        ("/notes/b", "notes/b.html"),
        ("./2019-9-2-b.md", "notes/b.html"),
        ("/_posts/2019-9-2-b.md", "notes/b.html"),
        ("/base/notes/b.html#jump", "notes/b.html#jump"),
        ("notes/b.html?x=1#jump", "notes/b.html?x=1#jump"),
        (
            "notes/b.html#%E7%A9%BA%E6%B4%9E-%E5%8D%B7%E7%A7%AF",
            "notes/b.html#%E7%A9%BA%E6%B4%9E-%E5%8D%B7%E7%A7%AF",
        ),
        ("/", "./"),
        ("/archive/", "archive/"),
        ("/tags", "tags/"),
    ],
)
def test_an_href_leads_where_the_author_meant(href: str, expected: str) -> None:
    checked = site_of(link(href), config=Config(baseurl="/base"))
    assert checked.diagnostics == ()
    assert checked.value.posts[1].targets[href].url == expected


@pytest.mark.parametrize("href", ["https://a.example/x", "//a.example", "mailto:a@b.example", "#jump", ""])
def test_what_is_not_of_the_site_is_left_alone(href: str) -> None:
    checked = site_of(link(href))
    assert checked.diagnostics == ()
    assert href not in checked.value.posts[1].targets


def test_a_heading_text_of_another_page_is_repaired() -> None:
    checked = site_of(link("notes/b.html####空洞 卷积"))
    assert [d.code for d in checked.diagnostics] == ["repaired-jump"]
    assert checked.value.posts[1].targets["notes/b.html####空洞 卷积"].fragment == "空洞-卷积"


@pytest.mark.parametrize(
    ("href", "code", "help"),
    [
        ("notes/c.html", "dead-link", 'did you mean "/notes/b.html"?'),
        ("/old/b/", "dead-link", 'did you mean "/notes/b.html"?'),
        ("/zz", "dead-link", ""),
        ("example.org/b", "dead-link", 'for an address off the site, write "https://example.org/b"'),
        ("notes/b.html#jumq", "unknown-anchor", 'did you mean "jump"?'),
    ],
)
def test_a_dead_link_is_told_at_its_line_with_the_nearest(href: str, code: str, help: str) -> None:
    (found,) = site_of(link(href)).diagnostics
    assert (found.code, found.at, found.help) == (code, Location("_posts/a.md", 3), help)


@pytest.mark.parametrize(
    ("target", "url"),
    [
        ("_posts/2019-9-2-b.md", "notes/b.html"),
        ("B", "notes/b.html"),
        ("2019-9-2-b", "notes/b.html"),
        ("b#空洞 卷积", "notes/b.html#%E7%A9%BA%E6%B4%9E-%E5%8D%B7%E7%A7%AF"),
        ("b#x#Jump", "notes/b.html#jump"),
        ("b#^block", "notes/b.html"),
        ("#jump", "a.html#jump"),
    ],
)
def test_a_title_leads_to_its_page(target: str, url: str) -> None:
    found = WikiLink(target, "x", f"[[{target}]]", Location("_posts/a.md", 4))
    checked = site_of(found)
    assert checked.diagnostics == ()
    assert checked.value.posts[1].targets[found.key].url == url
    back = [reference.url for reference in checked.value.posts[0].backlinks]
    assert back == (["/a.html"] if url.startswith("notes") else [])


@pytest.mark.parametrize(
    ("target", "code", "help"),
    [
        ("2019-9-2-bb", "unknown-title", 'did you mean "2019-9-2-b"?'),
        ("量子", "unknown-title", "it stays as it is typed"),
        ("b#空洞卷", "unknown-anchor", 'did you mean "空洞 卷积"?'),
    ],
)
def test_a_title_of_no_page_is_told_with_the_nearest(target: str, code: str, help: str) -> None:
    (found,) = site_of(WikiLink(target, "x", "[[…]]", Location("_posts/a.md", 4))).diagnostics
    assert (found.code, found.at.line, found.help) == (code, 4, help)


def test_a_link_that_climbs_out_is_told() -> None:
    (found,) = site_of(link("../" * 9 + "etc/passwd")).diagnostics
    assert (found.code, found.at.line) == ("climbs-out", 3)


def test_images_by_url_by_figure_and_elsewhere() -> None:
    checked = site_of(
        image("./imgs/空洞卷积.gif"), image("./img/b.png"), image("c.png"), statics=("imgs/b.png", "d/e.png")
    )
    targets = checked.value.posts[1].targets
    assert targets["./imgs/空洞卷积.gif"].output == "imgs/空洞卷积.gif"
    assert targets["./img/b.png"].output == "imgs/b.png"
    assert "c.png" not in targets
    elsewhere, missing = checked.diagnostics
    assert elsewhere.code == "image-elsewhere"
    assert "./img/b.png" in elsewhere.message
    assert "imgs/b.png" in elsewhere.message
    assert (missing.code, missing.at.line) == ("missing-image", 5)


def test_a_figure_counts_for_once_elsewhere() -> None:
    (found,) = site_of(image("./img/空洞卷积.gif")).diagnostics
    assert found.code == "image-elsewhere"


def test_an_image_name_found_twice_is_no_guess() -> None:
    (found,) = site_of(image("x/b.png"), statics=("imgs/b.png", "other/b.png")).diagnostics
    assert found.code == "missing-image"
    assert found.help == "files of that name: imgs/b.png, other/b.png"


def test_collisions_name_both_sources() -> None:
    pages = [page("_posts/a.md", "x.html"), page("_posts/b.md", "x.html"), page("_posts/c.md", "X.html")]
    found = resolve(Config(), pages, [], []).diagnostics
    assert sorted((d.code, d.at.path, d.related[0].path) for d in found) == [
        ("case-collision", "_posts/a.md", "_posts/c.md"),
        ("duplicate-url", "_posts/b.md", "_posts/a.md"),
    ]


def test_a_page_against_a_file_and_a_file_as_folder() -> None:
    pages = [page("_posts/a.md", "x.html"), page("_posts/b.md", "y")]
    found = resolve(Config(), pages, [static("x.html"), static("y/z.png")], []).diagnostics
    assert {d.code for d in found} == {"duplicate-url", "file-as-folder"}


def test_neighbours_backlinks_and_terms() -> None:
    first = page("_posts/1.md", "1.html", link("2.html"), day=1, tags=("CNN", "深度 学习"))
    second = page("_posts/2.md", "2.html", day=2, tags=("cnn",))
    site = resolve(Config(), [first, second], [], []).value
    newest, oldest = site.posts
    assert newest.previous is not None
    assert newest.previous.url == "/1.html"
    assert newest.next is None
    assert oldest.next is not None
    assert [ref.url for ref in newest.backlinks] == ["/1.html"]
    assert [ref.url for ref in newest.related] == ["/1.html"]
    assert [(term.name, term.url, len(term.posts)) for term in site.tags] == [
        ("cnn", "/tags/cnn/", 2),
        ("深度 学习", "/tags/深度-学习/", 1),
    ]
    assert [term.url for term in site.years] == ["/archive/#y2019"]


def related(posts: Iterable[Placed]) -> dict[str, list[str]]:
    site = resolve(Config(), posts, [], []).value
    return {post.url: [other.url for other in post.related] for post in site.posts}


def test_of_posts_that_share_as_many_labels_the_nearest_in_time_are_related() -> None:
    posts = [page(f"_posts/{day}.md", f"{day}.html", day=day, tags=("a",)) for day in range(1, 28)]
    posts[19] = page("_posts/20.md", "20.html", day=20, tags=("a", "b"))
    posts[15] = page("_posts/16.md", "16.html", day=16, tags=("A", "b"))
    found = related(posts)
    assert found["/10.html"] == ["/11.html", "/9.html", "/12.html", "/8.html"]
    assert found["/1.html"] == ["/2.html", "/3.html", "/4.html", "/5.html"]
    assert found["/20.html"] == ["/16.html", "/21.html", "/19.html", "/22.html"]


def test_a_new_post_is_seen_by_the_few_that_are_near_it() -> None:
    posts = [page(f"_posts/{day}.md", f"{day}.html", day=day, tags=("a", "b")) for day in range(1, 27)]
    before, now = related(posts), related([*posts, page("_posts/27.md", "27.html", day=27, tags=("a", "b"))])
    assert {url for url in before if before[url] != now[url]} == {"/25.html", "/26.html"}


def test_two_pages_at_one_url_both_tell_their_faults() -> None:
    pages = [
        page("_posts/a.md", "x.html", link("dead.html")),
        page("_posts/b.md", "x.html", link("gone.html")),
    ]
    checked = resolve(Config(), pages, [], [])
    assert sorted(d.href for d in checked.diagnostics if d.code == "dead-link") == ["dead.html", "gone.html"]
    assert [p.page.path for p in checked.value.pages] == ["_posts/a.md", "_posts/b.md"]


def test_feeds_can_be_linked_where_they_are_made() -> None:
    assert site_of(link("/feed.xml"), config=Config(url="https://a.example")).diagnostics == ()
    assert [d.code for d in site_of(link("/feed.xml")).diagnostics] == ["dead-link"]
