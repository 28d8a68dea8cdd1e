"""The checker from end to end: list, survey, attribute, filter.

Reads only the written site and its manifest. Must not import anything that builds.
"""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase
from pathlib import Path

from generator.check.answers import Limits
from generator.check.external import check_external
from generator.check.findings import findings
from generator.check.manifest import Manifest, beside, read_manifest
from generator.check.survey import survey
from generator.check.tree import list_site
from generator.check.urls import SiteUrls
from generator.diagnostics import Finding, Severity
from generator.records import dataclass, field

OPTIONAL = frozenset({"empty-link", "heading-jump", "insecure-link", "orphan-page"})
"""Checks that are off unless switched on."""


@dataclass(frozen=True, slots=True)
class Options:
    """What to look at, and what to leave out.

    `base_url` is where the site is published ("/blog", "https://me.example/blog"); "" takes the
    manifest's. `ignore` are shell patterns for addresses, pages and source paths.
    """

    base_url: str = ""
    enable: frozenset[str] = frozenset()
    disable: frozenset[str] = frozenset()
    ignore: tuple[str, ...] = ()
    external: Limits | None = None
    """Limits for asking other hosts; None asks nobody."""


@dataclass(frozen=True, slots=True)
class Report:
    """All findings of one run, and how much was looked at."""

    findings: tuple[Finding, ...]
    checked: dict[str, int] = field(default_factory=dict)
    source: str = ""
    """The folder that the findings' source paths start from."""

    @property
    def failed(self) -> bool:
        """Whether anything but notices was found."""
        return any(found.diagnostic.severity is not Severity.NOTICE for found in self.findings)


def check_site(site: Path, manifest: Path | None = None, options: Options | None = None) -> Report:
    """Every finding about the written site in the folder `site`.

    `manifest` defaults to the one that a build left beside the site, if any. Raises ManifestError
    for a manifest that cannot be read and ValueError for a base URL that is none.
    """
    options = options or Options()
    known = _manifest(site, manifest)
    urls = SiteUrls.under(options.base_url or known.base_url)
    walked = survey(site, list_site(site), urls, options.enable)
    found = findings(site, walked, known)
    if options.external is not None:
        found += check_external(walked.found.externals, known, options.external)
    kept = tuple(finding for finding in found if not _left_out(finding, options))
    checked = {
        "pages": len(walked.found.pages),
        "links": walked.found.links,
        "external": len(walked.found.externals),
    }
    return Report(kept, checked, known.source)


def _manifest(site: Path, given: Path | None) -> Manifest:
    if given is not None:
        return read_manifest(given)
    default = beside(site)
    return read_manifest(default) if default.is_file() else Manifest()


def _left_out(finding: Finding, options: Options) -> bool:
    code = finding.diagnostic.code
    if code in options.disable:
        return True
    return any(_matches(pattern, _names(finding)) for pattern in options.ignore)


def _names(finding: Finding) -> Iterable[str]:
    return finding.href, finding.page, finding.diagnostic.at.path


def _matches(pattern: str, names: Iterable[str]) -> bool:
    return any(fnmatchcase(name, pattern) for name in names)
