"""A build of which only the texts of a few notes were edited: what it needs of the builds before, and
what it leaves for the next. Where it cannot be sure, the whole build looks."""

from __future__ import annotations

from contextlib import closing
from time import perf_counter
from typing import TYPE_CHECKING

from generator.build.lasting import Lasting
from generator.build.look import Look
from generator.build.manifest import leave
from generator.build.options import Options
from generator.build.read_apart import Notes
from generator.build.report import Account, Report
from generator.build.shelf import Shelf
from generator.build.standing import OtherwiseError
from generator.build.touched import known_of, touched_note
from generator.build.tree_record import TreeRecord
from generator.build.unchanged import Last, record_among
from generator.build.writing import TornError
from generator.output import publish_among
from generator.output.state import State
from generator.records import replace

if TYPE_CHECKING:
    from generator.build.texts import Retouched

_MOST = 8
"""Notes that are edited at once, beyond which the whole build is as quick."""


def retouched_report(options: Options, state: State, look: Look, last: Last, notes: Notes) -> Report | None:
    """The report of a build after `last.touched` were edited, of which `notes` tell what they are now; None
    where the whole build must look."""
    said = {diagnostic.at.path for diagnostic in last.report.diagnostics}
    if len(last.touched) > _MOST or not said.isdisjoint(last.touched):
        return None
    started = perf_counter()
    with closing(Shelf(state.memo, look.made_by, sparse=True)) as shelf:
        tree = TreeRecord(shelf, state.site, ours=True)
        lasting = Lasting(shelf, tree)
        try:
            made = _made(options, last.touched, lasting, notes, state.manifest.read_bytes())
            published = publish_among(made.outputs, state, look.site, notes.listed())
        except (OSError, OtherwiseError, TornError):
            return None
        unkept = leave(state, made.manifest)
        tree.add(made.outputs)
        shelf.save()
    step = ("the texts that were edited", perf_counter() - started)
    account = Account((step,), (), tuple(lasting.redone))
    report = replace(last.report, written=len(published.written), account=account)
    if not unkept:
        kept = replace(report, account=Account())
        record_among(state, look, last, kept, published.written)
    return replace(report, diagnostics=(*report.diagnostics, *unkept, *shelf.lost))


def _made(
    options: Options, touched: tuple[str, ...], lasting: Lasting, notes: Notes, left: bytes
) -> Retouched:
    known = known_of(options.source, lasting)
    written = [touched_note(path, known) for path in touched]
    notes.ask(known.source, known.config, [note.entry for note in written])
    from generator.build.texts import retouched  # what it takes is loaded while the notes are read

    return retouched(options, known, written, notes, left)
