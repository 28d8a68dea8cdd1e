"""The compiling thread and the watching one, without a browser or a server."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from generator.build import Onlooker, Tell
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

    def __call__(self, tell: Tell, onlooker: Onlooker) -> Compilation:
        del tell, onlooker
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
    builder = Builder(first_shown(numbered(0)), lambda *_: numbered(next(turns)), publish, said.append)
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
    builder = Builder(first, lambda *_: compiled, steps.append, print, glance)
    builder.start()
    builder.want(frozenset({"a.css"}))
    until(lambda: len(steps) == 2)
    builder.stop()
    assert [(step.compiled, step.changed) for step in steps] == [
        (False, frozenset({"a.css"})),
        (True, frozenset()),
    ]


class Slow:
    """A compile that shows a page in view, and then renders others until it is let through."""

    def __init__(self, *, ok: bool = True) -> None:
        self.started = 0
        self.done = threading.Event()
        self._ok = ok

    def __call__(self, tell: Tell, onlooker: Onlooker) -> Compilation:
        self.started += 1
        text = str(self.started).encode()
        site = {path: Output(path, text) for path in ("a.html", "b.html")}
        onlooker.show(tuple(site[path] for path in sorted(onlooker.seen(site.keys()))))
        while not self.done.wait(0.001):
            tell("rendering", 1, 1000)
        return Compilation(site, (), self._ok)


def two_pages(text: bytes) -> Shown:
    return first_shown(Compilation({path: Output(path, text) for path in ("a.html", "b.html")}, (), ok=True))


def slowly(compile_now: Slow, steps: list[Step], first: Shown | None = None) -> Builder:
    builder = Builder(
        first or two_pages(b"0"), compile_now, steps.append, print, seen=lambda known: known & {"a.html"}
    )
    builder.start()
    return builder


def texts(shown: Shown) -> tuple[bytes, ...]:
    return tuple(output.content for output in shown.snapshot.outputs.values())


def test_a_page_in_view_is_shown_before_the_site_is_ready() -> None:
    compile_now, steps = Slow(), list[Step]()
    builder = slowly(compile_now, steps)
    builder.want(frozenset({"x"}))
    until(lambda: steps)
    assert texts(builder.shown) == (b"1", b"0")
    compile_now.done.set()
    until(lambda: len(steps) == 2)
    builder.stop()
    assert texts(builder.shown) == (b"1", b"1")
    assert [step.compiled for step in steps] == [False, True]
    assert [set(step.changed) for step in steps] == [{"a.html"}, {"b.html"}]
    assert builder.shown.builds[0].changed == 2


def test_a_compile_that_is_overtaken_is_given_up() -> None:
    compile_now, steps = Slow(), list[Step]()
    builder = slowly(compile_now, steps)
    builder.want(frozenset({"x"}))
    until(lambda: steps)
    builder.want(frozenset({"y"}))
    until(lambda: len(steps) == 2)
    assert texts(builder.shown) == (b"2", b"0")
    compile_now.done.set()
    until(lambda: len(steps) == 3)
    builder.stop()
    assert texts(builder.shown) == (b"2", b"2")
    assert steps[-1].edited == {"x", "y"}


def test_edits_without_end_do_not_keep_the_site_from_being_compiled(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("generator.serve.builder._PATIENCE", 0.0)
    compile_now, steps = Slow(), list[Step]()
    builder = slowly(compile_now, steps)
    builder.want(frozenset({"x"}))
    until(lambda: steps)
    builder.want(frozenset({"y"}))
    compile_now.done.set()
    until(lambda: any(step.compiled for step in steps))
    builder.stop()
    assert steps[1].compiled and steps[1].edited == {"x"}


def test_pages_that_were_shown_first_stay_where_the_site_turns_out_broken() -> None:
    compile_now, steps = Slow(ok=False), list[Step]()
    builder = slowly(compile_now, steps)
    builder.want(frozenset({"x"}))
    until(lambda: steps)
    compile_now.done.set()
    until(lambda: len(steps) == 2)
    builder.stop()
    assert texts(builder.shown) == (b"1", b"0")
    assert not builder.shown.latest.ok


def test_without_a_good_site_no_page_is_shown_before_the_others() -> None:
    first = first_shown(Compilation({"a.html": Output("a.html", b"0")}, (), ok=False))
    compile_now, steps = Slow(), list[Step]()
    builder = slowly(compile_now, steps, first)
    compile_now.done.set()
    builder.want(frozenset({"x"}))
    until(lambda: steps)
    builder.stop()
    assert [step.compiled for step in steps] == [True]
