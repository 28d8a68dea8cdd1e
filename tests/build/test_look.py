"""How a build sees whether anything has changed: alone or with a second process, and what it believes."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from generator.build import Options, Report, build_site
from generator.build.changes import look as look_module
from generator.build.changes.look import NOTHING_MORE, SHARE, Look
from generator.build.changes.unchanged import Coming, last_build
from generator.build.edits import read_notes
from generator.build.processes.meanwhile import Meanwhile
from generator.digests import sealed
from generator.output import state_of
from generator.records import replace, types_of
from generator.render import search
from tests.build.test_lasting import silent, tree
from tests.source.test_history import git

OLD = 1_600_000_000


@pytest.fixture
def options(tmp_path: Path) -> Options:
    """A blog of a few posts that was built, its files old enough to be believed."""
    for number in range(4):
        post = tmp_path / f"blog/_posts/2024-01-0{number + 1}-a{number}.md"
        post.parent.mkdir(parents=True, exist_ok=True)
        post.write_text(f"# A {number}\n\nText.\n", encoding="utf-8")
        os.utime(post, (OLD, OLD))
    options = Options(tmp_path / "blog", tmp_path / "site")
    assert build_site(options, silent).published
    return options


def looked(options: Options, meanwhile: Meanwhile | None = None) -> Look:
    return Look(str(options.source), str(options.output), meanwhile=meanwhile)


def two_processes(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Has builds look with a second process however small the site; gives what it finds."""
    found: list[bytes] = []

    class Watched(Meanwhile):
        def found(self) -> bytes:
            found.append(super().found())
            return found[-1]

    monkeypatch.setattr(look_module, "_MANY", 0)
    monkeypatch.setattr(look_module, "can_fork", lambda: True)
    monkeypatch.setattr(look_module, "Meanwhile", Watched)
    return found


def altered(path: Path) -> None:
    """Another byte at the end of a file in its place, with the time that it had."""
    before = path.stat()
    path.write_bytes(path.read_bytes()[:-1] + b"!")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns + 1))


def added(path: Path) -> None:
    path.with_name("stray.html").write_text("stray", encoding="utf-8")


@pytest.mark.parametrize("meddle", [altered, added, Path.unlink])
@pytest.mark.parametrize("file", ["index.html", f"{SHARE}/p0.js"])
@pytest.mark.parametrize("processes", [1, 2])
def test_a_site_that_was_meddled_with_is_mended(
    meddle: Callable[[Path], None],
    file: str,
    processes: int,
    options: Options,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before, found = tree(options.output), two_processes(monkeypatch) if processes > 1 else None
    assert not build_site(options, silent).account.steps
    meddle(options.output / file)
    assert build_site(options, silent).account.steps
    assert tree(options.output) == before
    assert found is None or (len(found) == 2 and all(found))


def test_the_search_index_is_looked_at_with_the_source() -> None:
    assert search.FOLDER == SHARE  # the look loads too little to ask there


def test_a_text_is_edited_as_well_where_another_process_looks(
    options: Options, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = two_processes(monkeypatch)
    post = next((options.source / "_posts").iterdir())
    post.write_text(post.read_text(encoding="utf-8") + "\nMore.\n", encoding="utf-8")
    os.utime(post, (OLD + 1, OLD + 1))
    build_site(options, silent)
    assert all(found) and found
    build_site(Options(options.source, tmp_path / "clean"), silent)
    assert tree(options.output) == tree(tmp_path / "clean")
    assert not build_site(options, silent).account.steps


def test_by_one_job_no_process_is_forked(options: Options, monkeypatch: pytest.MonkeyPatch) -> None:
    found = two_processes(monkeypatch)
    monkeypatch.setattr(os, "fork", None)
    assert not build_site(replace(options, jobs=1), silent).account.steps
    assert not found


def test_no_process_is_left_nor_a_handle(options: Options, monkeypatch: pytest.MonkeyPatch) -> None:
    two_processes(monkeypatch)
    processes: list[int] = []
    fork = os.fork

    def forked() -> int:
        processes.append(fork())
        return processes[-1]

    monkeypatch.setattr(os, "fork", forked)
    handles = list(Path("/proc/self/fd").iterdir())
    build_site(options, silent)
    (options.source / "_posts/2024-02-01-new.md").write_text("# New\n", encoding="utf-8")
    assert build_site(options, silent).account.steps
    assert list(Path("/proc/self/fd").iterdir()) == handles
    assert len(processes) >= 2
    for process in processes:
        with pytest.raises(ChildProcessError):
            os.waitpid(process, os.WNOHANG)


@pytest.mark.parametrize("name", [f for f in types_of(Options) if f not in {"now", "jobs"}])
def test_what_is_asked_for_otherwise_is_looked_at_anew(name: str, options: Options, tmp_path: Path) -> None:
    assert options.more == NOTHING_MORE
    asked: Any = getattr(options, name)
    other: Any = not asked if isinstance(asked, bool) else tmp_path / "other"
    (tmp_path / "other").mkdir()
    assert build_site(replace(options, **{name: other}), silent).account.steps


def test_a_process_that_fails_finds_nothing() -> None:
    def fails() -> list[bytes]:
        raise OSError

    assert Meanwhile(lambda: [b"x" * 300_000, b"y"]).found() == b"x" * 300_000 + b"y"
    assert Meanwhile(fails).found() == b""


def test_a_process_that_is_waited_for_no_longer_ends() -> None:
    processes = Path(f"/proc/self/task/{os.getpid()}/children")
    before = processes.read_text(encoding="ascii")
    never, held = os.pipe()
    meanwhile = Meanwhile(lambda: [os.read(never, 1)])
    assert processes.read_text(encoding="ascii") != before
    meanwhile.close()
    meanwhile.close()
    assert processes.read_text(encoding="ascii") == before
    for handle in (never, held):
        os.close(handle)


def test_a_process_that_has_time_gives_way() -> None:
    waited_for, going = os.pipe()

    def nice() -> list[bytes]:
        os.read(waited_for, 1)
        return [b"%d" % os.getpriority(os.PRIO_PROCESS, 0)]

    meanwhile = Meanwhile(nice)
    meanwhile.give_way()
    os.write(going, b"!")
    assert int(meanwhile.found()) == os.getpriority(os.PRIO_PROCESS, 0) + 5
    meanwhile.give_way()
    for handle in (waited_for, going):
        os.close(handle)


def edited(options: Options) -> None:
    post = next((options.source / "_posts").iterdir())
    post.write_text("# Edited\n", encoding="utf-8")
    os.utime(post, (OLD + 1, OLD + 1))


def expecting(options: Options, lock: int) -> Look:
    look = Look(str(options.source), str(options.output), lock=lock, reads=read_notes)
    look.expect_edits()
    return look


def test_edits_are_expected_where_a_file_was_written(
    options: Options, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(look_module, "can_fork", lambda: True)
    ours, lock = os.pipe()
    assert expecting(options, lock).reader is None
    edited(options)
    look = expecting(options, lock)
    assert look.reader is not None
    os.close(lock)
    assert os.read(ours, 1) == b""  # the other process has let go of it
    os.close(ours)
    look.let_go()


def test_edits_are_awaited_alone_where_no_process_can_be_had(
    options: Options, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError

    edited(options)
    handles = list(Path("/proc/self/fd").iterdir())
    monkeypatch.setattr(look_module, "can_fork", lambda: False)
    assert expecting(options, 0).reader is None
    monkeypatch.setattr(look_module, "can_fork", lambda: True)
    monkeypatch.setattr(os, "fork", full)
    assert expecting(options, 0).reader is None
    monkeypatch.setattr(os, "pipe", full)
    assert expecting(options, 0).reader is None
    assert list(Path("/proc/self/fd").iterdir()) == handles


def test_the_last_word_of_a_build_counts_until_a_post_is_due(options: Options) -> None:
    state, look = state_of(options.output), looked(options)
    said = look.sum()
    assert said is not None and int(said[2]) == len(tree(options.output))
    report = build_site(options, silent)
    for year, stands in ((2020, False), (2200, True)):
        due = datetime(year, 1, 1, tzinfo=UTC)
        Coming(look).record(state, report, due)
        assert (looked(options).sum() == said) == stands
        last = last_build(options, looked(options))
        assert (last is not None) == stands and (last is None or last.due == due)


@pytest.mark.parametrize("left", [b"", b"\n\n", b"other\twords", b"a\tb\tc\td\n", b'["older"]\n{}'])
def test_a_record_of_another_kind_is_not_believed(left: bytes, options: Options) -> None:
    state_of(options.output).unchanged.write_bytes(sealed(left))
    look = looked(options)
    assert look.sum() is None and last_build(options, look) is None
    assert build_site(options, silent).account.steps


def test_what_there_is_to_say_is_no_sum(options: Options) -> None:
    post = next((options.source / "_posts").iterdir())
    post.write_text("# A\n\n{% other %}\n", encoding="utf-8")
    os.utime(post, (OLD + 1, OLD + 1))
    report: Report = build_site(options, silent)
    again = build_site(options, silent)
    assert report.diagnostics and looked(options).sum() is None
    assert again.diagnostics == report.diagnostics and not again.account.steps


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
@pytest.mark.parametrize("is_logged", [True, False])
@pytest.mark.parametrize("in_worktree", [True, False])
def test_a_commit_is_seen(tmp_path: Path, in_worktree: bool, is_logged: bool) -> None:
    whole = tmp_path / "whole"
    beside = tmp_path / "beside" if in_worktree else whole
    whole.mkdir()
    git(whole, "init", "-q")
    git(whole, "config", "core.logAllRefUpdates", str(is_logged).lower())
    git(whole, "commit", "-qm", "first", "--allow-empty")
    if in_worktree:
        git(whole, "worktree", "add", "-q", str(beside))
    post = beside / "_posts/a.md"
    post.parent.mkdir()
    post.write_text("# A\n\nText.\n", encoding="utf-8")
    os.utime(post, (OLD, OLD))
    options = Options(beside, tmp_path / "site")
    first = build_site(options, silent)
    git(beside, "add", ".")
    git(beside, "commit", "-qm", "second")
    report, clean = build_site(options, silent), build_site(Options(beside, tmp_path / "clean"), silent)
    assert first.diagnostics != clean.diagnostics == report.diagnostics
