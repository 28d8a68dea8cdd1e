"""`notes build` without arguments: the command of every day. Where nothing has changed since the last build,
hardly more is loaded than what looks at files."""

from __future__ import annotations

import os
import sys
from time import perf_counter

from generator.build.changes.look import looking
from generator.build.edits import read_notes
from generator.commands.uncollected import uncollected
from generator.output.beside import lock_at_once, site_of, state_folder

TYPE_CHECKING = False  # a build that has nothing to do does not load `typing`
if TYPE_CHECKING:
    from generator.build.changes.look import Look

_SOURCE, _OUTPUT = "content", "site"
"""The folders that are meant where none is named."""


def plain_build() -> int | None:
    """Builds the site and tells what came of it: its exit code, or None where a folder is at fault."""
    start, site, is_now = perf_counter(), site_of(_OUTPUT), "SOURCE_DATE_EPOCH" not in os.environ
    try:
        lock = lock_at_once(state_folder(site))
    except OSError:
        lock = None
    if lock is None:
        return _build(None)
    try:
        with uncollected(), looking(_SOURCE, site, lock, read_notes) as look:
            last = look.sum() if is_now and os.path.isdir(_SOURCE) else None  # noqa: PTH112
            return _build(look) if last is None else _told(last, perf_counter() - start)
    finally:
        os.close(lock)


def _told(last: list[str], seconds: float) -> int:
    from generator.commands.summary import summary

    pages, figures, files, *skipped = last
    left_out = zip(skipped[1::2], skipped[::2], strict=True)
    sys.stdout.write(f"{summary(pages, figures, files, seconds, left_out, '', 0, _OUTPUT)}\n")
    return 0


def _build(look: Look | None) -> int | None:
    if look is not None:
        look.expect_edits()
    from pathlib import Path

    from generator.build import Options
    from generator.build.options import wrong_clock
    from generator.commands.told_build import Telling, told_build
    from generator.output import unsafe_output

    options = Options(Path(_SOURCE), Path(_OUTPUT))
    if wrong_clock() or not options.source.is_dir() or unsafe_output(options.output, options.source):
        return None
    return told_build(options, Telling(), look)
