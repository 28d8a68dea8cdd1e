"""What is said of a build that was published. Imports nothing: a build that has nothing to do says it too."""

from __future__ import annotations

TYPE_CHECKING = False  # a build that has nothing to do does not load `typing`
if TYPE_CHECKING:
    from collections.abc import Iterable


def summary(
    pages: object,
    figures: object,
    files: object,
    seconds: float,
    skipped: Iterable[tuple[str, str]],
    problems: str,
    written: int,
    output: str,
    removed: int = 0,
) -> str:
    """The lines that sum up a published build: what was made in how many seconds, how much was `skipped` and
    why, the sum of its problems, the files that differ from those before or are no more."""
    left_out = "".join(f", {number} {what} left out" for number, what in skipped)
    made = f"built {pages} pages, {figures} figures, {files} files in {seconds:.2f} s{left_out}"
    gone = f", {removed} removed" if removed else ""
    return f"{made}\n{problems or 'no problems'}\n{written} files written{gone}; open {output}/index.html"
