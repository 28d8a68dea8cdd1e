"""What an edit costs the preview in processor time: until the page in view is rendered, and in all.

The seeded blog is compiled in one process, edited and compiled again; the least of several runs counts.

    python bench/serve/compiles.py --posts 1000
"""

from __future__ import annotations

import argparse
import gc
import sys
import tempfile
import time
from collections.abc import Callable, Set
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

from corpus import write_blog  # noqa: E402 the folder of measurements is no package

from generator.build import Memory, Onlooker, Options, compile_site  # noqa: E402
from generator.model import Output  # noqa: E402

_POST = 501
_PAGE = f"post-{_POST}.html"


class Measured:
    """A blog of `count` posts in `folder`, and the memory of a preview of it."""

    def __init__(self, folder: Path, count: int) -> None:
        write_blog(folder / "blog", count)
        (folder / "theme").mkdir()
        self.theme = folder / "theme"
        self.post = next((folder / "blog/_posts").glob(f"*-post-{_POST}.md"))
        self.text = self.post.read_text(encoding="utf-8")
        self._options = Options(
            folder / "blog", folder / "site", folder / "theme", now=datetime(2026, 1, 1, tzinfo=UTC)
        )
        self._memory = Memory()
        self._shown = 0.0

    def compile(self) -> tuple[float, float]:
        """Milliseconds of processor time until the page in view is there, and until all are."""
        started = self._shown = time.process_time()
        compile_site(self._options, _untold, self._memory, Onlooker(_seen, self._show))
        return (self._shown - started) * 1000, (time.process_time() - started) * 1000

    def _show(self, pages: tuple[Output, ...]) -> None:
        del pages
        self._shown = time.process_time()


def _untold(phase: str, done: int, of: int) -> None:
    del phase, done, of


def _seen(known: Set[str]) -> Set[str]:
    return known & {_PAGE}


def nothing(blog: Measured, number: int) -> None:
    """Nothing is edited."""
    del blog, number


def body(blog: Measured, number: int) -> None:
    """A sentence of a note."""
    blog.post.write_text(f"{blog.text}\nEdit {number}.\n", encoding="utf-8")


def title(blog: Measured, number: int) -> None:
    """The title of a note."""
    blog.post.write_text(blog.text.replace("title: ", f"title: {number} ", 1), encoding="utf-8")


def template(blog: Measured, number: int) -> None:
    """A template of every page."""
    (blog.theme / "_footer.html").write_text(f"<footer>{number}</footer>\n", encoding="utf-8")


EDITS: tuple[Callable[[Measured, int], None], ...] = (nothing, body, title, template)


def main() -> None:
    """Measures, and prints a table in Markdown."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--posts", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=10)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        blog = Measured(Path(scratch), asked.posts)
        blog.compile()
        gc.collect()
        gc.freeze()  # as the preview does
        print("| edit | page in view, ms | whole site, ms |\n|---|--:|--:|")  # noqa: T201 its purpose
        for edit in EDITS:
            taken = []
            for number in range(asked.runs):
                edit(blog, number)
                taken.append(blog.compile())
            seen, whole = (min(times) for times in zip(*taken, strict=True))
            print(f"| {edit.__name__} | {seen:.0f} | {whole:.0f} |")  # noqa: T201


if __name__ == "__main__":
    main()
