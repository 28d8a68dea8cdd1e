"""What the last build left for the next: its report, and what it was built from. Of it the next one sees
whether nothing has changed since, and its report is the report; some files of the source; or more.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from generator.build.changes.look import Look, digest_of_site, stamps_of_site
from generator.build.changes.stamps import differing, packed_old, stamp_of
from generator.build.options import Options
from generator.build.report import Account, Report
from generator.codec import Codec
from generator.diagnostics import Diagnostic, Location, Severity
from generator.digests import digest_of, sealed
from generator.output.state import State
from generator.records import dataclass, replace

_CODEC = Codec((Report, Account, Diagnostic, Location, Severity))
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Last:
    """The last build: its report as of one that does nothing, and when the next post of the future is due.

    `touched` are the files of the source that were written since, by path.
    """

    report: Report
    due: datetime | None
    touched: tuple[str, ...]


def last_build(options: Options, look: Look) -> Last | None:
    """The last build, if of the source nothing has changed since but the content of files."""
    try:
        head, _, tail = look.left.partition(b"\n")
        due, report = _CODEC.loads(head)
        touched = [] if look.is_source_as_it_was else differing(tail, look.source)
    except ValueError:
        return None
    if touched is None or (due is not None and options.now >= due):
        return None
    return Last(replace(report, written=0, removed=0, account=Account()), due, tuple(touched))


def forget(state: State) -> None:
    """Forgets the last build: what is remembered goes on from it, whether or not the next is published."""
    with suppress(OSError):
        state.unchanged.unlink(missing_ok=True)


class Coming:
    """What a build is to leave for the next, as far as it is known before the site stands."""

    def __init__(self, look: Look) -> None:
        """Of a build that began with a look at what there was."""
        self._look = look
        self._told = packed_old(look.source, look.began)  # young files are read again

    def record(self, state: State, report: Report, due: datetime | None) -> None:
        """Keeps the report of a build that was published; `due` is when the next post of the future is.

        Where it cannot be kept, the next build does what this one did.
        """
        self._record(state, digest_of_site(stamps_of_site(str(state.site))), report, due)

    def record_among(self, state: State, last: Last, report: Report, written: Iterable[str]) -> None:
        """Likewise, of a build after `last` that has `written` these outputs alone."""
        of_site = self._look.digest_with({path: stamp_of(f"{state.site}/{path}") for path in written})
        self._record(state, of_site, report, last.due)

    def _record(self, state: State, of_site: str, report: Report, due: datetime | None) -> None:
        from generator.output import write_whole

        at = str((due - _EPOCH) // timedelta(microseconds=1) * 1000) if due is not None else ""
        line = self._look.line(of_site, digest_of(self._told), at, _brief(report))
        content = b"\n".join((line, _CODEC.dumps((due, report)), self._told))
        with suppress(OSError):
            write_whole(state.unchanged, sealed(content))


def _brief(report: Report) -> tuple[str, ...]:
    """The report for one who is told its sum alone; nothing where there is more to tell."""
    if report.diagnostics or not report.published:
        return ()
    skipped = (str(part) for what, number in report.skipped if number for part in (what, number))
    return (str(report.pages), str(report.figures), str(report.files), *skipped)
