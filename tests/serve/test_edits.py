"""Everything an editor or a tool does to the source, and what open pages are then told."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.serve.running import Running, post, until

Next = Callable[[], dict[str, Any]]


@pytest.fixture
def live(blog: Path) -> Iterator[Running]:
    running = Running(blog)
    yield running
    running.stop()


def test_a_saved_note_is_told_to_its_open_page_alone(blog: Path, live: Running) -> None:
    note = blog / "_posts/2024-03-01-one.md"
    with live.events("/one.html") as one, live.events("/two.html") as two:
        version, other = one()["version"], two()["version"]
        assert version and other and version != other
        note.write_text(note.read_text(encoding="utf-8") + "\nMore.\n", encoding="utf-8")
        assert until(lambda: (v := one()["version"]) != version and v)
        assert two()["version"] == other
    assert b"<p>More.</p>" in live.get("/one.html")[1]


def test_a_page_that_missed_builds_is_told_once_where_it_stands(blog: Path, live: Running) -> None:
    for n in range(3):
        (blog / "_posts/2024-03-01-one.md").write_text(post("One", f"Turn {n}."))
    until(lambda: b"Turn 2." in live.get("/one.html")[1])
    with live.events("/one.html") as one:
        page = live.get("/one.html")[1].decode()
        assert f'data-version="{one()["version"]}"' in page


@pytest.mark.parametrize("swap", ["rename", "vim", "emacs"])
def test_editors_ways_of_saving(blog: Path, live: Running, swap: str) -> None:
    note = blog / "_posts/2024-03-01-one.md"
    text = post("One", f"Saved by {swap}.")
    if swap == "rename":
        (blog / "_posts/.one.tmp").write_text(text)
        (blog / "_posts/.one.tmp").rename(note)
    elif swap == "vim":
        (blog / "_posts/4913").write_text("")
        (blog / "_posts/4913").unlink()
        (blog / "_posts/.2024-03-01-one.md.swp").write_bytes(b"b0VIM")
        note.rename(f"{note}~")
        note.write_text(text)
        Path(f"{note}~").unlink()
    else:
        (blog / "_posts/.#2024-03-01-one.md").symlink_to("someone@somewhere.1234")
        (blog / "_posts/#2024-03-01-one.md#").write_text(text)
        shutil.copy(note, f"{note}~")
        note.write_text(text)
        (blog / "_posts/.#2024-03-01-one.md").unlink()
    until(lambda: f"Saved by {swap}.".encode() in live.get("/one.html")[1])
    for leftover in ("/4913", "/.2024-03-01-one.md.swp", "/2024-03-01-one.md~"):
        assert live.get(f"/posts{leftover}")[0].status == 404


def test_a_new_folder_with_files(blog: Path, live: Running) -> None:
    folder = blog / "deep/er/_posts"
    folder.mkdir(parents=True)
    (folder / "2024-04-01-three.md").write_text(post("Three", "In a new folder."))
    until(lambda: any(b"In a new folder." in live.get(p)[1] for p in ("/three.html", "/deep/er/three.html")))
    (folder / "2024-04-01-three.md").write_text(post("Three", "Edited there."))
    until(lambda: any(b"Edited there." in live.get(p)[1] for p in ("/three.html", "/deep/er/three.html")))


def test_deletes_and_renames(blog: Path, live: Running) -> None:
    with live.events("/two.html") as two:
        before = two()["version"]
        (blog / "_posts/2024-03-02-two.md").rename(blog / "_posts/2024-03-02-second.md")
        assert until(lambda: (v := two()["version"]) != before and v)
    assert live.get("/two.html")[0].status == 404
    assert live.get("/second.html")[0].status == 200
    shutil.rmtree(blog / "imgs")
    until(lambda: live.get("/imgs/%E7%A9%BA%E6%B4%9E%E5%8D%B7%E7%A7%AF.gif")[0].status == 404)


def test_a_burst_of_500_files_settles_in_few_builds(blog: Path, live: Running) -> None:
    for n in range(500):
        (blog / f"_posts/2024-05-01-b{n}.md").write_text(post(f"B{n}", f"Number {n}."))
    until(lambda: all(live.get(f"/b{n}.html")[0].status == 200 for n in (0, 250, 499)))
    assert sum(line.startswith("build ") for line in live.said) < 40


def test_a_checkout_of_another_branch(blog: Path, live: Running) -> None:
    def git(*arguments: str) -> None:
        quiet = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
        who = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
        command = ["git", *who, *arguments]
        done = subprocess.run(command, cwd=blog, capture_output=True, text=True, env=os.environ | quiet)
        assert done.returncode == 0, done.stderr

    git("init", "-q", "-b", "main")
    git("add", ".")
    git("commit", "-q", "-m", "main")
    git("checkout", "-q", "-b", "other")
    for n in range(40):
        (blog / f"_posts/2024-06-01-o{n}.md").write_text(post(f"O{n}", "Other."))
    (blog / "_posts/2024-03-02-two.md").unlink()
    git("add", ".")
    git("commit", "-q", "-m", "other")
    git("checkout", "-q", "main")
    until(lambda: live.get("/two.html")[0].status == 200 and live.get("/o39.html")[0].status == 404)
    git("checkout", "-q", "other")
    until(lambda: live.get("/two.html")[0].status == 404 and live.get("/o39.html")[0].status == 200)


def test_a_source_folder_that_is_replaced_is_watched_again(blog: Path, live: Running) -> None:
    blog.rename(blog.with_name("away"))
    shutil.copytree(blog.with_name("away"), blog)
    note = blog / "_posts/2024-03-01-one.md"
    note.write_text(post("One", "In the new folder."))
    until(lambda: b"In the new folder." in live.get("/one.html")[1])
    note.write_text(post("One", "And again."))
    until(lambda: b"And again." in live.get("/one.html")[1])


def test_linked_content_inside_the_source(blog: Path) -> None:
    (blog / "parts").mkdir()
    (blog / "parts/four.md").write_text(post("Four", "Linked."))
    (blog / "_posts/2024-07-01-four.md").symlink_to("../parts/four.md")
    live = Running(blog)
    try:
        assert b"Linked." in live.get("/four.html")[1]
        (blog / "parts/four.md").write_text(post("Four", "Edited behind the link."))
        until(lambda: b"Edited behind the link." in live.get("/four.html")[1])
    finally:
        live.stop()


def test_the_configuration_and_templates(blog: Path, tmp_path: Path) -> None:
    theme = tmp_path / "theme"
    theme.mkdir()
    live = Running(blog, "--templates", str(theme))
    try:
        config = (blog / "_config.yml").read_text()
        (blog / "_config.yml").write_text(config.replace("title: Blog", "title: Renamed"))
        until(lambda: b"Renamed" in live.get("/one.html")[1])
        (theme / "post.html").write_text(
            '{% extends "base.html" %}{% block main %}Mine: {{ page.body }}{% endblock %}'
        )
        until(lambda: b"Mine: " in live.get("/one.html")[1])
        (theme / "post.html").unlink()
        until(lambda: b"Mine: " not in live.get("/one.html")[1])
    finally:
        live.stop()


def test_a_style_sheet_is_told_as_a_file_and_changes_no_page(blog: Path, live: Running) -> None:
    with live.events("/one.html") as one:
        version = one()["version"]
        (blog / "assets/own.css").write_text("p { color: red; }\n")
        message = one()
        assert message["files"] == ["assets/own.css"]
        assert message["version"] == version


def broken(blog: Path) -> Path:
    note = blog / "_posts/2024-03-02-two.md"
    note.write_text("---\ntitle: [Two\n---\n\nWords.\n")
    return note


def test_a_broken_note_keeps_the_last_good_page_and_names_the_line(blog: Path, live: Running) -> None:
    with live.events("/one.html") as one:
        one()
        note = broken(blog)
        problem = until(lambda: one()["problems"])[0]
        assert problem["place"].startswith("_posts/2024-03-02-two.md:")
        assert problem["message"]
        assert problem["href"].startswith(f"vscode://file{blog}/_posts/2024-03-02-two.md:")
        assert live.get("/two.html")[0].status == 200
        note.write_text(post("Two", "Mended."))
        until(lambda: one()["problems"] == [])
    assert b"Mended." in live.get("/two.html")[1]


def test_twenty_broken_and_mended_saves_leave_nothing_stuck(blog: Path, live: Running) -> None:
    with live.events("/two.html") as two:
        two()
        for n in range(20):
            note = broken(blog)
            until(lambda: two()["problems"])
            note.write_text(post("Two", f"Mended {n}."))
            until(lambda: not two()["problems"])
            assert f"Mended {n}.".encode() in live.get("/two.html")[1]


def test_a_preview_that_starts_broken_is_mended_by_a_save(blog: Path) -> None:
    note = broken(blog)
    live = Running(blog)
    try:
        with live.events("/two.html") as two:
            assert two()["problems"]
            note.write_text(post("Two", "Mended."))
            until(lambda: not two()["problems"])
        assert b"Mended." in live.get("/two.html")[1]
    finally:
        live.stop()


def test_requests_do_not_wait_on_a_build(blog: Path) -> None:
    """While hundreds of notes are compiled, the old page is answered."""
    for n in range(400):
        (blog / f"_posts/2024-05-01-b{n}.md").write_text(post(f"B{n}", "Text.\n\n" * 20))
    live = Running(blog)
    try:
        builds = len(live.said)
        config = (blog / "_config.yml").read_text()
        (blog / "_config.yml").write_text(config.replace("title: Blog", "title: Renamed"))
        answered = 0
        while b"Renamed" not in live.get("/one.html")[1]:
            answered += 1
            assert answered < 100_000
        assert answered > 3
        assert len(live.said) >= builds
    finally:
        live.stop()


def test_follow_names_the_section_under_edit(blog: Path) -> None:
    live = Running(blog, "--follow")
    try:
        note = blog / "_posts/2024-03-01-one.md"
        with live.events("/one.html") as one, live.events("/two.html") as two:
            one(), two()
            note.write_text(note.read_text(encoding="utf-8").replace("section's", "edited"), encoding="utf-8")
            here = until(lambda: one()["follow"])
            there = until(lambda: two()["follow"])
        assert here == {"anchor": "第二节"}
        assert there == {"address": "/one.html#%E7%AC%AC%E4%BA%8C%E8%8A%82"}
    finally:
        live.stop()


def test_a_taken_port_means_the_next(blog: Path, live: Running) -> None:
    second = Running(blog, port=live.port)
    try:
        assert second.port > live.port
        assert second.get("/")[0].status == 200
    finally:
        second.stop()


def test_ctrl_c_with_open_pages_ends_at_once(blog: Path) -> None:
    live = Running(blog)
    with live.events("/one.html") as one, live.events("/") as home:
        one(), home()
        assert live.stop() < 1
    assert live.process.returncode == 0
    assert "Traceback" not in "\n".join(live.said)


def test_nothing_is_written_but_what_the_next_preview_may_use(blog: Path, live: Running) -> None:
    files = sorted(blog.rglob("*"))
    (blog / "_posts/2024-03-02-two.md").write_text(post("Two", "Written."))
    until(lambda: b"Written." in live.get("/two.html")[1])
    time.sleep(0.05)
    assert sorted(blog.rglob("*")) == files
    assert {path.name for path in blog.parent.iterdir()} == {blog.name, ".site.notes"}
    assert [path.name for path in blog.with_name(".site.notes").iterdir()] == ["serve"]


def test_the_notes_page_lists_problems_drafts_and_builds(blog: Path) -> None:
    (blog / "_drafts").mkdir()
    (blog / "_drafts/idea.md").write_text(post("Idea", "Soon."))
    config = blog / "_config.yml"
    config.write_text(config.read_text() + 'editor_url: "idea://open?file={path}&line={line}"\n')
    live = Running(blog)
    try:
        assert b"_drafts/idea.md" in live.get("/__notes")[1]
        with live.events("/__notes") as notes:
            before = notes()["version"]
            broken(blog)
            until(lambda: notes()["version"] != before)
        page = live.get("/__notes")[1].decode()
        assert f'href="idea://open?file={blog}/_posts/2024-03-02-two.md&amp;line=' in page
        assert page.count("<tr>") >= 3
    finally:
        live.stop()
    shown = Running(blog, "--drafts")
    try:
        assert 'href="/idea.html">its page' in shown.get("/__notes")[1].decode()
    finally:
        shown.stop()
