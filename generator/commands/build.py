"""`notes build`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from generator.build import Options
from generator.build.options import EPOCH, wrong_clock
from generator.commands.options import DRAFTS, FUTURE, SOURCE, TEMPLATES
from generator.commands.told_build import Telling, told_build
from generator.output import unsafe_output


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
    if wrong := wrong_clock():
        raise click.UsageError(f'{EPOCH} is "{wrong}", expected seconds since 1970, as in {EPOCH}=1700000000')
    options = Options(source, output, templates, drafts, future, keep_going, jobs)
    sys.exit(told_build(options, Telling(explain, profile, json_, quiet)))
