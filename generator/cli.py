"""The command line: arguments, progress and exit codes only.

Exit 0: done (warnings allowed); 1: errors in the source; 2: usage. Everything a command needs is
imported when it runs, so that `--help` and a build with nothing to do stay quick.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator import __version__
from generator.diagnostics import Diagnostic, Severity, as_json, as_text, count, in_order

if TYPE_CHECKING:
    from generator.build import Report

_SOURCE = click.option(
    "--source",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default="content",
    show_default=True,
    help="The blog: _config.yml, _posts/, pages, assets.",
)
_DRAFTS = click.option("--drafts", is_flag=True, help="Include _drafts/ and `draft: true`.")
_FUTURE = click.option("--future", is_flag=True, help="Include posts dated after now.")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="notes")
def main() -> None:
    """Builds, previews and checks technical notes whose figures and tables are computed."""


@main.command()
@_SOURCE
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    default="site",
    show_default=True,
    help="Where the site is published.",
)
@click.option(
    "--templates",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=None,
    help="A folder of templates that go before the bundled ones.",
)
@_DRAFTS
@_FUTURE
@click.option("--keep-going", is_flag=True, help="Publish what is sound beside an error (still exits 1).")
@click.option("--json", "json_", is_flag=True, help="Print the diagnostics as JSON.")
@click.option("--quiet", "-q", is_flag=True, help="Print problems only.")
def build(
    source: Path,
    output: Path,
    templates: Path | None,
    drafts: bool,
    future: bool,
    keep_going: bool,
    json_: bool,
    quiet: bool,
) -> None:
    """Builds the site; an error leaves the last good one in place."""
    from generator.build import Options, build_site
    from generator.output import unsafe_output

    reason = unsafe_output(output, source)
    if reason:
        raise click.UsageError(f"cannot build into {output}: {reason}")
    from generator.terminal import progress

    options = Options(source, output, templates, drafts, future, keep_going)
    with progress(shown=not (json_ or quiet)) as tell:
        report = build_site(options, tell)
    diagnostics = in_order(report.diagnostics)
    if json_:
        click.echo(as_json(diagnostics, report.summary()))
    else:
        _print(diagnostics, str(source), quiet)
        if not quiet:
            _summarise(report, diagnostics, output)
    sys.exit(1 if count(diagnostics)[Severity.ERROR] else 0)


def _print(diagnostics: Iterable[Diagnostic], prefix: str, quiet: bool) -> None:
    """Every diagnostic on standard error, notices only where all is told."""
    from generator.terminal import styled

    for diagnostic in diagnostics:
        if not (quiet and diagnostic.severity is Severity.NOTICE):
            click.echo(styled(as_text(diagnostic, prefix), diagnostic.severity), err=True)


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
