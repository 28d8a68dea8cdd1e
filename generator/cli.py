"""The command line's door: finds the command that is asked for, and imports that one alone.

Exit codes of all commands: 0 done (warnings allowed), 1 errors or findings, 2 usage.
"""

from __future__ import annotations

from importlib import import_module

import click

from generator import __version__

_COMMANDS = {
    "build": "generator.commands.build",
    "check": "generator.check.command",
    "cost": "generator.commands.cost",
    "doctor": "generator.commands.doctor",
    "figure": "generator.commands.figure",
    "serve": "generator.commands.serve",
}


class _Commands(click.Group):
    """A group whose commands are imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 click names it
        return sorted(_COMMANDS)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002 click names it
        cmd_name: str,
    ) -> click.Command | None:
        module = _COMMANDS.get(cmd_name)
        if module is None:
            return None
        command: click.Command = getattr(import_module(module), cmd_name)
        return command


@click.command(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="notes")
def main() -> None:
    """Builds, previews and checks technical notes whose figures and tables are computed."""
