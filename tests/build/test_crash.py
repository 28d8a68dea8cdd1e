"""Killed or out of disk at any write step, a build leaves the whole old site or the whole new one,
and the next build is right."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from generator.build import Options, build_site
from generator.build import building as building_module
from generator.diagnostics import Diagnostic, Severity
from generator.output import locked, spare, state_of
from generator.problems.build import waits_for_another
from tests.build import faults
from tests.build.faults import CRASHED, NOW, Fault

KINDS = ("kill", "EIO", "ENOSPC", "EROFS", "EACCES")
KILLS = 200
STRIDE = int(os.environ.get("CRASH_STRIDE", "1"))
"""Of how many write steps the soak tries one."""
Tree = dict[str, bytes]


def tree(root: Path) -> Tree:
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file()}


def silent(phase: str, done: int, of: int) -> None:
    del phase, done, of


def note(root: Path, number: int, text: str) -> None:
    path = root / f"_posts/2024-01-0{number}-n{number}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"---\ntitle: N{number}\ntags: [a]\n---\n\n{text} $x$.\n\n## Part\n", encoding="utf-8")


@dataclass(frozen=True)
class Before:
    """An output before a build, and the trees that the build may leave."""

    source: Path
    """The blog as it is to be built."""
    folder: Path
    """Holds site/ and its state, to be copied for each case."""
    old: Tree
    new: Tree


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> Before:
    """A site that stands, and a blog of which a post was changed, one removed and one added."""
    root = tmp_path_factory.mktemp("edited")
    source = root / "blog"
    source.mkdir()
    (source / "_config.yml").write_text("title: N\nurl: https://e.org\npermalink: /:title.html\n")
    (source / "a.png").write_bytes(b"old")
    for number in range(1, 4):
        note(source, number, "Older")
    build_site(Options(source, root / "before/site", now=NOW), silent)
    for number in range(1, 4):
        note(source, number, "Old")
    build_site(Options(source, root / "before/site", now=NOW), silent)
    note(source, 1, "New")
    (source / "_posts/2024-01-02-n2.md").unlink()
    (source / "a.png").write_bytes(b"newer")
    note(source, 4, "Four")
    build_site(Options(source, root / "clean/site", now=NOW), silent)
    return Before(source, root / "before", tree(root / "before/site"), tree(root / "clean/site"))


@pytest.fixture(scope="module")
def fresh(edited: Before, tmp_path_factory: pytest.TempPathFactory) -> Before:
    """No site yet."""
    return Before(edited.source, tmp_path_factory.mktemp("fresh"), {}, edited.new)


@pytest.fixture(scope="module")
def foreign(edited: Before, tmp_path_factory: pytest.TempPathFactory) -> Before:
    """A tree of someone else's where the site is to be."""
    folder = tmp_path_factory.mktemp("foreign")
    (folder / "site").mkdir()
    (folder / "site/precious.txt").write_text("mine")
    return Before(edited.source, folder, tree(folder / "site"), edited.new)


SETTINGS = [("edited", True), ("edited", False), ("fresh", True), ("foreign", True), ("foreign", False)]


@pytest.mark.parametrize(("name", "exchange"), SETTINGS)
def test_some_steps(name: str, exchange: bool, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """A seeded few of what the soak runs over all steps."""
    before: Before = request.getfixturevalue(name)
    dice = random.Random(f"{name} {exchange}")  # noqa: S311 no secret is made of it
    last = steps_of(before, tmp_path, exchange)
    for number, kind in enumerate(("kill", "kill", dice.choice(KINDS[1:]))):
        survives(before, tmp_path / str(number), Fault(dice.randint(1, last), kind), exchange)


@pytest.mark.soak
@pytest.mark.parametrize(("name", "exchange"), SETTINGS)
@pytest.mark.parametrize("kind", KINDS)
def test_every_step(
    name: str, exchange: bool, kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    before: Before = request.getfixturevalue(name)
    steps = range(1, steps_of(before, tmp_path, exchange) + 1, STRIDE)
    print(f"{len(steps)} of {steps.stop - 1} write steps")  # noqa: T201 the soak's figures
    for step in steps:
        survives(before, tmp_path / str(step), Fault(step, kind), exchange)
        shutil.rmtree(tmp_path / str(step))


def test_without_a_folder_for_outputs_the_site_is_built(edited: Before, tmp_path: Path) -> None:
    state = state_of(tmp_path / "site")
    state.folder.mkdir()
    state.made.write_text("something else lies there")
    assert build_site(Options(edited.source, tmp_path / "site", now=NOW), silent).published
    assert tree(tmp_path / "site") == edited.new


@pytest.mark.parametrize("largest", [1, 3000, 60_000])
@pytest.mark.parametrize("name", ["edited", "fresh"])
def test_a_disk_that_takes_no_more(
    name: str, largest: int, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """The system itself refuses to write: into pages and into the memory's file alike."""
    before: Before = request.getfixturevalue(name)
    survives(before, tmp_path / "case", Fault(0, "kill"), True, largest)


def copied(folder: Path, to: Path) -> None:
    """A copy of an output and its state; the note of the tree to be made use of is about the copies."""
    shutil.copytree(folder, to)
    state = state_of(to / "site")
    if state.spare_note.exists():
        differs = json.loads(state.spare_note.read_text())[-1]
        state.spare_note.write_text(json.dumps([*spare.numbers(state), differs]))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own, of 48 MB, in memory."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", place], check=False)
    if mounted.returncode:
        pytest.skip("only root may mount a file system")
    yield place
    subprocess.run(["umount", place], check=True)


@pytest.mark.soak
@pytest.mark.parametrize("name", ["edited", "fresh", "foreign"])
def test_a_disk_that_is_full(name: str, small_disk: Path, request: pytest.FixtureRequest) -> None:
    """From no room at all to more than enough: no error is made up, the system gives them."""
    before: Before = request.getfixturevalue(name)
    copied(before.folder, small_disk / "whole")
    faults.build(before.source, small_disk / "whole/site", Fault(0, "kill"))
    need = shutil.disk_usage(small_disk).used
    shutil.rmtree(small_disk / "whole")
    ends = []
    for step in range(45):
        case = small_disk / "case"
        copied(before.folder, case)
        with (small_disk / "ballast").open("wb") as ballast:
            os.posix_fallocate(ballast.fileno(), 0, shutil.disk_usage(small_disk).free - need * step // 30)
        ended = faults.build(before.source, case / "site", Fault(0, "kill"))
        assert ended.code != CRASHED, step
        assert tree(case / "site") == (before.new if ended.code == faults.PUBLISHED else before.old), step
        ends.append(ended.code)
        (small_disk / "ballast").unlink()
        is_right(before, case, f"{step} of 30 parts of the room that it takes")
        shutil.rmtree(case)
    assert ends[-1] == faults.PUBLISHED
    assert ends[0] == faults.REFUSED or name == "edited"  # the spare tree's files make room for as many


def steps_of(before: Before, scratch: Path, exchange: bool) -> int:
    """How many write steps the whole build takes."""
    copied(before.folder, scratch / "whole")
    ended = faults.build(before.source, scratch / "whole/site", Fault(0, "kill"), exchange)
    assert tree(scratch / "whole/site") == before.new
    assert ended.steps > 50
    return ended.steps


def survives(before: Before, case: Path, fault: Fault, exchange: bool, largest: int = 0) -> None:
    """One build with a fault, and the next one without."""
    copied(before.folder, case)
    ended = faults.build(before.source, case / "site", fault, exchange, largest)
    assert ended.code != CRASHED, fault
    left = tree(case / "site")
    cut_between_renames = (case / ".site.notes/previous").exists() and not (case / "site").exists()
    assert left in (before.old, before.new) or (not exchange and cut_between_renames), fault
    if ended.code == faults.PUBLISHED:
        assert left == before.new, fault
    elif ended.code == faults.REFUSED:
        assert left == before.old, fault
    is_right(before, case, str(fault))


def is_right(before: Before, case: Path, said: str) -> None:
    """The next build leaves the whole new site, and nothing of others is lost or made up."""
    report = build_site(Options(before.source, case / "site", now=NOW), silent)
    assert report.published, said
    assert tree(case / "site") == before.new, said
    assert not [d for d in report.diagnostics if d.severity is Severity.ERROR], said
    aside = [tree(path) for path in sorted((case / ".site.notes").glob("replaced-*"))]
    assert aside == ([before.old] if "precious.txt" in before.old else []), said


# ---------------------------------------------------------------- the command itself


def command(source: Path, output: Path) -> subprocess.Popen[bytes]:
    asked = [sys.executable, "-m", "generator", "build", "--source", str(source), "--output", str(output)]
    return subprocess.Popen(
        asked, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=Path(__file__).parents[2]
    )


@pytest.mark.parametrize("kills", [8, pytest.param(KILLS, marks=pytest.mark.soak)])
def test_the_command_killed_at_random_moments(edited: Before, tmp_path: Path, kills: int) -> None:
    dice = random.Random(kills)  # noqa: S311 no secret is made of it
    shutil.copytree(edited.folder, tmp_path / "whole")
    begun = time.monotonic()
    assert command(edited.source, tmp_path / "whole/site").wait(120) == 0
    whole = time.monotonic() - begun
    for number in range(kills):
        case = tmp_path / str(number)
        shutil.copytree(edited.folder, case)
        process = command(edited.source, case / "site")
        time.sleep(dice.uniform(0, whole))
        process.kill()
        process.communicate()
        assert tree(case / "site") in (edited.old, edited.new)
        is_right(edited, case, f"kill {number}")
        shutil.rmtree(case)


def test_two_commands_at_once_leave_one_of_the_two_sites(edited: Before, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(edited.source, other)
    note(other, 5, "Five")
    build_site(Options(other, tmp_path / "clean/site", now=NOW), silent)
    shutil.copytree(edited.folder, tmp_path / "case")
    running = [command(source, tmp_path / "case/site") for source in (edited.source, other)]
    assert [process.wait(120) for process in running] == [0, 0]
    assert tree(tmp_path / "case/site") in (edited.new, tree(tmp_path / "clean/site"))


def test_a_second_build_waits_and_says_so(
    edited: Before, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits = threading.Event()

    def told(output: str) -> Diagnostic:
        waits.set()
        return waits_for_another(output)

    monkeypatch.setattr(building_module, "waits_for_another", told)
    found: list[str] = []

    def second() -> None:
        report = build_site(Options(edited.source, tmp_path / "site", now=NOW), silent)
        found.extend(d.code for d in report.diagnostics)

    with locked(state_of(tmp_path / "site"), lambda: None):
        thread = threading.Thread(target=second)
        thread.start()
        assert waits.wait(60)
        assert not (tmp_path / "site").exists()
    thread.join(60)
    assert found == ["waited"]
    assert tree(tmp_path / "site") == edited.new
