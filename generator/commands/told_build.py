"""Runs a build and tells what came of it, without what parses arguments."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from generator.build import Options, Report, build_site
from generator.build.changes.look import Look
from generator.commands.summary import summary
from generator.commands.uncollected import uncollected
from generator.diagnostics import Diagnostic, Severity, as_json, as_text, count, in_order
from generator.terminal import progress, say


class Telling(NamedTuple):
    """What is told of a build beside its problems; by default its sum alone."""

    explain: bool = False
    profile: bool = False
    json: bool = False
    quiet: bool = False


def told_build(options: Options, telling: Telling, begun: Look | None = None) -> int:
    """Builds the site and prints what is asked for: 1 where an error was found, else 0. `begun` is a look at
    what there is that was taken for it."""
    with uncollected(), progress(shown=not (telling.json or telling.quiet)) as tell:
        report = build_site(options, tell, begun=begun)
    diagnostics = in_order(report.diagnostics)
    if telling.json:
        _say(as_json(diagnostics, report.summary()))
    else:
        _print(diagnostics, str(options.source), telling.quiet)
        if telling.explain:
            _explain(report)
        if telling.profile:
            _profile(report)
        if not telling.quiet:
            _summarise(report, diagnostics, options.output)
    return 1 if count(diagnostics)[Severity.ERROR] else 0


def _print(diagnostics: Iterable[Diagnostic], prefix: str, quiet: bool) -> None:
    """Every diagnostic on standard error, notices only where all is told."""
    for diagnostic in diagnostics:
        if not (quiet and diagnostic.severity is Severity.NOTICE):
            say(as_text(diagnostic, prefix), diagnostic.severity)


_SHOWN = {"parse": "read", "render": "page", "list": "list", "image": "figure", "requests": "figures of"}
"""The phases that a writer has a word for."""


def _explain(report: Report) -> None:
    """A line for each thing that was done again, with the reason."""
    for done in report.account.redone:
        if done.phase in _SHOWN:
            _say(f"{_SHOWN[done.phase]} {done.name}: {' and '.join(done.reasons)}")
    if not report.account.steps:
        _say("nothing has changed since the last build")


def _profile(report: Report) -> None:
    """Seconds for each step of the build, and the ten slowest pages."""
    for step, seconds in report.account.steps:
        _say(f"{seconds:8.3f} s  {step}")
    for name, seconds in report.account.slowest:
        _say(f"{seconds * 1000:8.1f} ms {name}")


def _summarise(report: Report, diagnostics: tuple[Diagnostic, ...], output: Path) -> None:
    found = count(diagnostics)
    said = ", ".join(
        f"{number} {severity}{'s' if number != 1 else ''}" for severity, number in found.items() if number
    )
    if not report.published:
        _say(f"not published: {said}; the last good site stays as it was")
        return
    made = (report.pages, report.figures, report.files)
    skipped = ((str(number), what) for what, number in report.skipped if number)
    _say(summary(*made, report.seconds, skipped, said, report.written, str(output), report.removed))


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
