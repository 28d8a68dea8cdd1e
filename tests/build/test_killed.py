"""The build command, killed at random moments or run twice at once: the whole old site or the whole new
one, and the next build is right."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from generator.build import Options, build_site
from generator.build import building as building_module
from generator.diagnostics import Diagnostic
from generator.output import locked, state_of
from generator.problems.build import waits_for_another
from tests.build.before import (
    Before,
    built,
    is_right,
    kept_before,
    new_blog,
    output_before,
    page,
    silent,
    tree,
    write,
)
from tests.build.faults import NOW

KILLS = int(os.environ.get("KILLS", "200"))
MANY = 80
"""Notes for which it is worth to start processes."""


def many(root: Path) -> Before:
    """A site that stands, of so many notes that processes are started, and a setting changed that shows on
    every page."""
    blog, site = new_blog(root / "blog"), root / "case/site"
    words = "Words *and* `code`, more of them, [there](/n1.html#part).\n\n" * 60
    for number in range(MANY):
        write(blog / f"_posts/2023-01-01-m{number}.md", f"---\ntitle: M{number}\n---\n\n{words}")
    for text in ("Old", "Ordinary"):
        page(blog, text)
        built(blog, site)
    config = (blog / "_config.yml").read_text(encoding="utf-8")
    write(blog / "_config.yml", config.replace("title: N", "title: Renamed"))
    return kept_before(root, tree(site))


@pytest.fixture(scope="module", params=["edited", "text", "lines", "fresh", "many"])
def case(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Before:
    root = tmp_path_factory.mktemp(request.param)
    return many(root) if request.param == "many" else output_before(root, request.param)


def command(source: Path, output: Path) -> subprocess.Popen[bytes]:
    asked = [sys.executable, "-m", "generator", "build", "--jobs", "3"]
    asked += ["--source", str(source), "--output", str(output)]
    where = Path(__file__).parents[2]
    return subprocess.Popen(
        asked, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=where, start_new_session=True
    )


def killed(process: subprocess.Popen[bytes], dice: random.Random) -> None:
    """Kills the process, or with it those that it has forked: what is left over then ends by itself."""
    if dice.random() < 0.5:
        process.kill()
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


@pytest.mark.timeout(7200)
@pytest.mark.parametrize("kills", [3, pytest.param(KILLS, marks=pytest.mark.soak)])
def test_killed_at_random_moments(case: Before, kills: int) -> None:
    dice = random.Random(kills)  # noqa: S311 no secret is made of it
    case.lay_out()
    begun = time.monotonic()
    assert command(case.source, case.site).wait(120) == 0
    whole = time.monotonic() - begun
    ends = []
    for number in range(kills):
        case.lay_out()
        process = command(case.source, case.site)
        time.sleep(dice.uniform(0, 1.2 * whole))
        killed(process, dice)
        left = tree(case.site)
        assert left in (case.old, case.new), number
        ends.append(left == case.new)
        is_right(case, f"kill {number}", thorough=number % 5 == 0)
    print(f"{kills} kills within {whole:.2f} s: {sum(ends)} left the new site")  # noqa: T201 the soak's figures


@pytest.mark.timeout(7200)
@pytest.mark.parametrize("kills", [2, pytest.param(KILLS // 4, marks=pytest.mark.soak)])
def test_one_of_two_killed(case: Before, kills: int) -> None:
    """Two commands at once on one output, of which one is killed: the other one's site stands."""
    dice = random.Random(kills)  # noqa: S311 no secret is made of it
    case.lay_out()
    begun = time.monotonic()
    assert command(case.source, case.site).wait(120) == 0
    whole = time.monotonic() - begun
    sites = {case.source: case.new, case.later: case.last}
    for number in range(kills):
        case.lay_out()
        running = {source: command(source, case.site) for source in sites}
        time.sleep(dice.uniform(0, 1.5 * whole))
        victim = dice.choice([*sites])
        killed(running.pop(victim), dice)
        assert tree(case.site) in (case.old, *sites.values()), number
        ((source, other),) = running.items()
        said, _ = other.communicate(timeout=120)
        assert other.returncode == 0, said
        assert tree(case.site) in (sites[source], sites[victim]), number
        is_right(case, f"kill {number} of one of two")


def test_two_commands_at_once_leave_one_of_the_two_sites(case: Before) -> None:
    case.lay_out()
    running = [command(source, case.site) for source in (case.source, case.later)]
    assert [process.wait(120) for process in running] == [0, 0]
    assert tree(case.site) in (case.new, case.last)


def test_a_second_build_waits_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    waits = threading.Event()

    def told(output: str) -> Diagnostic:
        waits.set()
        return waits_for_another(output)

    monkeypatch.setattr(building_module, "waits_for_another", told)
    write(tmp_path / "blog/index.md", "---\ntitle: I\n---\nText.\n")
    built(tmp_path / "blog", tmp_path / "clean")
    found: list[str] = []

    def second() -> None:
        report = build_site(Options(tmp_path / "blog", tmp_path / "site", now=NOW), silent)
        found.extend(d.code for d in report.diagnostics)

    with locked(state_of(tmp_path / "site"), lambda: None):
        thread = threading.Thread(target=second)
        thread.start()
        assert waits.wait(60)
        assert not (tmp_path / "site").exists()
    thread.join(60)
    assert found == ["waited"]
    assert tree(tmp_path / "site") == tree(tmp_path / "clean")
