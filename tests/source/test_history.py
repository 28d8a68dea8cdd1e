"""The date of a file's first commit, which outlives clones where file times do not."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime
from pathlib import Path

from generator.source.history import first_commits
from generator.source.load import Loaded, settle
from tests.source.notes import config, read


def git(folder: Path, *arguments: str, date: str = "2019-09-23T16:58:05+08:00") -> None:
    who = {
        f"GIT_{role}_{what}": "a@example.org"
        for role in ("AUTHOR", "COMMITTER")
        for what in ("NAME", "EMAIL")
    }
    dates = {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}
    subprocess.run(
        ["git", "-C", str(folder), *arguments],
        check=True,
        capture_output=True,
        env=who
        | dates
        | {"PATH": "/usr/bin:/bin:/usr/local/bin", "HOME": str(folder), "GIT_CONFIG_NOSYSTEM": "1"},
    )


def written(folder: Path) -> Path:
    """A repository whose notes lie in a folder of it, with one note committed twice."""
    notes = folder / "notes"
    (notes / "_posts").mkdir(parents=True)
    note = notes / "_posts" / "笔 记.md"
    git(folder, "init", "-q")
    note.write_text("one")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "first")
    note.write_text("two")
    git(folder, "commit", "-qam", "second", date="2021-01-01T00:00:00+08:00")
    return notes


def test_the_first_commit_of_a_file_dates_it(tmp_path: Path) -> None:
    found = first_commits(written(tmp_path))
    assert {path: when.isoformat() for path, when in found.items()} == {
        "_posts/笔 记.md": "2019-09-23T16:58:05+08:00"
    }


def test_a_cut_off_history_is_no_witness(tmp_path: Path) -> None:
    written(tmp_path / "whole")
    git(tmp_path, "clone", "-q", "--depth=1", f"file://{tmp_path}/whole", "cut")
    assert first_commits(tmp_path / "cut" / "notes") == {}


def test_a_folder_without_history_answers_nothing(tmp_path: Path) -> None:
    assert first_commits(tmp_path / "nowhere") == {}


def test_an_undated_post_takes_the_date_of_its_first_commit(tmp_path: Path) -> None:
    loaded = read("one", "_posts/笔 记.md").value
    assert isinstance(loaded, Loaded)
    settled = settle(written(tmp_path), [loaded], config(), datetime(2022, 1, 1, tzinfo=UTC))
    (page,) = settled.value
    assert isinstance(page, Loaded)
    assert page.front.date == datetime(2019, 9, 23, 8, 58, 5, tzinfo=UTC)
    assert settled.diagnostics == ()
