"""`notes figure`: one figure of the engine, drawn alone."""

from __future__ import annotations

from pathlib import Path

import click

from generator.diagnostics import Location
from generator.diagnostics import as_text as told
from generator.figures import catalogue
from generator.figures.drawing import draw_image
from generator.figures.images_file import EXTENSIONS
from generator.figures.registry import KINDS
from generator.model import Param
from generator.problems.wording import did_you_mean

_ENDINGS = f".svg, {', '.join(EXTENSIONS)}"


@click.command()
@click.argument("kind", required=False)
@click.option("--param", "params", multiple=True, metavar="KEY=VALUE", help="A parameter of the figure.")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path, allow_dash=True),
    help=f"The file to write, by its ending {_ENDINGS}; - prints the SVG.",
)
@click.option("--list", "listed", is_flag=True, help="List the kinds with their parameters and defaults.")
def figure(kind: str | None, params: tuple[str, ...], output: Path | None, listed: bool) -> None:
    """Draws the figure KIND into a file."""
    if listed:
        click.echo(catalogue.as_text())
        return
    if kind is None or kind not in KINDS:
        found = f'no figure "{kind}"' if kind else "no figure is named"
        hint = did_you_mean(kind, KINDS) if kind else ""
        help = f"\n  help: {hint}" if hint else ""
        raise click.UsageError(f"{found}{help}\n\n{catalogue.as_text()}")
    if output is None:
        raise click.UsageError("where to? -o FILE writes a file, -o - prints the SVG")
    _write(kind, tuple(_param(text) for text in params), output)


def _write(kind: str, params: tuple[Param, ...], output: Path) -> None:
    printed = str(output) == "-"
    svg = printed or output.suffix.lower() == ".svg"
    if not svg and output.suffix.lower() not in EXTENSIONS:
        raise click.UsageError(f"{output}: the name should end in {_ENDINGS}")
    checked = draw_image(kind, params, "figure.png" if svg else output.name, Location("figure"))
    if checked.value is None:
        raise click.ClickException("\n".join(told(problem) for problem in checked.diagnostics))
    raster, still = checked.value.outputs[:2]
    content = still.content if svg else raster.content
    if printed:
        click.echo(content, nl=False)
        return
    try:
        output.write_bytes(content)
    except OSError as fault:
        raise click.ClickException(f"{output}: {fault.strerror}") from fault
    click.echo(f"{output}: {checked.value.figure.alt}")


def _param(text: str) -> Param:
    key, equals, value = text.partition("=")
    if not equals:
        raise click.UsageError(f'"{text}" is no parameter: write key=value')
    return Param(key.strip(), value.strip(), Location(f"--param {text}"))
