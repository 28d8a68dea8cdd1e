"""What the checker can say about a written site.

Addresses are quoted as their author wrote them; targets are paths from the site's root.
"""

from __future__ import annotations

from generator.diagnostics import Diagnostic, Location
from generator.problems.wording import error, notice, warning


def missing_page(href: str, target: str, at: Location, help: str = "") -> Diagnostic:
    """A link to a page that the site does not have."""
    return error("missing-page", f'"{href}" leads nowhere: the site has no page "{target}"', at, help)


def missing_file(href: str, target: str, what: str, at: Location, help: str = "") -> Diagnostic:
    """An image, script, sheet or download that the site does not have."""
    code = "missing-image" if what == "image" else "missing-file"
    return error(code, f'"{href}" loads nothing: the site has no {what} "{target}"', at, help)


def no_index(href: str, folder: str, at: Location) -> Diagnostic:
    """A link to a folder that has no index page."""
    help = "name a page of that folder, or give it an index.html"
    return error("no-index", f'"{href}" leads to the folder "{folder}", which has no index.html', at, help)


def case_differs(href: str, real: str, at: Location, help: str) -> Diagnostic:
    """An address that only a host which ignores case would find."""
    return error("case-differs", f'"{href}" has other upper and lower case than the file "{real}"', at, help)


def unicode_form(href: str, real: str, at: Location, help: str) -> Diagnostic:
    """An address whose accents are composed otherwise than the file's name."""
    message = f'"{href}" looks like the file "{real}", but its accents are composed of other characters'
    return error("unicode-form", message, at, help)


def double_encoding(href: str, real: str, at: Location, help: str) -> Diagnostic:
    """An address that was percent-encoded twice."""
    return error("double-encoding", f'"{href}" is percent-encoded twice: it means "{real}"', at, help)


def missing_anchor(href: str, name: str, page: str, at: Location, help: str = "") -> Diagnostic:
    """A jump to an id that its page does not define."""
    return error("missing-anchor", f'"{href}" jumps nowhere: nothing on {page} has the id "{name}"', at, help)


def lost_fragment(href: str, page: str, onward: str, at: Location) -> Diagnostic:
    """A jump through a page that sends its readers on, which loses the fragment."""
    message = f'"{href}" loses its fragment: {page} sends its reader on to "{onward}"'
    return error("missing-anchor", message, at, f'link to "{onward}" itself')


def outside_site(href: str, target: str, at: Location, help: str = "") -> Diagnostic:
    """An address that climbs out of the site, or stands beside the prefix it is published under."""
    return error("outside-site", f'"{href}" leaves the site: it leads to "{target}"', at, help)


def unknown_scheme(href: str, scheme: str, at: Location, help: str) -> Diagnostic:
    """A scheme that no program answers."""
    return error("unknown-scheme", f'"{href}" has the unknown scheme "{scheme}:"', at, help)


def invalid_url(href: str, at: Location) -> Diagnostic:
    """Text that a browser cannot read as an address."""
    return error("invalid-url", f'"{href}" is no address that a browser can read', at)


def local_file(href: str, at: Location) -> Diagnostic:
    """A file on the author's own machine."""
    help = "put the file into the site and link to it there"
    return error(
        "local-file", f'"{href}" names a file of your own machine, which readers cannot open', at, help
    )


def path_as_host(href: str, host: str, at: Location, help: str) -> Diagnostic:
    """Two slashes where one was meant."""
    return error("path-as-host", f'"{href}" names the host "{host}", not a folder of the site', at, help)


def empty_address(what: str, at: Location) -> Diagnostic:
    """An element that should load something and names nothing."""
    return error("empty-address", f"this {what} has an empty address", at, "name the file, or leave it out")


def wrong_type(href: str, target: str, what: str, at: Location) -> Diagnostic:
    """A page where an image, script or sheet is expected."""
    return error("wrong-type", f'"{href}" is used as {_article(what)}, but "{target}" is a page', at)


def duplicate_id(name: str, at: Location) -> Diagnostic:
    """An id that more than one element has; a jump reaches the first only."""
    message = f'the id "{name}" stands on more than one element of this page'
    return warning("duplicate-id", message, at, "give all but one of them another id")


def missing_alt(src: str, at: Location) -> Diagnostic:
    """An image without a text for those who do not see it."""
    help = "describe it in a few words; an empty alt says that it only decorates"
    return warning("missing-alt", f'the image "{src}" has no alt text', at, help)


def malformed_listing(path: str, reason: str, at: Location) -> Diagnostic:
    """A feed, sitemap or index that programs cannot read."""
    return error("malformed-listing", f"{path} cannot be read: {reason}", at)


def heading_jump(text: str, found: int, expected: int, at: Location) -> Diagnostic:
    """A heading that skips a level."""
    message = f'the heading "{text}" has level {found}, expected {expected} or less'
    return warning("heading-jump", message, at)


def orphan_page(page: str, at: Location) -> Diagnostic:
    """A page that no other page links to."""
    return warning("orphan-page", f"no other page links to {page}", at, "link to it, or leave it out")


def empty_link(href: str, at: Location) -> Diagnostic:
    """A link with nothing to read or hear."""
    return warning("empty-link", f'the link to "{href}" has no text', at, "give it a text or an aria-label")


def insecure_link(href: str, at: Location) -> Diagnostic:
    """A plain http link to a host that answers https."""
    secure = "https" + href.strip()[4:]
    return warning(
        "insecure-link", f'"{href}" is not encrypted, and its host answers https', at, _meant(secure)
    )


def dead_external(href: str, reason: str, since: str, at: Location) -> Diagnostic:
    """An address off the site that has failed on several days."""
    return error("dead-external", f'"{href}" has not answered since {since}: {reason}', at)


def doubtful_external(href: str, reason: str, at: Location) -> Diagnostic:
    """An address off the site that failed, but not yet often enough to be called dead."""
    return notice("doubtful-external", f'"{href}" did not answer: {reason}', at)


def unknown_external(href: str, reason: str, at: Location) -> Diagnostic:
    """An address off the site that a program cannot judge."""
    return notice("unknown-external", f'"{href}" cannot be judged: {reason}', at)


def moved_external(href: str, onward: str, at: Location) -> Diagnostic:
    """An address off the site that says it has moved for good."""
    return notice("moved-external", f'"{href}" has moved for good', at, f'it is now "{onward}"')


def _meant(href: str) -> str:
    return f'did you mean "{href}"?'


def _article(what: str) -> str:
    return f"an {what}" if what[0] in "aeiou" else f"a {what}"
