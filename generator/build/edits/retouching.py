"""A build of which only the texts of a few notes were edited: what it needs of the builds before, and
what it leaves for the next. Where it cannot be sure, the whole build looks."""

from __future__ import annotations

from contextlib import closing
from time import perf_counter

from generator.build.cache.lasting import Lasting
from generator.build.cache.shelf import Shelf
from generator.build.cache.tree_record import TreeRecord
from generator.build.cache.writing import TornError
from generator.build.changes.look import Look
from generator.build.changes.unchanged import Coming, Last
from generator.build.edits.last_site import OtherwiseError
from generator.build.edits.read_apart import Notes
from generator.build.edits.touched import known_of, touched_note
from generator.build.manifest import AlteredError, leave
from generator.build.options import Options
from generator.build.report import Account, Report
from generator.output import publish_among
from generator.output.state import State
from generator.records import replace

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
            known = known_of(options.source, lasting)
            touched = [touched_note(path, known) for path in last.touched]
            notes.ask(known.source, known.config, [note.entry for note in touched])
            from generator.build.edits.texts import Retouching  # loaded while the notes are read

            left = state.manifest.read_bytes()
            retouching, coming = Retouching(options, known, touched, left), Coming(look)
            look.see_share()
            made = retouching.all(notes)
            listed = notes.listed()
            if not look.is_all_else_as_it_was:
                return None
            as_told = made.manifest is left
            keeps = known.config.keep_files
            published = publish_among(made.outputs, state, look.files(), listed, keeps, as_told=as_told)
        except (AlteredError, OSError, OtherwiseError, TornError):
            return None
        unkept = leave(state, made.manifest, stands=as_told)
        tree.add(made.outputs)
        shelf.save()
    step = ("the texts that were edited", perf_counter() - started)
    account = Account((step,), (), tuple(lasting.redone))
    report = replace(last.report, written=len(published.written), account=account)
    if not unkept:
        coming.record_among(state, last, replace(report, account=Account()), published.written)
    return replace(report, diagnostics=(*report.diagnostics, *unkept, *shelf.lost))
