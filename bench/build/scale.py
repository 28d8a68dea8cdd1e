"""How a cold build grows with the site: archives of several sizes built in turns, from the smallest to the
largest and back, so that a machine's pace falls on all alike.

    python -m bench.build.scale 100 1000 5000 50000 --rounds 1

Of each it prints the median of the wall seconds, milliseconds a post, and those of each post beyond the size
before, which leaves out what every build takes however small.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from bench.build.compare import forget, machine, run
from bench.build.peers import Peer, peers


def main() -> None:
    """Measures, and prints a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("counts", type=int, nargs="+", metavar="posts")
    parser.add_argument("--rounds", type=int, default=1)
    asked = parser.parse_args()
    counts = sorted(asked.counts)
    print(f"{machine()}. `python -m bench.build.scale {' '.join(map(str, counts))} --rounds {asked.rounds}`")  # noqa: T201
    print(table(measure(counts, asked.rounds)))  # noqa: T201


def measure(counts: Sequence[int], rounds: int) -> dict[int, list[float]]:
    """Wall seconds of each size, up and down so many times."""
    (ours,) = peers(None, frozenset({"ours"}))
    seconds: dict[int, list[float]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        for count in counts:
            root = Path(folder) / str(count)
            root.mkdir()
            ours.prepare(root, count, "mixed")
        for _ in range(rounds):
            for count in (*counts, *reversed(counts[:-1])):
                seconds[count].append(_seconds(ours, Path(folder) / str(count)))
    return seconds


def table(seconds: dict[int, list[float]]) -> str:
    """A line for each size."""
    medians = {count: statistics.median(runs) for count, runs in seconds.items()}
    beyond = {
        more: 1000 * (medians[more] - medians[less]) / (more - less) for less, more in pairwise(medians)
    }
    lines = ["| posts | s | runs | ms a post | ms a post beyond |", "|--:|--:|--:|--:|--:|"]
    for count, median in medians.items():
        each = f"{1000 * median / count:.2f} | {beyond[count]:.2f}" if count in beyond else "– | –"
        lines.append(f"| {count:,} | {median:.2f} | {len(seconds[count])} | {each} |")
    return "\n".join(lines)


def _seconds(peer: Peer, root: Path) -> float:
    forget(peer, root)
    return run(peer, root).wall


if __name__ == "__main__":
    main()
