"""`notes serve`."""

from __future__ import annotations

import webbrowser
from pathlib import Path

import click

from generator.build import Options
from generator.commands.options import DRAFTS, FUTURE, SOURCE, TEMPLATES
from generator.serve.server import PORT, NoPortError, Settings, Voice
from generator.serve.server import serve as run
from generator.terminal import progress


@click.command()
@SOURCE
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=PORT,
    show_default=True,
    help="The port; where it is taken, the next free one.",
)
@click.option("--open", "open_", is_flag=True, help="Open the site in a browser.")
@click.option("--follow", is_flag=True, help="Bring the section under edit into view.")
@DRAFTS
@FUTURE
@TEMPLATES
def serve(
    source: Path,
    host: str,
    port: int,
    open_: bool,
    follow: bool,
    drafts: bool,
    future: bool,
    templates: Path | None,
) -> None:
    """Previews the site: open pages change as notes are saved."""

    def ready(address: str) -> None:
        click.echo(f"serving {source} at {address} (problems and drafts: {address}__notes); Ctrl+C ends it")
        if open_:
            webbrowser.open(address)

    options = Options(source, Path("site"), templates, drafts, future)
    voice = Voice(lambda line: click.echo(line, err=True), lambda: progress(shown=True), ready)
    try:
        run(Settings(options, host, port, follow), voice)
    except NoPortError as fault:
        raise click.UsageError(str(fault)) from None
