"""The words for a fault: which problem it is, and what the author most likely meant."""

from __future__ import annotations

from difflib import get_close_matches
from typing import assert_never
from urllib.parse import unquote

from generator.check.extract import Role
from generator.check.faults import Fault, Kind
from generator.check.suggest import did_you_mean, nearest_anchor, respell
from generator.check.survey import Survey
from generator.check.tree import Slip
from generator.check.urls import encode
from generator.diagnostics import Diagnostic, Location
from generator.problems import check as problems

_LINKS = frozenset({Role.LINK, Role.QUOTED, Role.FRAME})


def describe(fault: Fault, href: str, at: Location, survey: Survey) -> Diagnostic:
    """The problem that `fault` is. `href` is quoted as its author wrote it, at his line."""
    match fault.kind:
        case Kind.MISSING:
            return _missing(fault, href, at, survey)
        case Kind.NO_ANCHOR:
            return _no_anchor(fault, href, at, survey)
        case Kind.OUTSIDE:
            return problems.outside_site(href, fault.target, at)
        case Kind.UNKNOWN_SCHEME:
            near = get_close_matches(fault.target, ("http", "https", "mailto", "tel", "ftp"), n=1)
            help = did_you_mean(near[0] + href.strip()[len(fault.target) :]) if near else ""
            return problems.unknown_scheme(href, fault.target, at, help)
        case Kind.INVALID:
            return problems.invalid_url(href, at)
        case Kind.LOCAL_FILE:
            return problems.local_file(href, at)
        case Kind.PATH_AS_HOST:
            host = fault.target.partition("/")[0]
            return problems.path_as_host(href, host, at, did_you_mean("/" + fault.target))
        case Kind.EMPTY:
            return problems.empty_address(fault.role.value, at)
        case Kind.WRONG_TYPE:
            return problems.wrong_type(href, fault.target, fault.role.value, at)
        case _:
            return _beyond_addresses(fault, href, at)


def _beyond_addresses(fault: Fault, href: str, at: Location) -> Diagnostic:
    match fault.kind:
        case Kind.DUPLICATE_ID:
            return problems.duplicate_id(fault.target, at)
        case Kind.NO_ALT:
            return problems.missing_alt(href, at)
        case Kind.MALFORMED:
            return problems.malformed_listing(fault.page, fault.target, at)
        case Kind.HEADING_JUMP:
            return problems.heading_jump(fault.target, *fault.levels, at)
        case Kind.ORPHAN:
            return problems.orphan_page(fault.page, at)
        case Kind.EMPTY_LINK:
            return problems.empty_link(href, at)
        case Kind.INSECURE:
            return problems.insecure_link(href, at)
        case _:
            raise AssertionError(f"{fault.kind} is no fault beyond addresses")


def _missing(fault: Fault, href: str, at: Location, survey: Survey) -> Diagnostic:
    tree, path = survey.tree, fault.target
    if fault.role in _LINKS and path.rstrip("/") in tree.folders and path.rstrip("/"):
        return problems.no_index(href, path, at)
    if _climbs(fault):
        return problems.outside_site(href, "/" + path, at, _as_host(href))
    guess = tree.guess(path)
    if guess is None:
        return _plainly_missing(fault, href, at, _as_host(href))
    help = did_you_mean(_respelled(fault, href, guess.path, survey))
    match guess.slip:
        case Slip.CASE:
            return problems.case_differs(href, guess.path, at, help)
        case Slip.UNICODE:
            return problems.unicode_form(href, guess.path, at, help)
        case Slip.ENCODED_TWICE:
            return problems.double_encoding(href, guess.path, at, help)
        case Slip.ELSEWHERE:
            return _plainly_missing(fault, href, at, help)
        case _:
            assert_never(guess.slip)


def _plainly_missing(fault: Fault, href: str, at: Location, help: str) -> Diagnostic:
    if fault.role in (Role.LINK, Role.QUOTED) and not _names_a_download(fault.target):
        return problems.missing_page(href, fault.target, at, help)
    return problems.missing_file(href, fault.target, fault.role.value, at, help)


def _names_a_download(path: str) -> bool:
    suffix = path.rpartition("/")[2].rpartition(".")[2].lower()
    return suffix in {"pdf", "zip", "gz", "png", "jpg", "jpeg", "gif", "svg", "webp", "txt", "csv", "ipynb"}


def _climbs(fault: Fault) -> bool:
    """Whether an address has more ".." than its page has folders above it."""
    holder = fault.holder or fault.page
    steps = fault.href.strip().replace("\\", "/").split("/")
    ups = next((n for n, step in enumerate(steps) if step != ".."), len(steps))
    return ups > holder.count("/")


def _as_host(href: str) -> str:
    """Help for a host's name without its scheme, which a browser takes for a file."""
    text = href.strip()
    return did_you_mean("https://" + text) if text.lower().startswith("www.") else ""


def _respelled(fault: Fault, href: str, real: str, survey: Survey) -> str:
    holder = fault.holder or fault.page
    from_root = survey.urls.prefix if holder in survey.found.bases else ""
    return respell(href, holder, real, from_root or (survey.urls.prefix if href.startswith("/") else ""))


def _no_anchor(fault: Fault, href: str, at: Location, survey: Survey) -> Diagnostic:
    target = fault.target
    if onward := survey.found.refreshes.get(target):
        return problems.lost_fragment(href, target, onward, at)
    near = nearest_anchor(fault.fragment, survey.found.anchors.get(target, ()))
    before, _, asked = href.partition("#")
    meant = encode(near) if near and "%" in asked else near
    help = did_you_mean(f"{before}#{meant}") if meant else ""
    page = "this page" if target == fault.page else target
    return problems.missing_anchor(href, unquote(fault.fragment), page, at, help)
