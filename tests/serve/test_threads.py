"""The compiling thread and the watching one, without a browser or a server."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

from generator.model import Output
from generator.serve.builder import Builder, Step
from generator.serve.snapshot import Compilation, Shown, first_shown
from generator.serve.watch import Watcher
from tests.serve.running import until


def numbered(number: int, ok: bool = True) -> Compilation:
    return Compilation({"a.html": Output("a.html", str(number).encode())}, (), ok)


class Counted:
    """A compile that waits to be let through, and counts."""

    def __init__(self, broken: frozenset[int] = frozenset()) -> None:
        self.started = 0
        self.gate = threading.Semaphore(0)
        self.broken = broken

    def __call__(self) -> Compilation:
        self.started += 1
        number = self.started
        self.gate.acquire()
        return numbered(number, number not in self.broken)


def test_many_wishes_during_a_compile_make_one_more() -> None:
    compile_now, steps = Counted(), list[Step]()
    builder = Builder(first_shown(numbered(0)), compile_now, steps.append, print)
    builder.start()
    builder.want(frozenset({"x"}))
    until(lambda: compile_now.started == 1)
    for n in range(50):
        builder.want(frozenset({f"y{n}"}))
    compile_now.gate.release(10)
    until(lambda: len(steps) == 2)
    assert compile_now.started == 2
    assert steps[0].edited == {"x"}
    assert len(steps[1].edited) == 50
    assert builder.shown.snapshot.outputs["a.html"].content == b"2"
    builder.stop()


def test_a_broken_result_that_is_overtaken_is_not_shown() -> None:
    compile_now, steps = Counted(broken=frozenset({1})), list[Step]()
    builder = Builder(first_shown(numbered(0)), compile_now, steps.append, print)
    builder.start()
    builder.want(frozenset())
    until(lambda: compile_now.started == 1)
    builder.want(frozenset())
    compile_now.gate.release(10)
    until(lambda: steps)
    assert [step.after.latest.ok for step in steps] == [True]
    builder.stop()


def test_a_fault_of_ours_is_said_and_the_next_wish_is_served() -> None:
    said, steps = list[str](), list[Step]()

    def publish(step: Step) -> None:
        if not steps:
            steps.append(step)
            raise KeyError("ours")
        steps.append(step)

    turns = iter(range(1, 9))
    builder = Builder(first_shown(numbered(0)), lambda: numbered(next(turns)), publish, said.append)
    builder.start()
    builder.want(frozenset())
    until(lambda: said)
    builder.want(frozenset())
    until(lambda: len(steps) == 2)
    assert "KeyError: 'ours'" in said[0]
    builder.stop()


def test_a_watch_tells_of_files_in_new_folders_and_not_of_noise(tmp_path: Path) -> None:
    told: list[frozenset[str]] = []
    watcher = Watcher([tmp_path], told.append, print)
    watcher.start(mounts="")
    until(lambda: told)
    (tmp_path / "note.md~").write_text("x")
    (tmp_path / "new").mkdir()
    until(lambda: any(str(tmp_path / "new") in batch for batch in told))
    (tmp_path / "new/note.md").write_text("x")
    until(lambda: any(str(tmp_path / "new/note.md") in batch for batch in told))
    assert not any(path.endswith("~") for batch in told for path in batch)
    watcher.stop()


def test_a_network_mount_is_polled_and_said(tmp_path: Path) -> None:
    told, said = list[frozenset[str]](), list[str]()
    watcher = Watcher([tmp_path], told.append, said.append)
    watcher.start(mounts=f"host {tmp_path} nfs rw 0 0\n")
    assert said == [f"{tmp_path} is on a network mount (nfs): polling for changes"]
    until(lambda: told)
    (tmp_path / "note.md").write_text("x")
    until(lambda: any(str(tmp_path / "note.md") in batch for batch in told))
    watcher.stop()


def test_a_folder_that_comes_later_is_watched(tmp_path: Path) -> None:
    told: list[frozenset[str]] = []
    folder = tmp_path / "later"
    watcher = Watcher([folder], told.append, print)
    watcher.start(mounts="")
    folder.mkdir()
    until(lambda: told)
    (folder / "note.md").write_text("x")
    until(lambda: any(str(folder / "note.md") in batch for batch in told))
    watcher.stop()


def test_a_glance_is_published_before_the_compile() -> None:
    steps: list[Step] = []
    sheet = Output("a.css", b"new")

    def glance(shown: Shown, edited: frozenset[str]) -> Shown:
        assert edited == {"a.css"}
        return replace(shown, snapshot=replace(shown.snapshot, outputs={"a.css": sheet}))

    compiled = Compilation({"a.css": sheet}, (), ok=True)
    first = first_shown(Compilation({"a.css": Output("a.css", b"old")}, (), ok=True))
    builder = Builder(first, lambda: compiled, steps.append, print, glance)
    builder.start()
    builder.want(frozenset({"a.css"}))
    until(lambda: len(steps) == 2)
    builder.stop()
    assert [(step.compiled, step.changed) for step in steps] == [
        (False, frozenset({"a.css"})),
        (True, frozenset()),
    ]
