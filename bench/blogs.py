"""Compiles whole Jekyll blogs and adds up what is said of them: `python -m bench.blogs FOLDER…`.

Prints a table for bench/RESULTS.md: how many blogs, posts and outputs, what crashed, which problems
were found, and in how many outputs Liquid was left in the text. Names no blog.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

from selectolax.lexbor import LexborHTMLParser

from generator.build import Compiled, Memory, Options, compile_site

_LIQUID = re.compile(r"\{%|\{\{")


@dataclass(slots=True)
class Sum:
    """What all blogs together came to."""

    numbers: Counter[str] = field(default_factory=Counter)
    files: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(severity, code) → files that have it."""
    blogs: Counter[tuple[str, str]] = field(default_factory=Counter)
    seconds: float = 0.0

    def add(self, folder: Path) -> None:
        """Compiles a blog and counts."""
        start = perf_counter()
        self.numbers["blogs"] += 1
        try:
            site = compile_site(Options(folder, folder / "_site"), lambda *_: None, Memory())
        except Exception as fault:
            self.numbers["crashes"] += 1
            sys.stderr.write(f"{folder}: {fault!r}\n")
            return
        self.seconds += perf_counter() - start
        self.numbers["posts"] += len(site.site.posts)
        self.numbers["other pages"] += len(site.site.pages) - len(site.site.posts)
        self.numbers["outputs"] += len(site.outputs)
        self.numbers["left out as unreadable"] += dict(site.skipped).get("unreadable", 0)
        self.numbers["blogs without an error"] += site.ok
        self.numbers["outputs with Liquid in their text"] += sum(map(_leaks, _pages(site)))
        kinds = {(str(d.severity), d.code, d.at.path) for d in site.diagnostics}
        self.files.update((severity, code) for severity, code, _ in kinds)
        self.blogs.update({(severity, code) for severity, code, _ in kinds})

    def table(self) -> str:
        """The sum in Markdown."""
        lines = ["| what | number |", "|---|---|"]
        lines += [f"| {name} | {number:,} |" for name, number in self.numbers.items()]
        lines += [f"| crashes | {self.numbers['crashes']} |"] if not self.numbers["crashes"] else []
        lines += [f"| seconds, one process | {self.seconds:.0f} |", ""]
        lines += ["| severity | code | files | blogs |", "|---|---|---|---|"]
        for (severity, code), number in sorted(self.files.items()):
            lines.append(f"| {severity} | {code} | {number:,} | {self.blogs[severity, code]} |")
        return "\n".join(lines)


def _pages(site: Compiled) -> list[bytes]:
    return [output.content for path, output in site.outputs.items() if path.endswith(".html")]


def _leaks(html: bytes) -> bool:
    """Whether a reader sees Liquid's marks outside of code and formulas."""
    if b"{%" not in html and b"{{" not in html:
        return False
    tree = LexborHTMLParser(html.decode("utf-8", "replace"))
    for node in tree.css("pre, code, script, style, .math"):
        node.decompose()
    return _LIQUID.search(tree.body.text() if tree.body else "") is not None


def main(folders: list[str]) -> None:
    """Adds up the blogs in the folders."""
    total = Sum()
    for folder in folders:
        total.add(Path(folder))
    sys.stdout.write(f"{total.table()}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
