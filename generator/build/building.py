"""One build: compiled with the memory of the builds before, published whole, and remembered."""

from __future__ import annotations

import os
from contextlib import ExitStack, closing
from functools import cache
from heapq import nlargest
from itertools import chain
from operator import itemgetter
from time import perf_counter
from typing import TYPE_CHECKING

from generator.build.changes.look import Look, looking
from generator.build.changes.unchanged import Coming, forget, last_build
from generator.build.edits import read_notes
from generator.build.options import Options
from generator.build.report import Account, Report, Tell
from generator.diagnostics import Diagnostic, Location, in_order
from generator.output.state import State, locked, state_of
from generator.problems.build import (
    foreign_tree,
    unwritable,
    waits_for_another,
)
from generator.records import replace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from concurrent.futures import Executor

    from generator.build.cache.lasting import Lasting
    from generator.build.cache.memory import Memory
    from generator.build.cache.shelf import Shelf
    from generator.build.cache.tree_record import TreeRecord
    from generator.build.pipeline import Compiled
    from generator.model import Output
    from generator.output import Published

_SLOWEST = 10
"""Pages of which a build tells the time."""


def build_site(
    options: Options, tell: Tell, executor: Executor | None = None, begun: Look | None = None
) -> Report:
    """Compiles the site and publishes it whole, unless an error was found (or `keep_going`).

    Notes are parsed and rendered by `options.jobs` processes, or by those of an `executor`, which may
    be a cluster's. What is made does not depend on how many there are.
    Where nothing has changed since the last build, that one's report is given and nothing done. `begun` is a
    look at what there is, for these very options, if one was taken, under the output's lock.
    """
    start = perf_counter()
    state = state_of(options.output)
    waited: list[Diagnostic] = []
    with ExitStack() as held:
        try:
            look = begun or _looked(
                options, state, held, lambda: waited.append(waits_for_another(str(options.output)))
            )
        except OSError as fault:
            return _unwritten(str(options.output), fault, perf_counter() - start)
        report = _of_last(options, state, look) or _built(options, state, look, tell, executor)
    diagnostics = in_order((*report.diagnostics, *waited))
    return replace(report, diagnostics=diagnostics, seconds=perf_counter() - start)


def _looked(options: Options, state: State, held: ExitStack, waiting: Callable[[], None]) -> Look:
    """A look at what there is, once the output's lock is held."""
    lock = held.enter_context(locked(state, waiting))
    source, site = os.fspath(options.source), os.fspath(state.site)
    templates = os.fspath(options.templates) if options.templates is not None else ""
    alone = options.jobs == 1
    return held.enter_context(looking(source, site, lock, read_notes, options.more, templates, alone))


def _of_last(options: Options, state: State, look: Look) -> Report | None:
    """The report, where the last build tells it or all but the texts of some notes."""
    last = last_build(options, look)
    if last is None:
        return None
    if not last.touched:
        return last.report if look.is_all_else_as_it_was else None
    look.expect_edits()
    # What it takes is loaded while others load what reading does, and look at the site.
    from generator.build.edits.read_apart import Notes
    from generator.build.edits.retouching import retouched_report

    return retouched_report(options, state, look, last, Notes(look.reader))


def _built(options: Options, state: State, look: Look, tell: Tell, executor: Executor | None) -> Report:
    from generator.build.cache.shelf import Shelf
    from generator.build.cache.tree_record import TreeRecord
    from generator.output import workshop

    look.let_go()
    forget(state)
    with workshop(state) as made, closing(Shelf(state.memo, look.made_by)) as shelf:
        tree = TreeRecord(shelf, state.site, ours=state.mark.exists())
        compiled, lasting, memory = _compiled(options, tree, shelf, made, tell, executor)
        wanted = compiled.ok or options.keep_going
        published, found = _publish(compiled, state, options, lasting, tree) if wanted else (None, ())
        memory.mark("publishing")
        shelf.save()
        memory.mark("remembering")
    report = _report(compiled, published, (*compiled.diagnostics, *found))
    if published is not None and compiled.ok and not found:
        Coming(look).record(state, report, compiled.due)
    diagnostics = in_order((*report.diagnostics, *shelf.lost))
    return replace(report, diagnostics=diagnostics, account=_account(memory, lasting))


def _compiled(
    options: Options, tree: TreeRecord, shelf: Shelf, made: str, tell: Tell, executor: Executor | None
) -> tuple[Compiled, Lasting, Memory]:
    """The site, from what the shelf holds where it can be believed; `made` is where outputs are laid."""
    from generator.build.cache.lasting import Lasting
    from generator.build.cache.memory import Memory
    from generator.build.cache.writing import TornError
    from generator.build.pipeline import compile_site
    from generator.build.processes.workers import workers

    with workers(options.jobs, executor) as hands:
        lasting = Lasting(shelf, tree, made)
        memory = Memory(lasting, hands, once=True)
        try:
            return compile_site(options, tell, memory), lasting, memory
        except TornError:
            shelf.clear()
        lasting = Lasting(shelf, tree, made)
        memory = Memory(lasting, hands, once=True)
        return compile_site(options, tell, memory), lasting, memory


def _account(memory: Memory, lasting: Lasting) -> Account:
    spent, none = memory.spent, dict[str, float]()
    parsed, indexed = spent.get("parse", none), spent.get("search", none)
    both = ((name, seconds + indexed.get(name, 0.0)) for name, seconds in parsed.items())
    rendered = chain(spent.get("render", none).items(), spent.get("list", none).items())
    every = chain(both, ((f"/{name}", seconds) for name, seconds in rendered))
    slowest = nlargest(_SLOWEST, every, key=itemgetter(1))
    return Account(tuple(memory.steps), tuple(slowest), tuple(lasting.redone))


def _publish(
    compiled: Compiled, state: State, options: Options, lasting: Lasting, tree: TreeRecord
) -> tuple[Published | None, tuple[Diagnostic, ...]]:
    from generator.build.manifest import leave, manifest
    from generator.output import publish

    outputs = tuple(compiled.outputs.values())

    @cache
    def told() -> bytes:
        return manifest(str(options.source), compiled.site, outputs, compiled.diagnostics)

    def meanwhile() -> None:
        told()
        tree.foresee(outputs, state.next)

    try:
        if compiled.site.config.precompress:
            from generator.output import precompressed

            packed = precompressed(outputs, lasting.recall)
            outputs = (*outputs, *(output for output in packed if output.path not in compiled.outputs))
        published = publish(outputs, state, tree.holds, meanwhile, compiled.site.config.keep_files)
    except OSError as fault:
        return None, (_unpublished(options, outputs, fault),)
    tree.take(outputs)
    aside = published.put_aside
    found = (foreign_tree(str(options.output), aside),) if aside else ()
    return published, (*found, *leave(state, told()))


def _unpublished(options: Options, outputs: Iterable[Output], fault: OSError) -> Diagnostic:
    """Why nothing was published: a file that is carried over could not be read, or the site not written."""
    reason = fault.strerror or str(fault)
    if any(output.origin == fault.filename and not output.made for output in outputs if output.origin):
        from generator.problems.source import unreadable

        path = os.path.relpath(fault.filename, os.path.realpath(options.source))
        return unreadable(reason, Location(path))
    return unwritable(str(options.output), reason)


def _unwritten(output: str, fault: OSError, seconds: float) -> Report:
    """A build that could not even take its lock."""
    told = (unwritable(output, fault.strerror or str(fault)),)
    return Report(told, False, 0, 0, 0, 0, 0, seconds)


def _report(compiled: Compiled, published: Published | None, found: tuple[Diagnostic, ...]) -> Report:
    return Report(
        diagnostics=in_order(found),
        published=published is not None,
        pages=sum(path.endswith(".html") for path in compiled.outputs),
        figures=compiled.figures,
        files=len(compiled.outputs),
        written=len(published.written) if published else 0,
        removed=len(published.removed) if published else 0,
        seconds=0.0,
        skipped=compiled.skipped,
    )
