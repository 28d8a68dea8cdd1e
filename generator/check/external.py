"""Addresses off the site: when to ask again, and when silence means that a link is dead.

A host that fails once may be asleep, so a link is dead only after failing on several different
days; what is remembered between runs stands in a state file. Asking itself belongs to `fetch`,
which is imported (and aiohttp with it) only when something is due.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import assert_never

from generator.check.answers import Answer, Limits, Memory, Verdict, read_memories, write_memories
from generator.check.manifest import Manifest, Written
from generator.diagnostics import Diagnostic, Finding, Location
from generator.problems import check as problems

Uses = Mapping[str, Iterable[tuple[str, str]]]
"""address → the (page, href) pairs that use it."""


def check_external(
    externals: Uses, manifest: Manifest, limits: Limits, now: datetime | None = None
) -> tuple[Finding, ...]:
    """Findings about every address in `externals`, asking those whose last answer is too old.

    Raises ValueError when aiohttp is not installed or the state file cannot be read.
    """
    now = now or datetime.now(UTC)
    known = read_memories(limits.state)
    due = [url for url in sorted(externals) if not _fresh(known.get(url), now, limits.max_age_days)]
    answers = _ask(due, limits) if due else {}
    memories = {
        url: _remember(known.get(url), answers[url], now) if url in answers else known[url]
        for url in sorted(externals)
    }
    write_memories(limits.state, memories)
    found: list[Finding] = []
    for url, memory in memories.items():
        found += _told_once(sorted(externals[url]), manifest, memory, limits.strikes)
    return tuple(found)


def _ask(urls: list[str], limits: Limits) -> dict[str, Answer]:
    try:
        from generator.check.fetch import ask_all
    except ImportError as error:
        raise ValueError('--external needs aiohttp: install "computed-notes[external]"') from error
    return ask_all(urls, limits)


def _fresh(memory: Memory | None, now: datetime, max_age_days: float) -> bool:
    """Whether a good answer is young enough to stand; bad ones are always asked again."""
    if memory is None or memory.answer.verdict not in (Verdict.GOOD, Verdict.MOVED):
        return False
    return now - memory.asked < timedelta(days=max_age_days)


def _remember(before: Memory | None, answer: Answer, now: datetime) -> Memory:
    """The memory after `answer`: failures add up by day, a good answer clears them."""
    match answer.verdict:
        case Verdict.GOOD | Verdict.MOVED:
            failed: tuple[str, ...] = ()
        case Verdict.FAILED:
            earlier = before.failed_on if before else ()
            failed = tuple(sorted({*earlier, now.date().isoformat()}))
        case Verdict.UNKNOWN:
            failed = before.failed_on if before else ()
        case _:
            assert_never(answer.verdict)
    return Memory(answer, now, failed)


def _told_once(
    uses: Iterable[tuple[str, str]], manifest: Manifest, memory: Memory, strikes: int
) -> Iterator[Finding]:
    """One finding for each line of the source that names the address, else one for the site."""
    places: dict[Written, str] = {}
    bare: list[tuple[str, str]] = []
    for page, href in uses:
        written = manifest.written(page, href)
        places.update((place, page) for place in written if place not in places)
        if not written:
            bare.append((page, href))
    for place, page in places.items():
        if diagnostic := _words(place.href, place.at, memory, strikes):
            yield Finding(diagnostic, page, place.href, place.at)
    if bare and not places:
        page, href = bare[0]
        if diagnostic := _words(href, Location(page), memory, strikes):
            yield Finding(diagnostic, page, href, pages=len({page for page, _ in bare}))


def _words(href: str, at: Location, memory: Memory, strikes: int) -> Diagnostic | None:
    answer = memory.answer
    match answer.verdict:
        case Verdict.GOOD:
            return None
        case Verdict.MOVED:
            return problems.moved_external(href, answer.onward, at)
        case Verdict.UNKNOWN:
            return problems.unknown_external(href, answer.reason, at)
        case Verdict.FAILED if len(memory.failed_on) >= strikes:
            return problems.dead_external(href, answer.reason, memory.failed_on[0], at)
        case Verdict.FAILED:
            days = f"day {len(memory.failed_on)} of {strikes}"
            return problems.doubtful_external(href, f"{answer.reason} ({days})", at)
        case _:
            assert_never(answer.verdict)
