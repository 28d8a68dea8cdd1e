"""Publishing: exactly the outputs, swapped in whole, nothing of others lost."""

from __future__ import annotations

import errno
import multiprocessing
import os
import shutil
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest

from generator.build import Options, build_site
from generator.digests import sealed
from generator.model import Output
from generator.output import (
    State,
    locked,
    publish,
    publish_among,
    spare,
    state_of,
    unsafe_output,
    write_whole,
)
from generator.output.files import files_below
from generator.output.tree import _swap, recover


def tree(root: Path) -> dict[str, bytes]:
    return {str(p.relative_to(root)): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file()}


def outputs(**files: str) -> list[Output]:
    return [Output(path.replace("__", "/").replace("_", "."), text.encode()) for path, text in files.items()]


def test_writes_changes_and_removes(tmp_path: Path) -> None:
    state = state_of(tmp_path / "site")
    first = publish(outputs(a_html="1", d__b_html="2"), state)
    assert first.written == ("a.html", "d/b.html")
    second = publish(outputs(a_html="1", d__c_html="3"), state)
    assert second.written == ("d/c.html",)
    assert second.removed == ("d/b.html",)
    assert tree(state.site) == {"a.html": b"1", "d/c.html": b"3"}


def test_same_outputs_touch_nothing(tmp_path: Path) -> None:
    state = state_of(tmp_path / "site")
    publish(outputs(a_html="1"), state)
    before = state.site.stat().st_ino
    assert publish(outputs(a_html="1"), state).written == ()
    assert state.site.stat().st_ino == before


def test_an_unchanged_file_keeps_its_inode_and_a_changed_one_is_never_written_through(tmp_path: Path) -> None:
    state = state_of(tmp_path / "site")
    publish(outputs(a_html="1", b_html="1"), state)
    kept = (state.site / "a.html").stat().st_ino
    os.link(state.site / "b.html", tmp_path / "witness")
    publish(outputs(a_html="1", b_html="2"), state)
    assert (state.site / "a.html").stat().st_ino == kept
    assert (tmp_path / "witness").read_bytes() == b"1"


def test_a_file_becomes_a_folder_and_back(tmp_path: Path) -> None:
    state = state_of(tmp_path / "site")
    publish(outputs(a="file"), state)
    publish(outputs(a__b_html="folder"), state)
    assert tree(state.site) == {"a/b.html": b"folder"}
    publish(outputs(a="file"), state)
    assert tree(state.site) == {"a": b"file"}


def spared(tmp_path: Path) -> State:
    """A site that was published twice, so that the tree before it is there to be used."""
    state = state_of(tmp_path / "site")
    publish(outputs(a_html="1", b_html="1", d__c_html="1"), state)
    publish(outputs(a_html="2", b_html="1", d__e_html="1"), state)
    return state


def test_the_tree_before_becomes_the_coming_one(tmp_path: Path) -> None:
    state = spared(tmp_path)
    before = state.spare.stat().st_ino
    published = publish(outputs(a_html="2", b_html="3", f__g_html="1"), state)
    assert published.written == ("b.html", "f/g.html") and published.removed == ("d/e.html",)
    assert state.site.stat().st_ino == before
    assert tree(state.site) == {"a.html": b"2", "b.html": b"3", "f/g.html": b"1"}
    assert sorted(p.name for p in state.site.iterdir()) == ["a.html", "b.html", "f"]
    publish(outputs(a_html="4"), state)
    assert tree(state.site) == {"a.html": b"4"}


@pytest.mark.parametrize(
    "harm",
    ["note gone", "note torn", "note altered", "note of others", "file lost", "file added", "site touched"],
)
def test_a_tree_that_is_not_what_was_noted_is_not_used(tmp_path: Path, harm: str) -> None:
    state = spared(tmp_path)
    held = os.open(state.spare, os.O_RDONLY)  # so that its number is given to no other folder
    match harm:
        case "note gone":
            state.spare_note.unlink()
        case "note torn":
            state.spare_note.write_bytes(state.spare_note.read_bytes()[:-3])
        case "note altered":
            state.spare_note.write_bytes(state.spare_note.read_bytes().replace(b"a.html", b"A.html"))
        case "note of others":
            state.spare_note.write_bytes(sealed(b"[1, 2, 3, []]"))
        case "file lost":
            (state.spare / "b.html").unlink()
        case "file added":
            (state.spare / "d/more.html").write_text("more")
        case _:
            (state.site / "more.html").write_text("more")
    publish(outputs(a_html="3", b_html="1"), state)
    assert not os.path.sameopenfile(held, os.open(state.site, os.O_RDONLY))
    assert tree(state.site) == {"a.html": b"3", "b.html": b"1"}


@pytest.mark.parametrize("harm", ["", "file lost", "file added"])
def test_the_files_of_the_tree_before_may_have_been_listed(
    tmp_path: Path, harm: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = spared(tmp_path)
    if harm == "file lost":
        (state.spare / "b.html").unlink()
    if harm == "file added":
        (state.spare / "d/more.html").write_text("more")
    held = os.open(state.spare, os.O_RDONLY)  # so that its number is given to no other folder
    listed = files_below(state.spare)
    monkeypatch.setattr(spare, "files_below", lambda _: pytest.fail("listed again"))
    published = publish_among(outputs(a_html="3"), state, ["a.html", "b.html", "d/e.html"], listed)
    assert published.written == ("a.html",)
    assert tree(state.site) == {"a.html": b"3", "b.html": b"1", "d/e.html": b"1"}
    assert os.path.sameopenfile(held, os.open(state.site, os.O_RDONLY)) == (not harm)


def test_a_file_that_was_written_over_in_the_site_is_written_again(tmp_path: Path) -> None:
    state = spared(tmp_path)
    (state.site / "b.html").write_text("meddled with, in both trees at once")
    publish(outputs(a_html="2", b_html="1"), state)
    assert tree(state.site) == {"a.html": b"2", "b.html": b"1"}


def test_a_copied_file_keeps_its_time_and_is_skipped_next_time(tmp_path: Path) -> None:
    origin = tmp_path / "图.png"
    origin.write_bytes(b"png")
    state = state_of(tmp_path / "site")
    assert publish([Output("图.png", origin=str(origin))], state).written == ("图.png",)
    assert publish([Output("图.png", origin=str(origin))], state).written == ()
    os.utime(origin, ns=(1, 1))
    assert publish([Output("图.png", origin=str(origin))], state).written == ("图.png",)


def test_a_tree_of_others_is_put_aside_whole(tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (site / "precious.txt").write_text("mine")
    result = publish(outputs(a_html="1"), state_of(site))
    assert tree(site) == {"a.html": b"1"}
    assert tree(Path(result.put_aside)) == {"precious.txt": b"mine"}


@pytest.mark.parametrize("cut", ["after journal", "after first rename", "after second rename"])
def test_a_swap_by_two_renames_is_completed_by_the_next_run(tmp_path: Path, cut: str) -> None:
    state = state_of(tmp_path / "site")
    publish(outputs(a_html="old"), state)
    state.next.mkdir()
    (state.next / "a.html").write_text("new")
    state.journal.write_text(f"next {state.next.stat().st_ino}")
    if cut != "after journal":
        state.site.rename(state.previous)
    if cut == "after second rename":
        state.next.rename(state.site)
    recover(state)
    expected = b"old" if cut == "after journal" else b"new"
    assert tree(state.site) == {"a.html": expected}
    assert not state.journal.exists()
    assert not state.next.exists()


def test_without_exchange_two_renames_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("generator.output.tree._exchange", lambda _one, _other: False)
    state = state_of(tmp_path / "site")
    publish(outputs(a_html="old"), state)
    publish(outputs(a_html="new"), state)
    assert tree(state.site) == {"a.html": b"new"}
    assert sorted(p.name for p in state.folder.iterdir()) == ["published"]


def test_a_failed_write_leaves_the_old_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    state = state_of(tmp_path / "site")
    publish(outputs(a_html="old"), state)

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched, pytest.raises(OSError, match="No space"):
        patched.setattr(os, "write", full)
        publish(outputs(a_html="new"), state)
    assert tree(state.site) == {"a.html": b"old"}
    publish(outputs(a_html="new"), state)
    assert tree(state.site) == {"a.html": b"new"}


def test_a_torn_journal_is_not_believed(tmp_path: Path) -> None:
    state = state_of(tmp_path / "site")
    publish(outputs(a_html="old"), state)
    state.journal.write_text("")
    recover(state)
    assert tree(state.site) == {"a.html": b"old"}
    assert not state.journal.exists()


@pytest.mark.parametrize(
    "journal",
    ["{there} {number}", "../mine {number}", "next/../../mine {number}", "\udcff", "next 9" + "9" * 9000],
)
def test_a_journal_of_others_moves_and_removes_nothing(tmp_path: Path, journal: str) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "precious.txt").write_text("mine")
    state = state_of(tmp_path / "site")
    for stands in (False, True):
        state.folder.mkdir(exist_ok=True)
        text = journal.format(there=mine, number=mine.stat().st_ino if stands else 1)
        state.journal.write_bytes(text.encode("utf-8", "surrogateescape"))
        publish(outputs(a_html=str(stands)), state)
        assert tree(mine) == {"precious.txt": b"mine"}
        assert tree(state.site) == {"a.html": str(stands).encode()} and not state.journal.exists()


def test_a_tree_that_was_moved_into_the_place_of_the_site_is_put_aside(tmp_path: Path) -> None:
    state = state_of(tmp_path / "site")
    publish(outputs(a_html="1", b_html="1"), state)
    state.site.rename(tmp_path / "elsewhere")
    state.site.mkdir()
    for name in ("a.html", "mine.txt", "more.txt"):
        (state.site / name).write_text("mine")
    published = publish(outputs(a_html="1", b_html="2"), state)
    assert tree(Path(published.put_aside)) == dict.fromkeys(("a.html", "mine.txt", "more.txt"), b"mine")
    assert tree(state.site) == {"a.html": b"1", "b.html": b"2"}


def test_a_site_that_was_copied_with_its_state_is_ours(tmp_path: Path) -> None:
    state = state_of(tmp_path / "one/site")
    publish(outputs(a_html="1", b_html="1", c_html="1"), state)
    shutil.copytree(tmp_path / "one", tmp_path / "two")
    copied = state_of(tmp_path / "two/site")
    published = publish(outputs(a_html="1", b_html="2"), copied)
    assert not published.put_aside and published.removed == ("c.html",)


def test_a_linked_site_is_published_where_the_link_leads(tmp_path: Path) -> None:
    served = tmp_path / "served"
    served.mkdir()
    link = tmp_path / "site"
    link.symlink_to(served)
    for text in ("1", "2", "3"):
        publish(outputs(a_html=text), state_of(link))
        assert link.is_symlink() and tree(served) == {"a.html": text.encode()}
    assert state_of(link).folder == tmp_path / ".served.notes"


@pytest.mark.parametrize(
    "name", ["lock", "unchanged.next", "manifest.json.next", "memo", "published", "made"]
)
def test_links_in_the_folder_of_what_is_remembered_lead_nowhere(tmp_path: Path, name: str) -> None:
    mine = tmp_path / "mine"
    mine.write_text("precious")
    state = state_of(tmp_path / "site")
    state.folder.mkdir()
    (state.folder / name).symlink_to(mine)
    blog = tmp_path / "blog"
    (blog / "_posts").mkdir(parents=True)
    (blog / "_posts/2024-01-01-a.md").write_text("---\ntitle: A\n---\nText.\n")
    assert build_site(Options(blog, state.site), lambda *_: None).published
    assert mine.read_text() == "precious" and not (state.folder / name).is_symlink()


def test_a_folder_of_what_is_remembered_that_is_a_link_is_refused(tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    state = state_of(tmp_path / "site")
    state.folder.symlink_to(mine)
    assert "symbolic link" in unsafe_output(state.site, tmp_path / "blog")
    with pytest.raises(OSError, match="symbolic link"), locked(state, lambda: None):
        pass
    assert list(mine.iterdir()) == []


def test_a_file_is_not_written_through_a_link(tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.write_text("precious")
    (tmp_path / "a.next").symlink_to(mine)
    write_whole(tmp_path / "a", b"new")
    assert mine.read_text() == "precious" and (tmp_path / "a").read_bytes() == b"new"


def test_a_second_rename_that_fails_is_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("generator.output.tree._exchange", lambda _one, _other: False)
    state = state_of(tmp_path / "site")
    publish(outputs(a_html="old"), state)
    rename = Path.rename

    def failing(self: Path, target: Path) -> Path:
        if self == state.next:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return rename(self, target)

    with monkeypatch.context() as patched, pytest.raises(OSError, match="Input/output"):
        patched.setattr(Path, "rename", failing)
        publish(outputs(a_html="new"), state)
    assert tree(state.site) == {"a.html": b"old"}
    publish(outputs(a_html="new"), state)
    assert tree(state.site) == {"a.html": b"new"}


def test_where_files_cannot_be_shared_they_are_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = state_of(tmp_path / "site")
    publish(outputs(a_html="1", b_html="1"), state)

    def unshared(*_: object) -> None:
        raise OSError(errno.EMLINK, os.strerror(errno.EMLINK))

    monkeypatch.setattr(os, "link", unshared)
    publish(outputs(a_html="1", b_html="2"), state)
    assert tree(state.site) == {"a.html": b"1", "b.html": b"2"}


def test_swap_needs_no_old_site(tmp_path: Path) -> None:
    state = state_of(tmp_path / "site")
    state.next.mkdir(parents=True)
    _swap(state, state.next)
    assert state.site.is_dir()


def _hold(folder: str, ready: Event, go: Event) -> None:
    with locked(state_of(Path(folder)), lambda: None):
        ready.set()
        go.wait(20)


def test_a_second_build_is_told_that_it_waits(tmp_path: Path) -> None:
    site = tmp_path / "site"
    context = multiprocessing.get_context("spawn")
    ready, go = context.Event(), context.Event()
    other = context.Process(target=_hold, args=(str(site), ready, go))
    other.start()
    try:
        assert ready.wait(20)
        told: list[str] = []

        def waiting() -> None:
            told.append("waiting")
            go.set()

        with locked(state_of(site), waiting):
            assert told == ["waiting"]
    finally:
        go.set()
        other.join(20)


def test_outputs_that_would_swallow_something_are_refused(tmp_path: Path) -> None:
    source = tmp_path / "content"
    source.mkdir()
    (tmp_path / "file").write_text("x")
    assert unsafe_output(source, source)
    assert unsafe_output(tmp_path, source)
    (source / "_posts").mkdir()
    (source / "_posts" / "a.md").write_text("x")
    assert unsafe_output(source / "_posts", source)
    assert not unsafe_output(source / "_site", source)
    assert unsafe_output(Path("/"), source)
    assert unsafe_output(tmp_path / "file", source)
    assert not unsafe_output(tmp_path / "site", source)


def test_a_mount_point_is_refused(tmp_path: Path) -> None:
    mounted = next(Path(line.split()[1]) for line in Path("/proc/mounts").read_text().splitlines())
    if mounted == Path("/"):
        mounted = Path("/proc")
    assert "mount point" in unsafe_output(mounted, tmp_path)
