"""How a terminal shows progress and problems; plain lines where there is no terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from time import monotonic

from generator.build import Tell
from generator.diagnostics import Severity

_REFRESH = 0.1
"""Seconds between two looks of the progress line."""
_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTICE: "cyan"}


@contextmanager
def progress(shown: bool) -> Iterator[Tell]:
    """A `Tell` that draws one line of progress on standard error while the block runs.

    The line is begun when there is something to tell: a build that has nothing to do loads none of it.
    """
    if not (shown and sys.stderr.isatty()):
        yield _silent
        return
    with ExitStack() as drawn:
        bars: Tell | None = None

        def tell(phase: str, done: int, of: int) -> None:
            nonlocal bars
            bars = bars or drawn.enter_context(_bars())
            bars(phase, done, of)

        yield tell


def say(text: str, severity: Severity) -> None:
    """Prints a diagnostic on standard error."""
    import click

    click.echo(styled(text, severity), err=True)


def styled(text: str, severity: Severity) -> str:
    """A diagnostic's text with its severity in colour (click drops it where there is no terminal)."""
    import click

    head, separator, rest = text.partition(f"{severity}[")
    code, bracket, message = rest.partition("]")
    if not separator or not bracket:
        return text
    return head + click.style(f"{severity}[{code}]", fg=_COLOURS[severity], bold=True) + message


@contextmanager
def _bars() -> Iterator[Tell]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description:<10}"), BarColumn(), MofNCompleteColumn())
    # No thread of its own: a build may fork, which is safe only in a process of one thread.
    with Progress(*columns, console=Console(stderr=True), transient=True, auto_refresh=False) as bars:
        task = bars.add_task("reading", total=None)
        refreshed = 0.0

        def tell(phase: str, done: int, of: int) -> None:
            nonlocal refreshed
            bars.update(task, description=phase, completed=done, total=of)
            if monotonic() - refreshed > _REFRESH:
                refreshed = monotonic()
                bars.refresh()

        yield tell


def _silent(phase: str, done: int, of: int) -> None:
    """Progress where nobody watches."""
    del phase, done, of
