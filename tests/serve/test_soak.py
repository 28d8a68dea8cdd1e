"""Edits without end, of every kind an author makes: memory stays flat and no update is lost.

Two hours: `SOAK_SECONDS=7200 SOAK_REST=1 SOAK_LOG=soak.tsv pytest -m soak tests/serve/test_soak.py`.
"""

from __future__ import annotations

import itertools
import os
import shutil
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.serve.running import Running, post, until

pytestmark = pytest.mark.soak

SECONDS = float(os.environ.get("SOAK_SECONDS", "120"))
REST = float(os.environ.get("SOAK_REST", "0"))
"""Seconds between two edits."""
LOG = os.environ.get("SOAK_LOG", "")
"""Where each sample is written as it is taken: seconds, edits, resident KB, the slowest edit's seconds."""
_PATIENCE = 120.0
"""Seconds after which an edit counts as lost: a soak runs beside other work, and gives way to it."""
_WARM_ROUNDS = 20
_GROWTH = 1.15
_BURST = 30
_FIGURE = "```{{figure}} dilated_steps\n:kernel: 3\n:dilation: {dilation}\n:alt: steps\nfigure {number}\n```"
_NETWORK = """```{{network}} own
input 3x32x32
conv 3x3 {channels} bn relu
gap
fc 10
```

```{{cost-table}} own
```

layers {number}"""


@dataclass(frozen=True, slots=True)
class Author:
    """Someone who saves files of `blog` and looks at what `live` shows of them."""

    live: Running
    blog: Path

    def note(self, name: str) -> Path:
        return self.blog / f"_posts/2024-03-02-{name}.md"

    def sees(self, text: str, path: str) -> None:
        self.waits(lambda: text.encode() in self.live.get(path)[1], f"{text} never came to {path}")

    def misses(self, path: str) -> None:
        self.waits(lambda: self.live.get(path)[0].status == 404, f"{path} never went")

    def waits(self, look: Callable[[], bool], otherwise: str) -> None:
        until(look, lambda: "\n".join((otherwise, *self.live.said[-20:])), _PATIENCE)


def body(author: Author, number: int) -> None:
    author.note("two").write_text(post("Two", f"Edit number {number}."))
    author.sees(f"Edit number {number}.", "/two.html")


def renamed(author: Author, number: int) -> None:
    beside = author.blog / "_posts/.two.md.swp"
    beside.write_text(post("Two", f"Rename number {number}."))
    beside.replace(author.note("two"))
    author.sees(f"Rename number {number}.", "/two.html")


def title(author: Author, number: int) -> None:
    author.note("two").write_text(post(f"Title{number}", "Words."))
    author.sees(f"Title{number}", "/")
    author.sees(f"Title{number}", "/two.html")


def template(author: Author, number: int) -> None:
    (author.blog / "theme/_footer.html").write_text(f"<footer>footer {number}</footer>\n")
    author.sees(f"footer {number}", "/one.html")


def config(author: Author, number: int) -> None:
    (author.blog / "_config.yml").write_text(f"title: Blog {number}\npermalink: /:title.html\n")
    author.sees(f"Blog {number}", "/one.html")


def figure(author: Author, number: int) -> None:
    text = _FIGURE.format(dilation=2 + number // 12 % 2, number=number)
    author.note("figure").write_text(post("Figure", text))
    author.sees(f"figure {number}", "/figure.html")


def layers(author: Author, number: int) -> None:
    text = _NETWORK.format(channels=32 + number // 12 % 2, number=number)
    author.note("network").write_text(post("Network", text))
    author.sees(f"layers {number}", "/network.html")


def sheet(author: Author, number: int) -> None:
    (author.blog / "assets/own.css").write_text(f"p {{ outline-offset: {number}px; }}\n")
    author.sees(f"{number}px", "/assets/own.css")


def comes_and_goes(author: Author, number: int) -> None:
    author.note(f"extra{number}").write_text(post(f"Extra{number}", "Extra."))
    author.sees(f"Extra{number}", f"/extra{number}.html")
    author.note(f"extra{number}").unlink()
    author.misses(f"/extra{number}.html")


def folder(author: Author, number: int) -> None:
    made = author.blog / f"made{number}/deep"
    made.mkdir(parents=True)
    (made / "page.md").write_text(f"---\ntitle: Page\n---\n\nPage {number}.\n")
    author.sees(f"Page {number}.", f"/made{number}/deep/page.html")
    shutil.rmtree(made.parent)
    author.misses(f"/made{number}/deep/page.html")


def burst(author: Author, number: int) -> None:
    notes = [author.note(f"burst{n}") for n in range(_BURST)]
    for note in notes:
        note.write_text(post(note.stem, f"Burst {number}."))
    author.sees(f"Burst {number}.", f"/burst{_BURST - 1}.html")
    for note in notes:
        note.unlink()
    author.misses("/burst0.html")


def broken(author: Author, number: int) -> None:
    author.note("two").write_text("---\ntitle: [Two\n---\n")
    with author.live.events("/two.html") as events:
        until(lambda: events()["problems"])
    author.note("two").write_text(post("Two", f"Mended {number}."))
    author.sees(f"Mended {number}.", "/two.html")


EDITS: tuple[Callable[[Author, int], None], ...] = (
    body, renamed, title, template, config, figure, layers, sheet, comes_and_goes, folder, burst, broken,
)  # fmt: skip


def resident(pid: int) -> int:
    """Resident memory in KB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    raise AssertionError("no VmRSS")


def rounds(author: Author, began: float) -> list[int]:
    """Every kind of edit again and again until the time is over: the resident memory after each round."""
    samples: list[int] = []
    slowest = 0.0
    for number in itertools.count(1):
        if number % len(EDITS) == 0:
            samples.append(resident(author.live.process.pid))
            if LOG:
                with Path(LOG).open("a") as log:
                    log.write(f"{time.monotonic() - began:.0f}\t{number}\t{samples[-1]}\t{slowest:.1f}\n")
            slowest = 0.0
            if time.monotonic() - began > SECONDS:
                break
        started = time.monotonic()
        EDITS[number % len(EDITS)](author, number)
        slowest = max(slowest, time.monotonic() - started)
        time.sleep(REST)
    return samples


@pytest.mark.timeout(SECONDS + 300)
def test_no_edit_is_lost_and_memory_stays_flat(blog: Path) -> None:
    (blog / "theme").mkdir()
    live = Running(blog, "--templates", str(blog / "theme"))
    try:
        samples = rounds(Author(live, blog), time.monotonic())[_WARM_ROUNDS:]
    finally:
        live.stop()
    tail = max(1, len(samples) // 5)
    assert len(samples) > 2 * tail
    assert statistics.median(samples[-tail:]) < statistics.median(samples[:tail]) * _GROWTH
