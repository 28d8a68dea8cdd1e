"""The preview's pure parts: addressing, conditions, guards, editor links, mounts, what has changed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.bundles import bundled_folder
from generator.diagnostics import Location
from generator.model import Output
from generator.problems.serve import crashed, unusable_editor_url
from generator.render import load_assets
from generator.serve.addressing import Found, Missing, Moved, Refused, locate
from generator.serve.answers import with_script
from generator.serve.builder import Step
from generator.serve.compiling import with_fresh_sheet
from generator.serve.conditions import Span, Unsatisfiable, names_tag, requested_span
from generator.serve.editor import DEFAULT, editor_link, usable
from generator.serve.guard import trusted_host, trusted_origin
from generator.serve.media_types import media_type
from generator.serve.mounts import network_mount
from generator.serve.snapshot import (
    Compilation,
    Snapshot,
    advanced,
    changed,
    first_shown,
    section_under_edit,
    version_of,
)
from generator.serve.stream import Follow, follow_of, problems_of, version_shown
from generator.serve.watch import is_noise, reason_to_poll

OUTPUTS = frozenset({"index.html", "a.html", "b/index.html", "b", "c/index.html", "空.gif", "404.html"})


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        (b"/", Found("index.html")),
        (b"/a", Found("a.html")),
        (b"/a.html", Found("a.html")),
        (b"/b/", Found("b/index.html")),
        (b"/b", Found("b")),
        (b"/c", Moved("/c/")),
        (b"/%E7%A9%BA.gif", Found("空.gif")),
        (b"/blog/", Found("index.html")),
        (b"/blog", Found("index.html")),
        (b"/blog/c", Moved("/blog/c/")),
        (b"/blogs", Missing()),
        (b"/A", Missing()),
        (b"//a", Missing()),
        (b"a", Refused("the path must start with a slash")),
        (b"/x/../a", Refused("the path climbs")),
        (b"/%ff", Refused("the path is no UTF-8")),
        (b"/a%00", Refused("the path holds a control character")),
    ],
)
def test_what_a_path_names(target: bytes, expected: object) -> None:
    assert locate(target, OUTPUTS, "/blog") == expected


@given(st.binary(max_size=60))
def test_any_bytes_name_an_output_or_nothing(target: bytes) -> None:
    named = locate(target, OUTPUTS)
    if isinstance(named, Found):
        assert named.path in OUTPUTS
    if isinstance(named, Moved):
        assert named.location.startswith("/") and not named.location.startswith("//")


@given(st.text(alphabet="bytes=-0123456789, x", max_size=24), st.integers(0, 10_000))
def test_a_span_lies_within_its_file(header: str, size: int) -> None:
    span = requested_span(header, size)
    if isinstance(span, Span):
        assert 0 <= span.start < span.end <= size


@given(st.integers(0, 99), st.integers(0, 99), st.integers(1, 99))
def test_a_span_is_the_slice_it_names(first: int, length: int, size: int) -> None:
    span = requested_span(f"bytes={first}-{first + length}", size)
    whole = range(size)
    if first >= size:
        assert isinstance(span, Unsatisfiable)
    else:
        assert isinstance(span, Span)
        assert whole[span.start : span.end] == whole[first : first + length + 1]


def test_tags_are_compared_weakly() -> None:
    assert names_tag('W/"x"', '"x"')
    assert names_tag('"y", "x"', '"x"')
    assert not names_tag('"xx"', '"x"')
    assert not names_tag("", '"x"')


def test_a_host_that_was_given_is_ours_and_no_other_name() -> None:
    assert trusted_host("notes.lan:4000", "notes.lan")
    assert trusted_host("NOTES.lan", "notes.lan")
    assert trusted_host("192.168.0.7:4000", "0.0.0.0")  # noqa: S104 a name, not a socket
    assert not trusted_host("evil.example", "notes.lan")
    assert not trusted_host("notes.lan.evil.example", "notes.lan")
    assert not trusted_host("1.2.3.4.5", "127.0.0.1")


def test_origins() -> None:
    assert trusted_origin("", "localhost:4000", "")
    assert trusted_origin("http://localhost:4000", "localhost:4000", "same-origin")
    assert not trusted_origin("http://localhost:5000", "localhost:4000", "")
    assert not trusted_origin("https://localhost:4000", "localhost:4000", "")
    assert not trusted_origin("", "localhost:4000", "cross-site")


def test_content_types_follow_the_name_alone() -> None:
    assert media_type("空洞卷积.PNG") == "image/png"
    assert media_type("CNAME") == "application/octet-stream"
    assert media_type("a.unheard-of") == "application/octet-stream"


def test_the_script_is_the_last_thing_in_the_body() -> None:
    page = b"<body><p>&lt;/body></p></body></html>"
    tag = b'<script src="/live" data-version="v"></script>\n'
    assert with_script(page, "/live", "v") == b"<body><p>&lt;/body></p>" + tag + b"</body></html>"
    assert with_script(b"<p>bare", "/live", "v") == b"<p>bare" + tag


@pytest.mark.parametrize(
    ("template", "good"),
    [
        (DEFAULT, True),
        ("idea://open?file={path}&line={line}", True),
        ("txmt://open?url=file://{path}", True),
        ("javascript:alert('{path}')", False),
        ("JavaScript:{path}", False),
        ("data:text/html,{path}", False),
        ("{path}", False),
        ("vscode://file/", False),
    ],
)
def test_which_editor_templates_can_be_used(template: str, good: bool) -> None:
    assert usable(template) is good


def test_an_editor_link_has_one_slash_and_no_space(tmp_path: Path) -> None:
    source = tmp_path / "my notes"
    source.mkdir()
    link = editor_link(DEFAULT, source, Location("_posts/空.md", 7))
    assert link == f"vscode://file{tmp_path}/my%20notes/_posts/%E7%A9%BA.md:7"
    assert editor_link("e://x?f={path}&l={line}", source, Location("a.md")).endswith("/a.md&l=1")


def test_network_mounts_are_told_from_local_ones() -> None:
    mounts = (
        "/dev/sda1 / ext4 rw 0 0\n"
        "server:/export /srv/note\\040book nfs4 rw 0 0\n"
        "host /mnt/share 9p rw 0 0\n"
        "/dev/sdb1 /mnt/share/disk ext4 rw 0 0\n"
        "overlay /work overlay rw 0 0\n"
    )
    assert network_mount(Path("/home/me"), mounts) == ""
    assert network_mount(Path("/srv/note book/blog"), mounts) == "nfs4"
    assert network_mount(Path("/mnt/share/blog"), mounts) == "9p"
    assert network_mount(Path("/mnt/share/disk/blog"), mounts) == ""
    assert network_mount(Path("/work/blog"), mounts) == ""
    assert network_mount(Path("/work/blog"), "") == ""


def test_polling_says_which_folder_and_why(tmp_path: Path) -> None:
    mounts = f"/dev/sda1 / ext4 rw 0 0\nhost {tmp_path} fuse.sshfs rw 0 0\n"
    assert reason_to_poll([Path("/"), tmp_path], mounts) == f"{tmp_path} is on a network mount (fuse.sshfs)"
    assert reason_to_poll([Path("/")], mounts) == ""


@pytest.mark.parametrize(
    ("path", "noise"),
    [
        ("_posts/a.md", False),
        ("_posts/.a.md.swp", True),
        ("_posts/4913", True),
        ("_posts/2024-4913.md", False),
        ("_posts/a.md~", True),
        ("_posts/.#a.md", True),
        ("_posts/#a.md#", True),
        (".git/index", True),
        (".git", True),
        ("imgs/.DS_Store", True),
        (".htaccess", False),
        ("assets/site.swf", False),
        (".site.notes/serve/memo", True),
        ("my.notes/a.md", False),
    ],
)
def test_what_editors_leave_is_noise(path: str, noise: bool) -> None:
    assert is_noise(path) is noise


def compiled(ok: bool = True, **pages: str) -> Compilation:
    outputs = {f"{name}.html": Output(f"{name}.html", text.encode()) for name, text in pages.items()}
    return Compilation(outputs, (), ok, sources={f"{name}.md": f"{name}.html" for name in pages})


def test_what_came_went_or_differs_has_changed() -> None:
    before, after = compiled(a="1", b="2", c="3"), compiled(b="2", c="4", d="5")
    found = changed(Snapshot(before.outputs), Snapshot(after.outputs))
    assert found == {"a.html", "c.html", "d.html"}


def test_a_broken_compile_shows_the_last_good_site() -> None:
    shown = first_shown(compiled(a="1"))
    broken = advanced(shown, compiled(ok=False, a="2"), shown.snapshot)
    assert broken.snapshot.outputs["a.html"].content == b"1"
    assert not broken.latest.ok
    mended = advanced(broken, compiled(a="3"), broken.snapshot)
    assert mended.snapshot.outputs["a.html"].content == b"3"
    assert [(build.number, build.changed) for build in mended.builds] == [(3, 1), (2, 0), (1, 1)]


def test_a_build_counts_what_it_showed_first() -> None:
    shown = first_shown(compiled(a="1", b="1"))
    first = advanced(shown, compiled(a="2", b="1"), shown.snapshot)
    whole = advanced(first, compiled(a="2", b="2"), shown.snapshot)
    assert whole.builds[0].changed == 2


def test_before_the_first_good_compile_the_latest_is_shown() -> None:
    shown = first_shown(compiled(ok=False, a="1"))
    still_broken = advanced(shown, compiled(ok=False, a="2"), shown.snapshot)
    assert still_broken.snapshot.outputs["a.html"].content == b"2"


def test_a_file_on_the_disk_changes_with_its_stamp(tmp_path: Path) -> None:
    path = tmp_path / "x.css"
    path.write_text("a")
    first = first_shown(replace(compiled(), outputs={"x.css": Output("x.css", origin=str(path))}))
    before = version_of(first.snapshot, "x.css")
    path.write_text("longer")
    second = advanced(first, first.latest, first.snapshot)
    assert changed(first.snapshot, second.snapshot) == {"x.css"}
    assert version_of(second.snapshot, "x.css") != before


def test_versions_tell_pages_apart() -> None:
    shown = first_shown(compiled(a="same", b="same"))
    assert version_shown(shown, "/a") != version_shown(shown, "/b.html")
    assert version_shown(shown, "/nowhere") == ""
    assert version_shown(shown, "/__notes") == "build-1"


@pytest.mark.parametrize(
    ("before", "after", "anchor"),
    [
        ("<main><h2 id='x'>X</h2>1<h2 id='y'>Y</h2>2", "<main><h2 id='x'>X</h2>1<h2 id='y'>Y</h2>3", "y"),
        ("<main>3 min<h2 id=x>X</h2>1", "<main>4 min<h2 id=x>X</h2>2", "x"),
        ("<main>a", "<main>b", ""),
        ("", '<main><h3 class="c" id="neu-第">N</h3>', "neu-第"),
        ("<main><h2 id='x'>X</h2></main>a", "<main><h2 id='x'>X</h2></main>b", ""),
    ],
)
def test_the_section_under_edit(before: str, after: str, anchor: str) -> None:
    assert section_under_edit(before.encode(), after.encode()) == anchor


def test_follow_needs_exactly_one_edited_page(tmp_path: Path) -> None:
    before = first_shown(compiled(a="1", b="1"))
    after = advanced(before, compiled(a="2", b="2"), before.snapshot)
    differing = changed(before.snapshot, after.snapshot)
    one = frozenset({str(tmp_path / "a.md")})
    both = one | {str(tmp_path / "b.md")}
    assert follow_of(Step(before, after, differing, one, True), tmp_path) == Follow("a.html", "")
    assert follow_of(Step(before, after, differing, both, True), tmp_path) is None
    assert follow_of(Step(before, after, differing, frozenset({"/elsewhere"}), True), tmp_path) is None


def test_the_overlay_shows_errors_alone_and_only_while_broken(tmp_path: Path) -> None:
    problems = (crashed("KeyError", "'x'"), unusable_editor_url("x", Location("_config.yml", 3)))
    shown = problems_of(replace(compiled(ok=False), diagnostics=problems), tmp_path)
    assert [row["code"] for row in shown] == ["generator-failed"]
    assert problems_of(replace(compiled(), diagnostics=problems), tmp_path) == []


def test_an_edit_of_the_bundled_sheet_shows_before_any_compile() -> None:
    sheet = load_assets().css
    before = first_shown(Compilation({sheet.path: Output(sheet.path, b"old")}, (), ok=True))
    edited = frozenset({str(bundled_folder("assets") / "css" / "20-base.css")})
    after = with_fresh_sheet(before, edited)
    assert changed(before.snapshot, after.snapshot) == {sheet.path}
    assert after.snapshot.outputs[sheet.path] == sheet
    assert with_fresh_sheet(before, frozenset({"/elsewhere/css/20-base.css"})) is before
    empty = first_shown(Compilation({}, (), ok=True))
    assert with_fresh_sheet(empty, edited) is empty
