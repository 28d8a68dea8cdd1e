"""Killed or out of disk at any write step, a build leaves the whole old site or the whole new one,
and the next build is right."""

from __future__ import annotations

import ast
import os
import random
import shutil
import subprocess
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pytest

from generator.build import Options, build_site
from generator.output import state_of
from tests.build import faults
from tests.build.before import Before, befores, is_right, is_whole, output_before, silent, survives, tree
from tests.build.faults import NOW, WRITES, Ended, Fault, Setting
from tests.build.system_calls import Call, can_intercept

STRIDE = int(os.environ.get("CRASH_STRIDE", "1"))
"""Of how many write steps the soak tries one; 0: the first, the middle and the last of each kind."""
KINDS = ("kill", "torn", "EIO", "ENOSPC", "EROFS", "EACCES")
PLAIN, TWO_RENAMES = Setting(), Setting(exchange=False)
SETTINGS = {
    "the tree before at hand": ("edited", PLAIN),
    "by two renames": ("edited", TWO_RENAMES),
    "no tree before": ("once", PLAIN),
    "the tree before copied": ("once", Setting(links=False)),
    "contents written anew": ("wasteful", PLAIN),
    "another version": ("upgraded", PLAIN),
    "a swap that was cut off": ("cut", TWO_RENAMES),
    "a text edited": ("text", PLAIN),
    "a text edited, by two renames": ("text", TWO_RENAMES),
    "lines moved": ("lines", PLAIN),
    "no site yet": ("fresh", PLAIN),
    "a tree of others": ("foreign", PLAIN),
    "a tree of others, by two renames": ("foreign", TWO_RENAMES),
    "three processes": ("edited", Setting(jobs=3, held=10)),
}


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Before]:
    if not can_intercept():
        pytest.skip("needs Linux, x86-64 or AArch64, and seccomp")
    return befores(tmp_path_factory.mktemp("befores"))


@pytest.mark.parametrize("name", SETTINGS)
def test_a_reader_sees_a_whole_site_before_every_step(name: str, cases: dict[str, Before]) -> None:
    """What a kill would leave at each write step of the build: looked at while the build stands still."""
    before, setting = cases[SETTINGS[name][0]], SETTINGS[name][1]
    before.lay_out()
    seen: list[str] = []

    def look(_: Call) -> None:
        left = tree(before.site)
        if left == before.new:
            seen.append("new")
        elif left == before.old:
            seen.append("old")
        else:
            seen.append("none" if not before.site.exists() else "a mixture")

    ended = faults.build(before.source, before.site, Fault(), setting, meanwhile=look)
    assert ended.code == faults.PUBLISHED
    allowed = [["old", "new"]]
    if not setting.exchange:
        allowed += [["old", "none", "new"], ["none", "old", "none", "new"]]
    assert [state for state, _ in groupby(seen)] in allowed


@pytest.mark.parametrize("name", SETTINGS)
def test_some_steps(name: str, cases: dict[str, Before]) -> None:
    """A seeded few of what the soak runs over all steps."""
    before, setting = cases[SETTINGS[name][0]], SETTINGS[name][1]
    dice = random.Random(name)  # noqa: S311 no secret is made of it
    whole = whole_build(before, setting)
    for kind in ("kill", dice.choice(KINDS[1:])):
        survives(before, Fault(dice.choice(steps_for(kind, whole)), kind), setting, thorough=True)


@pytest.mark.parametrize("kind", ["EIO", "ENOSPC", "EROFS", "EACCES"])
def test_an_edit_that_is_published_is_said_to_be(kind: str, cases: dict[str, Before]) -> None:
    """What comes after the exchange may fail: the new site stands all the same."""
    whole = whole_build(cases["lines"], PLAIN)
    step = [step.file for step in whole.steps].index(".site.notes/manifest.json.next") + 1
    assert survives(cases["lines"], Fault(step, kind), PLAIN, thorough=True).code == faults.PUBLISHED


def test_a_manifest_that_says_the_same_stays(cases: dict[str, Before]) -> None:
    whole = whole_build(cases["text"], PLAIN)
    assert not [step for step in whole.steps if "manifest" in step.file]


@pytest.mark.soak
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("name", SETTINGS)
@pytest.mark.parametrize("kind", KINDS)
def test_every_step(name: str, kind: str, cases: dict[str, Before]) -> None:
    before, setting = cases[SETTINGS[name][0]], SETTINGS[name][1]
    whole = whole_build(before, setting)
    steps = steps_for(kind, whole)
    tried = steps[::STRIDE] if STRIDE else few_of_each(steps, whole)
    print(f"{name}, {kind}: {len(tried)} of {len(steps)} write steps")  # noqa: T201 the soak's figures
    for number, step in enumerate(tried):
        survives(before, Fault(step, kind), setting, thorough=number % 3 == 0)


def whole_build(before: Before, setting: Setting, placed: bool = False) -> Ended:
    """The build without a fault: the steps that it takes."""
    before.lay_out()
    ended = faults.build(before.source, before.site, Fault(), setting, placed)
    assert ended.code == faults.PUBLISHED
    assert tree(before.site) == before.new
    return ended


def steps_for(kind: str, whole: Ended) -> list[int]:
    """The steps at which a fault of that kind can strike."""
    return [n for n, step in enumerate(whole.steps, 1) if kind != "torn" or step.call in WRITES]


def few_of_each(steps: list[int], whole: Ended) -> list[int]:
    """The first, middle and last of the steps with the same system call on the same file or folder."""
    alike: dict[tuple[str, str], list[int]] = {}
    for number in steps:
        step = whole.steps[number - 1]
        place, _, rest = step.file.removeprefix(".site.notes/").partition("/")
        alike.setdefault((step.call, f"{place}/" if rest else place), []).append(number)
    return sorted({some[at] for some in alike.values() for at in (0, len(some) // 2, -1)})


# ---------------------------------------------------------------- which steps there are

_MUTATORS = frozenset(
    {
        "chmod", "copy2", "link", "mkdir", "rename", "rmdir", "rmtree", "touch", "unlink",
        "write", "write_bytes", "write_text", "execute", "executemany", "executescript",
    }
)  # fmt: skip
"""Methods and functions by whose names code that writes is told."""
_ROOMS = ("output", "build")
_ELSEWHERE = {
    "build/processes/forked.py:_numbers": "a pipe",
    "build/cache/preview_memory.py:__init__": "the preview's own folder",
    "build/cache/shelf.py:_read": "reads",
    "build/cache/shelf.py:_places": "reads",
    "build/cache/shelf.py:_opened": "reads",
}


@pytest.mark.soak
def test_every_place_that_writes_is_among_the_steps(cases: dict[str, Before]) -> None:
    """Each function of ours that writes has a step in some setting, so the steps leave none out."""
    calls: set[tuple[str, str]] = set()
    for name, (before, setting) in SETTINGS.items():
        steps = whole_build(cases[before], setting, placed=True).steps
        calls |= {(step.place, step.call) for step in steps}
        print(f"{name}: {len(steps)} steps, {len({(s.place, s.call) for s in steps})} kinds")  # noqa: T201
    print(f"{len(calls)} kinds of steps (lines of code and system calls)")  # noqa: T201
    lines = {part for place, _ in calls for part in place.split(" < ")}
    reached = {f"{line.partition(':')[0]}:{line.rpartition(' ')[2]}" for line in lines}
    assert writers() - reached - _ELSEWHERE.keys() == set()


def writers() -> set[str]:
    """file:function of the code of the rooms that write, told by the names of what is called."""
    found: set[str] = set()
    generator = Path(__file__).parents[2] / "generator"
    for file in sorted(path for room in _ROOMS for path in (generator / room).glob("*.py")):
        for function in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(function, ast.FunctionDef) and _mutates(function):
                found.add(f"{file.relative_to(generator).as_posix()}:{function.name}")
    return found


def _mutates(function: ast.FunctionDef) -> bool:
    called = [node.func for node in ast.walk(function) if isinstance(node, ast.Call)]
    return any(isinstance(one, ast.Attribute) and one.attr in _MUTATORS for one in called)


# ---------------------------------------------------------------- what the system itself refuses


def test_without_a_folder_for_outputs_the_site_is_built(cases: dict[str, Before], tmp_path: Path) -> None:
    state = state_of(tmp_path / "site")
    state.folder.mkdir()
    state.made.write_text("something else lies there")
    assert build_site(Options(cases["edited"].source, tmp_path / "site", now=NOW), silent).published
    assert tree(tmp_path / "site") == cases["edited"].new


@pytest.mark.parametrize("largest", [1, 3000, 20_000])
@pytest.mark.parametrize("name", ["edited", "text", "lines", "fresh"])
def test_a_disk_that_takes_no_more(name: str, largest: int, cases: dict[str, Before]) -> None:
    """Files of more bytes are refused: pages and the memory's file alike, after a part was written."""
    survives(cases[name], Fault(), Setting(largest=largest), thorough=True)


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
@pytest.mark.parametrize("name", ["edited", "once", "text", "lines", "fresh", "foreign"])
def test_a_disk_that_is_full(name: str, small_disk: Path) -> None:
    """From no room at all to more than enough: no error is made up, the system gives them."""
    before = output_before(small_disk / name, name)
    before.lay_out()
    faults.build(before.source, before.site, Fault())
    need = shutil.disk_usage(small_disk).used
    ends = []
    for step in range(45):
        before.lay_out()
        with (small_disk / "ballast").open("wb") as ballast:
            os.posix_fallocate(ballast.fileno(), 0, shutil.disk_usage(small_disk).free - need * step // 30)
        ended = faults.build(before.source, before.site, Fault())
        said = f"{step} of 30 parts of the room that it takes"
        is_whole(before, ended, PLAIN, said)
        ends.append(ended.code)
        (small_disk / "ballast").unlink()
        is_right(before, said)
    assert ends[-1] == faults.PUBLISHED
    makes_room = name in ("edited", "text", "lines")  # with files of the spare tree
    assert ends[0] == faults.REFUSED or makes_room
