"""What must be known before edited notes can be read, and no more: others read them from then on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from generator.build.cache.lasting import Lasting
from generator.build.edits.last_site import LastSite, OtherwiseError
from generator.diagnostics import Checked
from generator.records import replace
from generator.source.load import Loaded

if TYPE_CHECKING:
    from generator.model import Config
    from generator.source.discover import Entry


class Touched(NamedTuple):
    """A note that was written to: as it was, and its file as it is."""

    before: Loaded
    entry: Entry


class Known(NamedTuple):
    """What is known of a site beside its edited notes: where it comes from, and what the last build left."""

    source: Path
    config: Config
    lasting: Lasting
    last_site: LastSite


def known_of(source: Path, lasting: Lasting) -> Known:
    """What the last build left of the site that comes from `source`; `OtherwiseError` for too little."""
    last_site = LastSite(lasting)
    return Known(source, last_site.around.config, lasting, last_site)


def touched_note(path: str, known: Known) -> Touched:
    """The note at `path`, which was written to since the last build."""
    before = known.lasting.last("load", path)
    if not isinstance(before, Checked) or before.diagnostics or not isinstance(before.value, Loaded):
        raise OtherwiseError
    try:
        stat = (known.source / path).stat()
    except OSError:
        raise OtherwiseError from None
    entry = replace(before.value.entry, size=stat.st_size, mtime_ns=stat.st_mtime_ns)
    return Touched(before.value, entry)
