"""What must be known before edited notes can be read, and no more: others read them from then on."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from generator.build.cache.lasting import Lasting
from generator.build.changes.stamps import stamp_of
from generator.build.edits.last_site import LastSite, OtherwiseError
from generator.diagnostics import Checked
from generator.model import Kind
from generator.records import replace
from generator.source.discover import has_front_matter
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
    entry, file = before.value.entry, os.path.realpath(known.source / path)
    if file != f"{os.path.realpath(known.source)}/{path}":
        raise OtherwiseError  # behind a link
    size, mtime_ns = stamp_of(file)
    is_note = entry.kind is Kind.POST or has_front_matter(file)
    if size < 0 or not os.path.isfile(file) or not is_note:  # noqa: PTH113
        raise OtherwiseError
    return Touched(before.value, replace(entry, size=size, mtime_ns=mtime_ns))
