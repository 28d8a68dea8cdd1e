"""How long the preview takes until it serves: the first time, and when it remembers the time before.

python bench/serve/starts.py --posts 1000
"""

from __future__ import annotations

import argparse
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "bench"))

from corpus import write_blog  # noqa: E402 the folder of measurements is no package

_AFTERWARDS = 4.0
"""Seconds in which it writes what it remembers."""


def started(folder: Path) -> tuple[float, float]:
    """Seconds until a preview of the blog in `folder` serves, and of its processor time until it is done."""
    before, begun = _children(), time.monotonic()
    process = subprocess.Popen(
        (sys.executable, "-m", "generator", "serve", "--source", "blog", "--port", "0"),
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None  # noqa: S101 it was asked for
    next(line for line in process.stdout if line.startswith("serving"))
    up = time.monotonic() - begun
    time.sleep(_AFTERWARDS)
    process.send_signal(signal.SIGINT)
    process.wait(20)
    return up, _children() - before


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Measures, and prints a table in Markdown."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--posts", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        write_blog(folder / "blog", asked.posts)
        print("| start | until it serves, s | processor time, s |\n|---|--:|--:|")  # noqa: T201 its purpose
        for name, runs in (("first", 1), ("again, least of the runs", asked.runs)):
            up, used = (min(times) for times in zip(*(started(folder) for _ in range(runs)), strict=True))
            print(f"| {name} | {up:.1f} | {used:.1f} |")  # noqa: T201


if __name__ == "__main__":
    main()
