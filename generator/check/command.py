"""The `check` command: arguments and exit codes only (0 clean, 1 findings, 2 usage)."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import click

from generator.check.answers import Limits
from generator.check.baseline import BaselineError, baseline_of, read_baseline, sift
from generator.check.manifest import ManifestError, beside
from generator.check.report import Format, render
from generator.check.run import OPTIONAL, Options, Report, check_site
from generator.records import replace

_DEFAULT_BASELINE = Path("check-baseline.json")


@click.command()
@click.option(
    "--site", default="site", type=click.Path(exists=True, file_okay=False), help="The written site."
)
@click.option(
    "--manifest",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The build's manifest. [default: the one beside the site]",
)
@click.option("--external", is_flag=True, help="Ask other hosts too.")
@click.option(
    "--strikes", default=3, show_default=True, help="Days an outside link may fail before it is dead."
)
@click.option("--max-age", default=7.0, show_default=True, help="Days an outside answer stays good.")
@click.option("--format", "form", default="text", show_default=True, type=click.Choice(get_args(Format)))
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write the report here.")
@click.option(
    "--baseline",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Known findings, which do not count.",
)
@click.option("--write-baseline", is_flag=True, help="Make what is found now the baseline.")
@click.option(
    "--ignore", multiple=True, metavar="PATTERN", help="Leave out these addresses, pages or sources."
)
@click.option("--enable", multiple=True, type=click.Choice(sorted(OPTIONAL)), help="Switch a check on.")
@click.option("--disable", multiple=True, metavar="CODE", help="Switch a check off.")
@click.option(
    "--base-url", default="", metavar="PREFIX", help="Where the site will stand: /blog or a whole URL."
)
@click.pass_context
def check(
    context: click.Context,
    site: str,
    manifest: Path | None,
    external: bool,
    strikes: int,
    max_age: float,
    form: Format,
    output: Path | None,
    baseline: Path | None,
    write_baseline: bool,
    ignore: tuple[str, ...],
    enable: tuple[str, ...],
    disable: tuple[str, ...],
    base_url: str,
) -> None:
    """Check a written site: every link, anchor, image and style sheet.

    Exits with 0 when clean, 1 when something was found, 2 when asked wrongly.
    """
    state = beside(Path(site)).with_name("external.json")
    limits = Limits(strikes=strikes, max_age_days=max_age, state=state) if external else None
    options = Options(base_url, frozenset(enable), frozenset(disable), ignore, limits)
    try:
        report = check_site(Path(site), manifest, options)
        if write_baseline:
            _write_baseline(report, baseline or _DEFAULT_BASELINE)
            return
        report = _beyond_baseline(report, baseline)
    except (ManifestError, BaselineError, ValueError) as error:
        raise click.UsageError(str(error)) from error
    # A file name may hold bytes that are no text; a report is text.
    text = render(report, form, site).encode("utf-8", "backslashreplace").decode()
    if output is None:
        click.echo(text)
    else:
        output.write_text(text + "\n", encoding="utf-8")
    context.exit(1 if report.failed else 0)


def _write_baseline(report: Report, path: Path) -> None:
    path.write_text(baseline_of(report.findings), encoding="utf-8")
    click.echo(f"wrote {path}: {len(report.findings)} findings may stay", err=True)


def _beyond_baseline(report: Report, path: Path | None) -> Report:
    if path is None:
        return report
    sifted = sift(report.findings, read_baseline(path))
    if sifted.mended:
        click.echo(
            f"{sifted.mended} findings of {path} are mended: run with --write-baseline to keep them so",
            err=True,
        )
    return replace(report, findings=sifted.new, checked={**report.checked, "in the baseline": sifted.kept})
