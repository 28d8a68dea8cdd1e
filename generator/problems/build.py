"""Problems of the build as a whole: its output folder, and who else is at work there."""

from __future__ import annotations

from generator.diagnostics import Diagnostic, Location
from generator.problems.wording import error, notice, warning


def foreign_tree(output: str, aside: str) -> Diagnostic:
    """The output folder held files that we did not write."""
    return warning(
        "foreign-output",
        f'"{output}" held files that were not written by this generator',
        Location("."),
        f"they were put aside, whole, at {aside}",
    )


def unwritable(output: str, reason: str) -> Diagnostic:
    """The site could not be written."""
    return error(
        "unwritable-output",
        f'"{output}" cannot be written: {reason}',
        Location("."),
        "the last good site stays as it was",
    )


def unwritable_state(path: str, reason: str) -> Diagnostic:
    """The site stands, but not what `check` wants to know of it."""
    return error(
        "unwritable-state",
        f'the site is published, but "{path}" cannot be written: {reason}',
        Location("."),
        "make room or lift the bar, and build again",
    )


def unkept_memory(path: str, reason: str) -> Diagnostic:
    """What this build found out is lost to the next one."""
    return notice(
        "unkept-memory",
        f'"{path}" cannot be written, so the next build does all of this again: {reason}',
        Location("."),
    )


def waits_for_another(output: str) -> Diagnostic:
    """Another build holds the output's lock."""
    return notice("waited", f'another build was writing "{output}", so this one waited for it', Location("."))


def damaged_memory(path: str) -> Diagnostic:
    """What builds before remembered could not be read, in part or whole."""
    return notice(
        "damaged-memory",
        f'"{path}" was damaged, so what it held was done again',
        Location("."),
        "nothing is lost: it only makes builds quick",
    )
