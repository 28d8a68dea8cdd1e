"""`notes figure`: one figure of the engine, drawn alone."""

from __future__ import annotations

from pathlib import Path

import click

from generator.diagnostics import Location, as_text
from generator.figures.drawing import draw_image
from generator.figures.images_file import EXTENSIONS
from generator.figures.registry import KINDS
from generator.model import Param


@click.command()
@click.argument("kind", type=click.Choice(sorted(KINDS)))
@click.option("--param", "params", multiple=True, metavar="KEY=VALUE", help="A parameter of the figure.")
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help=f"The file to write: .svg, or {', '.join(EXTENSIONS)}.",
)
def figure(kind: str, params: tuple[str, ...], output: Path) -> None:
    """Draws the figure KIND into a file."""
    svg = output.suffix.lower() == ".svg"
    if not svg and output.suffix.lower() not in EXTENSIONS:
        raise click.UsageError(f"{output}: the name should end in .svg, {', '.join(EXTENSIONS)}")
    given = tuple(_param(text) for text in params)
    checked = draw_image(kind, given, f"{output.name}.png" if svg else output.name, Location("--param"))
    if checked.value is None:
        raise click.ClickException("\n".join(as_text(problem) for problem in checked.diagnostics))
    raster, still = checked.value.outputs[:2]
    output.write_bytes(still.content if svg else raster.content)
    click.echo(f"{output}: {checked.value.figure.alt}")


def _param(text: str) -> Param:
    key, equals, value = text.partition("=")
    if not equals:
        raise click.UsageError(f'"{text}" is no parameter: write key=value')
    return Param(key.strip(), value.strip(), Location("--param"))
