"""`notes cost`: what a network computes and holds, by layer, kind or stage."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args

import click

from generator.engine import SpecError
from generator.engine.cost import Grouping
from generator.engine.layers_language import LineProblem, parse
from generator.engine.network import Network
from generator.engine.report import cost_report
from generator.engine.zoo import NAMES, build
from generator.problems.wording import did_you_mean


@click.command()
@click.argument("network")
@click.option("--width", type=float, default=None, help="MobileNet's width multiplier.")
@click.option("--size", type=int, default=None, help="Pixels of the square input.")
@click.option("--by", type=click.Choice(get_args(Grouping)), default="layer", show_default=True)
@click.option("--json", "json_", is_flag=True, help="Print integers for programs.")
def cost(network: str, width: float | None, size: int | None, by: Grouping, json_: bool) -> None:
    """Prints the costs of NETWORK: a name of the zoo, or a file of layer lines.

    MACs are multiply-accumulates of one image: one multiply and one add.
    """
    options = {key: value for key, value in (("width", width), ("size", size)) if value is not None}
    report = cost_report(_network(network, options), by)
    click.echo(json.dumps(report, ensure_ascii=False, indent=2) if json_ else _table(report))


def _network(name: str, options: dict[str, Any]) -> Network:
    path = Path(name)
    if name in NAMES:
        try:
            return build(name, **options)
        except SpecError as fault:
            raise click.UsageError(str(fault)) from fault
    if not path.is_file():
        hint = did_you_mean(name, NAMES, f"known are {', '.join(NAMES)}")
        raise click.UsageError(f'no network and no file "{name}"\n  help: {hint}')
    if options:
        raise click.UsageError("--width and --size are for networks of the zoo; a file states its own")
    return _from_lines(path)


def _from_lines(path: Path) -> Network:
    try:
        parsed = parse(path.read_text(encoding="utf-8"), path.stem)
    except UnicodeDecodeError as fault:
        raise click.ClickException(f"{path}: no text: byte {fault.start} is not UTF-8") from fault
    if parsed.network is None:
        raise click.ClickException("\n".join(_told(path, problem) for problem in parsed.problems))
    return parsed.network


def _told(path: Path, problem: LineProblem) -> str:
    help = f"\n  help: {problem.help}" if problem.help else ""
    return f"{path}:{problem.line}: {problem.message}{help}"


def _table(report: dict[str, Any]) -> str:
    """The report as an aligned table, units in its head, totals below a rule."""
    head = ("layer", "output", "MACs", "share", "weights", "params", "field", "MAC/byte")
    rows = [_cells(row) for row in report["rows"]]
    total = ("total", "", f"{report['macs']:,}", "100.0 %", f"{report['weights']:,}", f"{report['params']:,}")
    table = [head, *rows, (*total, str(report["receptive_field"] or ""), "")]
    widths = [max(len(row[i]) for row in table) for i in range(len(head))]
    lines = ["  ".join(_aligned(row, widths)).rstrip() for row in table]
    rule = "-" * max(len(line) for line in lines)
    peak = f"peak activations {report['peak_activation_bytes'] / 2**20:.2f} MiB (float32, batch 1)"
    title = f"{report['network']}, input {'×'.join(map(str, report['input_shape']))}"
    return "\n".join((title, "", lines[0], rule, *lines[1:-1], rule, lines[-1], "", peak))


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    name = f"{row['name']} ×{row['layers']}" if row["layers"] > 1 else row["name"]
    intensity = row["intensity"]
    return (
        name,
        "×".join(map(str, row["output_shape"])),
        f"{row['macs']:,}",
        f"{100 * row['macs_share']:.1f} %",
        f"{row['weights']:,}",
        f"{row['params']:,}",
        str(row["receptive_field"] or ""),
        f"{intensity:.1f}" if intensity else "",
    )


def _aligned(row: tuple[str, ...], widths: list[int]) -> tuple[str, ...]:
    """Names and shapes to the left, numbers to the right."""
    return tuple(
        cell.ljust(width) if i < 2 else cell.rjust(width)
        for i, (cell, width) in enumerate(zip(row, widths, strict=True))
    )
