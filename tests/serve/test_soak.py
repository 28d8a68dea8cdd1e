"""Edits without end: memory stays flat and no update is lost."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from tests.serve.running import Running, post, until

pytestmark = pytest.mark.soak

SECONDS = float(os.environ.get("SOAK_SECONDS", "120"))
_GROWTH = 1.15


def resident(pid: int) -> int:
    """Resident memory in KB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    raise AssertionError("no VmRSS")


def saved(live: Running, note: Path, number: int) -> None:
    note.write_text(post("Two", f"Edit number {number}."))
    until(lambda: f"Edit number {number}.".encode() in live.get("/two.html")[1])


@pytest.mark.timeout(SECONDS + 120)
def test_no_edit_is_lost_and_memory_stays_flat(blog: Path) -> None:
    live = Running(blog)
    note = blog / "_posts/2024-03-02-two.md"
    try:
        for number in range(300):
            saved(live, note, number)
        before = resident(live.process.pid)
        end, number = time.monotonic() + SECONDS, 300
        while time.monotonic() < end:
            number += 1
            if number % 10 == 0:
                (blog / f"_posts/2024-05-01-extra{number}.md").write_text(post(f"E{number}", "Extra."))
                (blog / f"_posts/2024-05-01-extra{number - 50}.md").unlink(missing_ok=True)
            if number % 25 == 0:
                note.write_text("---\ntitle: [Two\n---\n")
                with live.events("/two.html") as events:
                    until(lambda: events()["problems"])
            saved(live, note, number)
        assert number > 500
        assert resident(live.process.pid) < before * _GROWTH
    finally:
        live.stop()
