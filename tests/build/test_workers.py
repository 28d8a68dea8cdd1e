"""What is built does not depend on how many processes build it, nor on whose they are."""

from __future__ import annotations

import os
import shutil
import threading
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from generator.build import Memory, Options, Report, build_site
from generator.build.cache import apart
from generator.build.cache.lasting import Lasting
from generator.build.cache.writing import Ahead
from generator.build.processes import workers
from generator.memo import Task
from generator.output import state_of
from tests.build.test_lasting import silent, tree

POSTS = 60
AGES_AGO = 1_700_000_000


@pytest.fixture(scope="module")
def blog(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("many") / "blog"
    (root / "_posts").mkdir(parents=True)
    (root / "_config.yml").write_text("url: https://e.org\npaginate: 7\n")
    for number in range(POSTS):
        link = f"[that](/2024/01/01/n{number * 7 % POSTS}.html#there)"
        head = f"---\ntitle: N{number}\ntags: [t{number % 9}]\n---\n"
        text = f"{head}# A $x_{number}$\n\n{link}\n\n```python\nx = {number}\n```\n"
        note = root / f"_posts/2024-01-01-n{number}.md"
        note.write_text(text)
        os.utime(note, (AGES_AGO, AGES_AGO))  # a younger one would be read again
    return root


@pytest.fixture(autouse=True)
def all_is_worth_a_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_WORTH_IT", 0.0)


def built(blog: Path, output: Path, jobs: int = 1, executor: Executor | None = None) -> Report:
    return build_site(Options(blog, output, jobs=jobs), silent, executor)


@pytest.fixture(scope="module")
def alone(blog: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Report, dict[str, bytes]]:
    output = tmp_path_factory.mktemp("alone") / "site"
    return built(blog, output), tree(output)


@pytest.fixture(params=["forked", "spawned"])
def ways(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes as this one would have them with no other thread, or with some (a test runner's are idle)."""
    monkeypatch.setattr(threading, "active_count", lambda: 1 if request.param == "forked" else 2)


@pytest.mark.usefixtures("ways")
@pytest.mark.parametrize("jobs", [2, 3])
def test_processes_make_the_same_site(
    blog: Path, alone: tuple[Report, dict[str, bytes]], tmp_path: Path, jobs: int
) -> None:
    report = built(blog, tmp_path / "site", jobs)
    assert report.diagnostics == alone[0].diagnostics and len(report.diagnostics) >= POSTS
    assert tree(tmp_path / "site") == alone[1]


@pytest.mark.usefixtures("ways")
def test_what_was_computed_before_it_was_asked_for_is_told_and_remembered(blog: Path, tmp_path: Path) -> None:
    first, alone = built(blog, tmp_path / "site", 2), built(blog, tmp_path / "alone")
    assert sorted(map(repr, first.account.redone)) == sorted(map(repr, alone.account.redone))
    state_of(tmp_path / "site").unchanged.unlink()
    again = built(blog, tmp_path / "site")
    assert again.written == 0 and not again.account.redone


@pytest.mark.parametrize(("last", "jobs"), [(1024, 2), (7, 2), (7, 3), (1, 2)])
def test_what_workers_leave_for_later_is_found_when_it_is_asked_for(
    blog: Path,
    alone: tuple[Report, dict[str, bytes]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    last: int,
    jobs: int,
) -> None:
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    monkeypatch.setattr(apart, "_DEFERRED_AT_MOST", last)
    found: list[str] = []
    look = Lasting._left_for_later

    def looked(self: Lasting, phase: str, name: str, arguments: tuple[Any, ...]) -> Ahead | None:
        late = look(self, phase, name, arguments)
        found.extend([name] if late is not None else [])
        return late

    monkeypatch.setattr(Lasting, "_left_for_later", looked)
    report = built(blog, tmp_path / "site", jobs)
    assert len(found) == min(last, POSTS - 2)  # two are read here, before it is plain that there are many
    assert tree(tmp_path / "site") == alone[1]
    assert sorted(map(repr, report.account.redone)) == sorted(map(repr, alone[0].account.redone))


def test_what_was_left_for_later_and_never_came_is_computed(
    blog: Path, alone: tuple[Report, dict[str, bytes]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    monkeypatch.setattr(apart._Forked, "rest", lambda _: None)
    report = built(blog, tmp_path / "site", 2)
    assert tree(tmp_path / "site") == alone[1]
    assert sorted(map(repr, report.account.redone)) == sorted(map(repr, alone[0].account.redone))


def test_any_executor_will_do(blog: Path, alone: tuple[Report, dict[str, bytes]], tmp_path: Path) -> None:
    with ThreadPoolExecutor(2) as executor:
        report = built(blog, tmp_path / "site", executor=executor)
    assert report.diagnostics == alone[0].diagnostics
    assert tree(tmp_path / "site") == alone[1]


def test_a_cluster_makes_the_same_site(
    blog: Path, alone: tuple[Report, dict[str, bytes]], tmp_path: Path
) -> None:
    distributed = pytest.importorskip("distributed", reason="the extra `dask` is not installed")
    cluster = distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, dashboard_address=None, host="127.0.0.1"
    )
    with cluster, distributed.Client(cluster) as client:
        report = built(blog, tmp_path / "site", executor=client.get_executor())
    assert report.diagnostics == alone[0].diagnostics
    assert tree(tmp_path / "site") == alone[1]


@pytest.mark.usefixtures("ways")
def test_a_note_that_is_written_while_it_is_read_is_read_again(blog: Path, tmp_path: Path) -> None:
    """By this build or, where the note was made a page as soon as it was read, by the next."""
    source, note = tmp_path / "blog", tmp_path / "blog/_posts/2024-01-01-n3.md"
    shutil.copytree(blog, source)

    def meddle(phase: str, done: int, of: int) -> None:
        if phase == "reading" and done == of and "Later" not in note.read_text():
            note.write_text(note.read_text() + "\nLater.\n")

    build_site(Options(source, tmp_path / "site", jobs=2), meddle)
    built(source, tmp_path / "site")
    built(source, tmp_path / "clean")
    assert "Later" in note.read_text()
    assert tree(tmp_path / "site") == tree(tmp_path / "clean")


TASKS = [Task("a phase", str(number), int, ()) for number in range(50)]


def _place(task: Task) -> int:
    """Where a task is computed."""
    return int(task()) + os.getpid()


@pytest.mark.parametrize("jobs", [1, 2])
def test_little_is_computed_here(monkeypatch: pytest.MonkeyPatch, jobs: int) -> None:
    monkeypatch.setattr(workers, "_WORTH_IT", 60.0)
    places = workers.each(_place, TASKS, workers.Workers(jobs))
    assert {place for _, place, _ in places} == {os.getpid()}


def test_much_is_computed_elsewhere() -> None:
    places = [place for _, place, _ in workers.each(_place, TASKS, workers.Workers(2))]
    assert places[:2] == [os.getpid()] * 2 and os.getpid() not in places[2:]


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_is_done_beside_others_and_what_in_any_case(monkeypatch: pytest.MonkeyPatch, jobs: int) -> None:
    monkeypatch.setattr(workers, "_WORTH_IT", 0.0)
    done: list[str] = []
    memory = Memory(workers=workers.Workers(jobs))
    (values,) = memory.recall_all(
        TASKS, meanwhile=lambda: done.append("meanwhile"), idly=lambda: done.append("idly")
    )
    assert values == [0] * len(TASKS)
    assert done == (["meanwhile", "idly"] if jobs > 1 else ["meanwhile"])
