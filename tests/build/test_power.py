"""The power goes out at any write step of a build: the whole old site or the whole new one is on the disk,
and the next build is right, whatever was not flushed."""

from __future__ import annotations

import os
import random

import pytest

from tests.build import faults
from tests.build.before import Before, befores, is_right, is_whole
from tests.build.faults import Fault
from tests.build.power import WAYS, Disk
from tests.build.system_calls import can_intercept
from tests.build.test_crash import SETTINGS, whole_build

STRIDE = int(os.environ.get("POWER_STRIDE", "1"))
"""Of how many write steps the soak tries one."""
BY_ONE = {name: setting for name, setting in SETTINGS.items() if setting[1].jobs == 1}
"""Settings of one process: what others write meanwhile would be taken for flushed or not at random."""


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Before]:
    if not can_intercept():
        pytest.skip("needs Linux, x86-64 or AArch64, and seccomp")
    return befores(tmp_path_factory.mktemp("befores"))


@pytest.mark.parametrize("name", BY_ONE)
def test_the_power_goes_out_at_some_steps(name: str, cases: dict[str, Before]) -> None:
    dice = random.Random(name)  # noqa: S311 no secret is made of it
    steps = steps_of(cases, name)
    for way in WAYS:
        outlasts(cases, name, dice.randint(1, steps + 1), way)


@pytest.mark.soak
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("name", BY_ONE)
@pytest.mark.parametrize("way", WAYS)
def test_the_power_goes_out_at_every_step(name: str, way: str, cases: dict[str, Before]) -> None:
    steps = steps_of(cases, name)
    tried = range(1, steps + 2, STRIDE)
    print(f"{name}, {way}: {len(tried)} of {steps + 1} moments")  # noqa: T201 the soak's figures
    for step in tried:
        outlasts(cases, name, step, way)


def steps_of(cases: dict[str, Before], name: str) -> int:
    """How many write steps the build of that setting takes."""
    return len(whole_build(cases[BY_ONE[name][0]], BY_ONE[name][1]).steps)


def outlasts(cases: dict[str, Before], name: str, step: int, way: str) -> None:
    """A build during which the power goes out before a step, or after the last, and the next one, which
    finds no memory damaged that the build before could take."""
    (kind, setting), remembers = BY_ONE[name], BY_ONE[name][0] not in ("upgraded", "fresh", "foreign")
    before = cases[kind]
    said = f"{way} at {step}"
    before.lay_out()
    disk = Disk(before.case)
    ended = faults.build(before.source, before.site, Fault(step, "kill"), setting, meanwhile=disk.before)
    disk.goes_out(way, random.Random(step))  # noqa: S311 no secret is made of it
    is_whole(before, faults.Ended(-9), setting, said)
    told = is_right(before, said, thorough=step % 3 == 0)
    if remembers:
        assert "damaged-memory" not in told, (said, ended.steps[-1:])
