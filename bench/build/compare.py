"""Whole builds beside other generators: cold, after an edit of a body, of a title, and with nothing changed.

Programs take turns in each round, so that what else the machine does falls on all alike. Seconds are of
the whole process tree, wall and processor. Memory is the most that all its processes hold together,
looked at in a cold build of its own.

    python -m bench.build.compare 1000 --rounds 3 --shape prose --programs build/peers
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import statistics
import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from operator import truediv
from pathlib import Path
from time import perf_counter, sleep
from typing import get_args

from bench.build.peers import ENVIRONMENT, Peer, peers
from bench.corpus import Shape
from bench.memory import most_memory

KINDS = ("cold", "body edit", "title edit", "nothing changed")
_TITLE = re.compile(r"^title: .*$", re.MULTILINE)
_SETTLED = 2.1
"""Seconds after which a file's time is trusted: a file of just now may still change unseen."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run: wall and processor seconds."""

    wall: float
    cpu: float


@dataclass(frozen=True, slots=True)
class Measured:
    """All runs of one program, by kind, and the most memory of a cold build in megabytes."""

    version: str
    runs: Mapping[str, list[Run]]
    memory: float


def main() -> None:
    """Measures each number of posts in each shape, and prints a table for it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("counts", type=int, nargs="+", metavar="posts")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--shape", action="append", choices=get_args(Shape))
    parser.add_argument("--programs", type=Path, help="a folder with their bin or node_modules")
    parser.add_argument("--only", default="", help="names, separated by commas")
    asked = parser.parse_args()
    programs = peers(asked.programs, frozenset(filter(None, asked.only.split(","))))
    print(f"{date.today()}. {machine()}. `{_command(asked)}`: medians; in brackets ours ÷ theirs.")  # noqa: T201
    for count in asked.counts:
        for shape in asked.shape or ["mixed"]:
            measured = measure(programs, count, shape, asked.rounds, asked.programs)
            print(f"\n### {count:,} posts, {shape}\n\n{table(measured)}", flush=True)  # noqa: T201


def measure(
    programs: tuple[Peer, ...], count: int, shape: Shape, rounds: int, installed: Path | None
) -> dict[str, Measured]:
    """Every kind of build of every program, in so many interleaved rounds."""
    runs: dict[str, dict[str, list[Run]]] = {peer.name: defaultdict(list) for peer in programs}
    with tempfile.TemporaryDirectory() as folder:
        roots = {peer.name: Path(folder) / peer.name for peer in programs}
        for peer in programs:
            _prepare(peer, roots[peer.name], count, shape, installed)
        for turn in range(rounds):
            for peer in programs:
                _round(peer, roots[peer.name], turn, runs[peer.name])
        return {
            peer.name: Measured(
                peer.told_version(roots[peer.name]), runs[peer.name], _memory(peer, roots[peer.name])
            )
            for peer in programs
        }


def table(measured: Mapping[str, Measured]) -> str:
    """Medians; in brackets ours divided by it, the median of the rounds' own ratios."""
    head = "".join(f" {kind}: wall s | CPU s |" for kind in KINDS)
    lines = [f"| |{head} memory MB |", "|---|" + "--:|" * (2 * len(KINDS) + 1)]
    ours = measured["ours"].runs if "ours" in measured else None
    for name, one in measured.items():
        cells = [cell for kind in KINDS for cell in _cells(one.runs[kind], ours[kind] if ours else None)]
        lines.append(f"| {name} {one.version} | {' | '.join(cells)} | {one.memory:.0f} |")
    return "\n".join(lines)


def _cells(runs: list[Run], ours: list[Run] | None) -> tuple[str, str]:
    walls, cpus = [run.wall for run in runs], [run.cpu for run in runs]
    own_walls, own_cpus = [run.wall for run in ours or ()], [run.cpu for run in ours or ()]
    return _cell(walls, own_walls), _cell(cpus, own_cpus)


def _cell(seconds: list[float], ours: list[float]) -> str:
    median = f"{statistics.median(seconds):.2f}"
    if not ours or ours == seconds:
        return median
    return f"{median} ({statistics.median(map(truediv, ours, seconds)):.2f})"


def _prepare(peer: Peer, root: Path, count: int, shape: Shape, installed: Path | None) -> None:
    root.mkdir()
    peer.prepare(root, count, shape)
    if installed and (installed / "node_modules").is_dir():
        (root / "node_modules").symlink_to((installed / "node_modules").absolute())


def _round(peer: Peer, root: Path, turn: int, runs: Mapping[str, list[Run]]) -> None:
    """One build of each kind."""
    forget(peer, root)
    runs["cold"].append(run(peer, root))
    posts = sorted((root / peer.posts).glob("*.md"))
    post = posts[len(posts) // 2]
    text = post.read_text(encoding="utf-8")
    _edit(post, f"{text}\nOne more sentence, number {turn}.\n")
    runs["body edit"].append(run(peer, root))
    _edit(post, _TITLE.sub(rf"\g<0> {turn}", post.read_text(encoding="utf-8"), count=1))
    runs["title edit"].append(run(peer, root))
    runs["nothing changed"].append(run(peer, root))


def _edit(post: Path, text: str) -> None:
    post.write_text(text, encoding="utf-8")
    sleep(_SETTLED)


def forget(peer: Peer, root: Path) -> None:
    """Takes away what was made. It is put aside: for minutes after files were deleted a file system (ext4) is
    slow to make new ones in their place, which a first build does not meet."""
    aside = Path(tempfile.mkdtemp(dir=root.parent, prefix="aside-"))
    for name in peer.made:
        if (root / name).exists():
            (root / name).rename(aside / name.replace("/", "-"))


def run(peer: Peer, root: Path) -> Run:
    """One build, as things are."""
    os.sync()  # no program waits for what the one before it wrote
    start = perf_counter()
    with (root.parent / f"{peer.name}.log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 a program of the table
            peer.command, cwd=root, env=ENVIRONMENT, stdout=log, stderr=log
        )
        _, status, usage = os.wait4(process.pid, 0)
    wall = perf_counter() - start
    if os.waitstatus_to_exitcode(status):
        raise SystemExit(f"{peer.name} failed: {Path(log.name).read_text()[-2000:]}")
    return Run(wall, usage.ru_utime + usage.ru_stime)


def _memory(peer: Peer, root: Path) -> float:
    forget(peer, root)
    return most_memory(peer.command, root, ENVIRONMENT)


def machine() -> str:
    """What the machine is, and how busy."""
    load, python = os.getloadavg()[0], platform.python_version()
    return (
        f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}, load {load:.1f}; Python {python}"
    )


def _command(asked: argparse.Namespace) -> str:
    counts = " ".join(map(str, asked.counts))
    shapes = "".join(f" --shape {shape}" for shape in asked.shape or ())
    only = f" --only {asked.only}" if asked.only else ""
    return f"python -m bench.build.compare {counts} --rounds {asked.rounds}{shapes}{only}"


if __name__ == "__main__":
    main()
