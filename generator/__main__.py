"""`python -m generator`, and `notes`."""

from __future__ import annotations

import atexit
import codecs
import os
import sys
from contextlib import suppress


def main() -> None:
    """Runs the command that is asked for. The one of every day has no arguments to parse, and where nothing
    has changed since the last build the parser would take a third of its time."""
    _be_ready_to_tell()
    try:
        code = _plain_build() if sys.argv[1:] == ["build"] else None
        if code is None:
            _command()
    except BrokenPipeError:  # nobody reads what is left to tell
        code = 1
    except OSError as fault:
        code = _told(fault)
    atexit._run_exitfuncs()  # libraries clear away what they have put into temporary folders
    os._exit(code or 0)  # all is closed, and taking memory apart takes a tenth of a small edit's time


def _be_ready_to_tell() -> None:
    """Lets what is told go somewhere if a stream was closed, and be spelt if one has no letters for it."""
    sys.stdout = sys.stdout or open(os.devnull, "w")  # noqa: PTH123, SIM115
    sys.stderr = sys.stderr or open(os.devnull, "w")  # noqa: PTH123, SIM115
    if sys.stdout.encoding.lower() != "utf-8" and hasattr(sys.stdout, "reconfigure"):
        codecs.register_error("as JSON does", _spelt)
        sys.stdout.reconfigure(errors="as JSON does")


def _spelt(fault: UnicodeError) -> tuple[str, int]:
    """What a terminal has no letters for, as JSON spells it."""
    assert isinstance(fault, UnicodeEncodeError)  # noqa: S101 nothing is read here
    units = fault.object[fault.start : fault.end].encode("utf-16-be", "surrogatepass")
    pairs = zip(units[::2], units[1::2], strict=True)
    return "".join(f"\\u{high:02x}{low:02x}" for high, low in pairs), fault.end


def _command() -> None:
    """Parses the arguments and does as they say; ends the process with its exit code."""
    from generator.cli import main as command

    try:
        command(prog_name="notes")
    finally:
        sys.stdout.flush()


def _plain_build() -> int | None:
    """The exit code; None where the parser has something to say. Broken off it ends as others do."""
    from generator.commands.plain_build import plain_build

    try:
        code = plain_build()
        sys.stdout.flush()
    except KeyboardInterrupt:
        print("Aborted!", file=sys.stderr)  # noqa: T201 as click does
        sys.exit(1)
    return code


def _told(fault: OSError) -> int:
    """The exit code after the system has refused what no command can do without: a folder to be in, or
    somewhere to tell what came of it."""
    try:
        os.getcwd()  # noqa: PTH109
        said = f"{fault.filename or 'standard output'}: {fault.strerror or fault}"
    except OSError:
        said = "the current folder is no more\n  help: change to one that is there"
    with suppress(OSError):
        sys.stderr.write(f"error: {said}\n")
        sys.stderr.flush()
    return 1


if __name__ == "__main__":
    main()
