"""`notes cost`: what a network computes and holds, by layer, kind or stage."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, get_args

import click
from rich import box
from rich.console import Console
from rich.measure import Measurement
from rich.table import Table

from generator.engine import SpecError
from generator.engine.cost import Grouping
from generator.engine.layers_language import LineProblem, parse
from generator.engine.network import Network
from generator.engine.report import cost_report
from generator.engine.zoo import NAMES, build
from generator.onnx_reader import ReadModel, read
from generator.problems.wording import did_you_mean

_TOTALS = (
    "macs", "params", "weights", "params_by_convention", "receptive_field", "peak_activation_bytes",
    "activations",
)  # fmt: skip
_COLUMNS = ("output", "MACs", "share", "weights", "params", "field", "MAC/byte")
_SPARED = ("MAC/byte", "share", "output", "field")
"""Columns that a narrow terminal goes without, the first first."""


@click.command()
@click.argument("network")
@click.option("--width", type=float, default=None, help="MobileNet's width multiplier.")
@click.option("--size", type=int, default=None, help="Pixels of the square input.")
@click.option("--by", type=click.Choice(get_args(Grouping)), default="layer", show_default=True)
@click.option("--json", "json_", is_flag=True, help="Print integers for programs.")
def cost(network: str, width: float | None, size: int | None, by: Grouping, json_: bool) -> None:
    """Prints the costs of NETWORK: a name of the zoo, a file of layer lines, or an ONNX model.

    MACs are multiply-accumulates of one image: one multiply and one add. Operators of a model that
    the engine does not know are listed; what stands behind them is not counted, and there are no
    totals (exit code 1).
    """
    options = {key: value for key, value in (("width", width), ("size", size)) if value is not None}
    model = _model(network, options)
    report = _report(model, by)
    if json_:
        click.echo(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        _print(report)
    if model.unknown:
        operators = "\n".join(f"  {operator}" for operator in model.unknown)
        click.echo(f"operators that the engine does not know:\n{operators}", err=True)
        sys.exit(1)


def _model(name: str, options: dict[str, Any]) -> ReadModel:
    path = Path(name)
    if name in NAMES:
        try:
            return ReadModel(build(name, **options))
        except SpecError as fault:
            raise click.UsageError(str(fault)) from fault
    if not path.is_file():
        hint = did_you_mean(name, NAMES, f"known are {', '.join(NAMES)}")
        raise click.UsageError(f'no network and no file "{name}"\n  help: {hint}')
    if options:
        raise click.UsageError("--width and --size are for networks of the zoo; a file states its own")
    return _from_onnx(path) if path.suffix == ".onnx" else ReadModel(_from_lines(path))


def _from_onnx(path: Path) -> ReadModel:
    model = read(path)
    if model.network is None and model.part is None:
        help = f"\n  help: {model.help}" if model.help else ""
        raise click.ClickException(f"{path}: {model.problem}{help}")
    return model


def _from_lines(path: Path) -> Network:
    try:
        parsed = parse(path.read_text(encoding="utf-8"), path.stem)
    except UnicodeDecodeError as fault:
        raise click.ClickException(f"{path}: no text: byte {fault.start} is not UTF-8") from fault
    except OSError as fault:
        raise click.ClickException(f"{path}: cannot be read: {fault.strerror}") from fault
    if parsed.network is None:
        raise click.ClickException("\n".join(_told(path, problem) for problem in parsed.problems))
    return parsed.network


def _told(path: Path, problem: LineProblem) -> str:
    help = f"\n  help: {problem.help}" if problem.help else ""
    return f"{path}:{problem.line}: {problem.message}{help}"


def _report(model: ReadModel, by: Grouping) -> dict[str, Any]:
    """The costs as a plain record; its totals are null where operators are unknown."""
    network = model.network or model.part
    assert network is not None  # noqa: S101 - a model without either has been refused
    report = {**cost_report(network, by), "unknown_operators": list(model.unknown)}
    if model.unknown:
        report |= dict.fromkeys(_TOTALS)
    return report


# ---------------------------------------------------------------- the terminal


def _print(report: dict[str, Any]) -> None:
    """The report as a table that is never cut: a narrow terminal goes without some columns."""
    console = Console(highlight=False)
    table = _table(report, _COLUMNS)
    for n in range(1, len(_SPARED) + 1):
        if not console.is_terminal or _width(table) <= console.width:
            break
        table = _table(report, tuple(name for name in _COLUMNS if name not in _SPARED[:n]))
    Console(highlight=False, width=max(console.width, _width(table))).print(table)
    if (peak := report["peak_activation_bytes"]) is not None:
        size = f"{peak / 2**20:.2f} MiB" if peak >= 2**20 else f"{peak / 2**10:.2f} KiB"
        console.print(f" peak activations {size} (float32, batch 1)")


def _width(table: Table) -> int:
    roomy = Console(width=10**4)
    return Measurement.get(roomy, roomy.options, table).maximum


def _table(report: dict[str, Any], columns: tuple[str, ...]) -> Table:
    """Names and shapes to the left, numbers to the right, the totals below a rule."""
    size = "×".join(map(str, report["input_shape"]))
    table = Table(
        title=f" {report['network']}, input {size}",
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE,
        show_footer=not report["unknown_operators"],
    )
    total = {} if report["unknown_operators"] else _cells(report | {"name": "total", "layers": 1})
    for head in (report["by"], *columns):
        right = head not in (report["by"], "output")
        table.add_column(
            head, total.get(head, total.get("name", "")), justify="right" if right else "left", no_wrap=True
        )
    for row in report["rows"]:
        cells = _cells(row, known=bool(total))
        style = "" if row["macs"] or row["params"] else "dim"
        table.add_row(*(cells.get(head, cells["name"]) for head in (report["by"], *columns)), style=style)
    return table


def _cells(row: dict[str, Any], known: bool = True) -> dict[str, str]:
    """A row's texts by column; shares are only known where the whole is."""
    intensity = row.get("intensity")
    return {
        "name": f"{row['name']} ×{row['layers']}" if row["layers"] > 1 else row["name"],
        "output": "×".join(map(str, row.get("output_shape", ()))),
        "MACs": f"{row['macs']:,}",
        "share": f"{100 * row.get('macs_share', 1):.1f} %" if known else "",
        "weights": f"{row['weights']:,}",
        "params": f"{row['params']:,}",
        "field": str(row["receptive_field"] or ""),
        "MAC/byte": f"{intensity:.1f}" if intensity else "",
    }
