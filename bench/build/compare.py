"""Whole builds beside other generators: cold, after one edit of a body, and with nothing changed.

Programs take turns in each round, so that what else the machine does falls on all alike. Wall and
processor seconds of the whole process tree, and its largest resident memory.

    python -m bench.build.compare 1000 --rounds 3 --programs ~/peers
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, sleep

from bench.build.peers import Peer, peers

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Run:
    """One run: wall and processor seconds, and kilobytes of the largest process."""

    wall: float
    cpu: float
    memory: int


def run(peer: Peer, root: Path) -> Run:
    """Runs a program to its end."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "NODE_PATH": os.environ.get("NODE_PATH", "")}
    start = perf_counter()
    with (root / "log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 a program of the table
            peer.command, cwd=root, env=environment, stdout=log, stderr=log
        )
        _, status, usage = os.wait4(process.pid, 0)
    wall = perf_counter() - start
    if os.waitstatus_to_exitcode(status):
        raise SystemExit(f"{peer.name} failed: {(root / 'log').read_text()[-2000:]}")
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss)


def cold(peer: Peer, root: Path) -> Run:
    """A build from nothing."""
    for made in (peer.made, ".site.notes", ".cache", "resources", "__pycache__"):
        shutil.rmtree(root / made, ignore_errors=True)
    return run(peer, root)


def edited(peer: Peer, root: Path, count: int, turn: int) -> Run:
    """A build after one more sentence in one post."""
    path = sorted(root.rglob("*-post-*.md"))[count // 2]
    with path.open("a", encoding="utf-8") as file:
        file.write(f"\nOne more sentence, number {turn}.\n")
    sleep(2.1)  # a build does not trust the time of a file that was written just now
    return run(peer, root)


def main() -> None:
    """Prints the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("count", type=int)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--programs", type=Path)
    parser.add_argument("--only", default="")
    asked = parser.parse_args()
    programs = [p for p in peers(asked.programs) if not asked.only or p.name in asked.only.split(",")]
    results: dict[tuple[str, str], list[Run]] = {}
    with tempfile.TemporaryDirectory() as folder:
        roots = {peer.name: Path(folder) / peer.name for peer in programs}
        for peer in programs:
            roots[peer.name].mkdir()
            peer.prepare(roots[peer.name], asked.count)
            if asked.programs and (asked.programs / "node_modules").is_dir():
                (roots[peer.name] / "node_modules").symlink_to(asked.programs / "node_modules")
        for turn in range(asked.rounds):
            for peer in programs:
                root = roots[peer.name]
                results.setdefault(("cold", peer.name), []).append(cold(peer, root))
                results.setdefault(("one edit", peer.name), []).append(edited(peer, root, asked.count, turn))
                sleep(2.1)
                results.setdefault(("again", peer.name), []).append(run(peer, root))
                results.setdefault(("nothing", peer.name), []).append(run(peer, root))
    report(asked.count, results)


def report(count: int, results: dict[tuple[str, str], list[Run]]) -> None:
    """A table for each kind of build."""
    for kind in ("cold", "one edit", "nothing"):
        print(f"\n### {count} posts, {kind}\n")  # noqa: T201 its output
        print("| | wall s | CPU s | MB | wall / ours | CPU / ours |\n|---|--:|--:|--:|--:|--:|")  # noqa: T201
        ours = [*results[kind, "ours"]]
        for (what, name), runs in results.items():
            if what != kind:
                continue
            walls = [r.wall / o.wall for r, o in zip(runs, ours, strict=True)]
            cpus = [r.cpu / o.cpu for r, o in zip(runs, ours, strict=True)]
            wall, cpu = statistics.median(r.wall for r in runs), statistics.median(r.cpu for r in runs)
            memory = max(r.memory for r in runs) / 1024
            ratio = f"{statistics.median(walls):.2f} | {statistics.median(cpus):.2f}"
            print(f"| {name} | {wall:.2f} | {cpu:.2f} | {memory:.0f} | {ratio} |")  # noqa: T201
    sys.stdout.flush()


if __name__ == "__main__":
    main()
