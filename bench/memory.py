"""The most memory that a program and all processes it starts hold together."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path


def most_memory(command: Sequence[str], folder: Path, environment: Mapping[str, str] | None = None) -> float:
    """Megabytes at the highest of many looks during one run, pages that processes share counted once."""
    process = subprocess.Popen(  # noqa: S603 a program that is measured
        command,
        cwd=folder,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    most = 0.0
    while process.poll() is None:
        most = max(most, _held(process.pid))
        time.sleep(0.02)
    return most


def _held(group: int) -> float:
    """What the processes of a group hold at this moment."""
    total = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if os.getpgid(int(folder.name)) == group:
                text = (folder / "smaps_rollup").read_text("ascii")
                total += sum(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:"))
        except (OSError, ValueError):
            continue
    return total / 1024
