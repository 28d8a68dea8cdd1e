"""`notes build`."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from generator.build import Options, Report, build_site
from generator.commands.options import DRAFTS, FUTURE, SOURCE, TEMPLATES
from generator.diagnostics import Diagnostic, Severity, as_json, as_text, count, in_order
from generator.output import unsafe_output
from generator.terminal import progress, styled


@click.command()
@SOURCE
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    default="site",
    show_default=True,
    help="Where the site is published.",
)
@TEMPLATES
@DRAFTS
@FUTURE
@click.option("--keep-going", is_flag=True, help="Publish what is sound beside an error (still exits 1).")
@click.option("--jobs", "-j", type=click.IntRange(0), default=0, help="Processes; 0 for one a core.")
@click.option("--explain", is_flag=True, help="Say for each page made again why it was.")
@click.option("--profile", is_flag=True, help="Say where the time went, and the ten slowest pages.")
@click.option("--json", "json_", is_flag=True, help="Print the diagnostics as JSON.")
@click.option("--quiet", "-q", is_flag=True, help="Print problems only.")
def build(
    source: Path,
    output: Path,
    templates: Path | None,
    drafts: bool,
    future: bool,
    keep_going: bool,
    jobs: int,
    explain: bool,
    profile: bool,
    json_: bool,
    quiet: bool,
) -> None:
    """Builds the site; an error leaves the last good one in place."""
    reason = unsafe_output(output, source)
    if reason:
        raise click.UsageError(f"cannot build into {output}: {reason}")
    options = Options(source, output, templates, drafts, future, keep_going, jobs)
    with _uncollected(), progress(shown=not (json_ or quiet)) as tell:
        report = build_site(options, tell)
    diagnostics = in_order(report.diagnostics)
    if json_:
        click.echo(as_json(diagnostics, report.summary()))
    else:
        _print(diagnostics, str(source), quiet)
        if explain:
            _explain(report)
        if profile:
            _profile(report)
        if not quiet:
            _summarise(report, diagnostics, output)
    sys.exit(1 if count(diagnostics)[Severity.ERROR] else 0)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Within the block nobody looks for cycles of garbage: a build makes few, and ends soon."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _print(diagnostics: Iterable[Diagnostic], prefix: str, quiet: bool) -> None:
    """Every diagnostic on standard error, notices only where all is told."""
    for diagnostic in diagnostics:
        if not (quiet and diagnostic.severity is Severity.NOTICE):
            click.echo(styled(as_text(diagnostic, prefix), diagnostic.severity), err=True)


_SHOWN = {"parse": "read", "render": "page", "list": "list", "image": "figure", "requests": "figures of"}
"""The phases that a writer has a word for."""


def _explain(report: Report) -> None:
    """A line for each thing that was done again, with the reason."""
    for done in report.account.redone:
        if done.phase in _SHOWN:
            click.echo(f"{_SHOWN[done.phase]} {done.name}: {' and '.join(done.reasons)}")
    if not report.account.steps:
        click.echo("nothing has changed since the last build")


def _profile(report: Report) -> None:
    """Seconds for each step of the build, and the ten slowest pages."""
    for step, seconds in report.account.steps:
        click.echo(f"{seconds:8.3f} s  {step}")
    slowest = sorted(report.account.pages, key=lambda page: -page[1])[:10]
    for name, seconds in slowest:
        click.echo(f"{seconds * 1000:8.1f} ms {name}")


def _summarise(report: Report, diagnostics: tuple[Diagnostic, ...], output: Path) -> None:
    found = count(diagnostics)
    said = ", ".join(
        f"{number} {severity}{'s' if number != 1 else ''}" for severity, number in found.items() if number
    )
    if not report.published:
        click.echo(f"not published: {said}; the last good site stays as it was")
        return
    skipped = "".join(f", {number} {what} left out" for what, number in report.skipped if number)
    click.echo(
        f"built {report.pages} pages, {report.figures} figures, {report.files} files"
        f" in {report.seconds:.2f} s{skipped}"
    )
    click.echo(f"{said or 'no problems'}")
    click.echo(f"{report.written} files written; open {output / 'index.html'}")
