"""Findings: raw faults attributed to their source, told once each, and put into words.

A fault that the manifest traces to lines of the source is one finding for each line. What a
template wrote is one finding for the site, however many pages repeat it; it is none at all where a
line of the source already answers for the same dead target (an excerpt repeats its post).
"""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Set
from pathlib import Path
from urllib.parse import unquote

from generator.check.describe import describe
from generator.check.faults import Fault, Kind
from generator.check.manifest import Manifest, Noted, Written
from generator.check.survey import Survey
from generator.diagnostics import Finding, Location, Severity

_TEMPLATE_PAGES = 5
"""Without a manifest, the same address failing on so many pages is taken for a template's."""

Wrong = tuple[Kind, str, str]
"""A kind of fault, its target and its fragment, whoever names them."""

_OF_AN_ID = frozenset({Kind.DUPLICATE_ID, Kind.HEADING_JUMP})


def findings(site: Path, survey: Survey, manifest: Manifest) -> tuple[Finding, ...]:
    """All findings of a survey, with the build's own, each fault once, in order of place."""
    sourced: dict[tuple[str, Written], Fault] = {}
    unsourced: dict[tuple[object, ...], list[Fault]] = defaultdict(list)
    answered: set[Wrong | str] = set()
    for fault in survey.found.faults:
        if fault.kind is Kind.ORPHAN and fault.page in manifest.generated:
            continue
        places = _places(fault, manifest)
        for place in places:
            sourced.setdefault((fault.kind.name, place), fault)
            answered |= {_what(fault), fault.href}
        if not places:
            unsourced[_group(fault, manifest)].append(fault)
    # The build's notices are told when it runs; they are no findings.
    noted = [note for note in manifest.noted if note.diagnostic.severity is not Severity.NOTICE]
    own = [_traced(fault, place, survey) for (_, place), fault in sourced.items()]
    found = [finding for finding in own if not _told(finding, noted)]
    for faults in unsourced.values():
        if not manifest.known or not _answered(faults[0], answered):
            found += _untraced(site, faults, survey, manifest)
    found += (_from_build(note, manifest) for note in noted)
    return tuple(sorted(found, key=_order))


def _places(fault: Fault, manifest: Manifest) -> tuple[Written, ...]:
    """The lines of the source that a fault comes from."""
    if fault.holder:
        return ()
    if fault.kind in _OF_AN_ID:
        at = manifest.anchor(fault.page, fault.fragment or fault.target)
        return (Written(fault.href, at),) if at else ()
    if fault.kind is Kind.ORPHAN and (source := manifest.source_of(fault.page)):
        return (Written("", Location(source)),)
    return manifest.written(fault.page, fault.href)


def _what(fault: Fault) -> Wrong:
    """What is wrong, whoever names it."""
    return fault.kind, fault.target, unquote(fault.fragment)


def _answered(fault: Fault, answered: Set[Wrong | str]) -> bool:
    """Whether a line of the source answers for it: an excerpt or a feed repeats its post.

    What could not be resolved is repeated as it was written, so it may lead elsewhere from there.
    """
    return _what(fault) in answered or (bool(fault.href) and fault.href in answered)


def _group(fault: Fault, manifest: Manifest) -> tuple[object, ...]:
    """Faults of the same group are one template's doing."""
    if fault.holder:
        return (*_what(fault), fault.holder, fault.line)
    return _what(fault) if manifest.known else (*_what(fault), fault.href)


def _traced(fault: Fault, place: Written, survey: Survey) -> Finding:
    diagnostic = describe(fault, place.href, place.at, survey)
    return Finding(diagnostic, fault.page, place.href, place.at)


def _untraced(site: Path, faults: list[Fault], survey: Survey, manifest: Manifest) -> Iterator[Finding]:
    pages = tuple(dict.fromkeys(fault.page for fault in faults))
    one = manifest.known or len(pages) >= _TEMPLATE_PAGES or bool(faults[0].holder)
    for fault in faults[:1] if one else faults:
        at = _place_in_site(site, fault)
        diagnostic = describe(fault, fault.href, at, survey)
        yield Finding(diagnostic, fault.page, fault.href, pages=len(pages) if one else 1)


def _place_in_site(site: Path, fault: Fault) -> Location:
    """The line of the written page (or sheet) where the address stands, 0 where it is not plain to see."""
    if fault.holder:
        return Location(fault.holder, fault.line)
    sought = fault.href or fault.target
    text = (site / fault.page).read_bytes().decode("utf-8", "replace")
    for spelling in dict.fromkeys((html.escape(sought), html.escape(sought, quote=False), sought)):
        found = re.search(rf"""=\s*["']?\s*{re.escape(spelling)}["'\s/>]""", text) if spelling else None
        if found:
            return Location(fault.page, text.count("\n", 0, found.start()) + 1)
    return Location(fault.page)


def _told(finding: Finding, noted: Iterable[Noted]) -> bool:
    """Whether the build has said the same: one path, line and address."""
    return any(note.diagnostic.at == finding.source and _names(note, finding.href) for note in noted)


def _names(note: Noted, href: str) -> bool:
    """Whether the build's diagnostic is about `href`; without an address, its message must quote it."""
    if note.href:
        return note.href == href
    message = unquote(note.diagnostic.message)
    path, _, fragment = unquote(href).partition("#")
    quoted = (text for text in (unquote(href), path, fragment) if text)
    return any(f'"{text}"' in message for text in quoted)


def _from_build(note: Noted, manifest: Manifest) -> Finding:
    at = note.diagnostic.at
    return Finding(note.diagnostic, manifest.outputs.get(at.path, ""), note.href, at)


def _order(finding: Finding) -> tuple[bool, str, int, str, str, str]:
    at = finding.diagnostic.at
    return finding.source is None, at.path, at.line, finding.diagnostic.code, finding.href, finding.page
