"""`python -m generator`, and `notes`."""

from __future__ import annotations

import atexit
import os
import sys


def main() -> None:
    """Runs the command that is asked for. The one of every day has no arguments to parse, and where nothing
    has changed since the last build the parser would take a third of its time."""
    code = _plain_build() if sys.argv[1:] == ["build"] else None
    if code is not None:
        atexit._run_exitfuncs()  # libraries clear away what they have put into temporary folders
        os._exit(code)  # all is closed, and taking memory apart takes a tenth of a small edit's time
    from generator.cli import main as command

    command(prog_name="notes")


def _plain_build() -> int | None:
    """The exit code; None where the parser has something to say. Broken off it ends as others do."""
    from generator.commands.plain_build import plain_build

    try:
        code = plain_build()
        sys.stdout.flush()
    except KeyboardInterrupt:
        print("Aborted!", file=sys.stderr)  # noqa: T201 as click does
        sys.exit(1)
    except BrokenPipeError:  # nobody reads what is left to tell
        return 1
    return code


if __name__ == "__main__":
    main()
