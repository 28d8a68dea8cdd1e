"""`notes doctor`: what a blog makes use of, and what will differ from Jekyll; builds nothing."""

from __future__ import annotations

import json
from pathlib import Path

import click

from generator.build.habits import Outcome
from generator.build.survey import Row, Survey, survey
from generator.commands.options import SOURCE
from generator.diagnostics import as_text, in_order

_COLOURS = {Outcome.DIFFERS: "yellow", Outcome.LEFT_OUT: "red", Outcome.OURS: "cyan"}


@click.command()
@SOURCE
@click.option("--problems", is_flag=True, help="List the problems too, each at its line.")
@click.option("--json", "json_", is_flag=True, help="Print the table as JSON.")
def doctor(source: Path, problems: bool, json_: bool) -> None:
    """Says what a Jekyll blog makes use of, and what will differ here and why. Builds nothing."""
    found = survey(source)
    if json_:
        click.echo(json.dumps(_as_values(found), ensure_ascii=False, indent=2))
        return
    click.echo("\n".join(_table(found.rows)))
    if problems:
        for diagnostic in in_order(found.diagnostics):
            click.echo(as_text(diagnostic, str(source)), err=True)


def _as_values(found: Survey) -> list[dict[str, object]]:
    return [
        {"what": row.what, "count": row.count, "outcome": str(row.outcome), "why": row.why}
        for row in found.rows
    ]


def _table(rows: tuple[Row, ...]) -> list[str]:
    """The rows in aligned columns, differences last, where the eye ends."""
    order = list(Outcome)
    ordered = sorted(rows, key=lambda row: order.index(row.outcome))
    name = max((len(row.what) for row in rows), default=0)
    number = max((len(str(row.count)) for row in rows), default=0)
    outcome = max(len(each) for each in Outcome)
    lines = []
    for row in ordered:
        said = click.style(f"{row.outcome:<{outcome}}", fg=_COLOURS.get(row.outcome))
        lines.append(f"{row.what:<{name}}  {row.count:>{number}}  {said}  {row.why}".rstrip())
    return lines
