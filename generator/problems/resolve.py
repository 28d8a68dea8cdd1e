"""Problems that only the whole site can show: addresses, links between pages, missing images."""

from __future__ import annotations

from generator.diagnostics import Diagnostic, Location
from generator.problems.wording import error, notice, shown, warning
from generator.records import replace


def duplicate_url(path: str, other: str, url: str, line: int = 0) -> Diagnostic:
    """Two sources at one URL."""
    return error(
        "duplicate-url",
        f'"{path}" and "{other}" both become {url}',
        Location(path, line),
        "give one of them another permalink",
        Location(other),
    )


def case_collision(path: str, other: str, output: str, other_output: str, line: int = 0) -> Diagnostic:
    """Two outputs that differ by case only, which one file system in two cannot keep apart."""
    return error(
        "case-collision",
        f'"{output}" and "{other_output}" differ by case only',
        Location(path, line),
        "many file systems hold only one of them: rename one",
        Location(other),
    )


def file_as_folder(path: str, other: str, output: str) -> Diagnostic:
    """An output that another needs as its folder."""
    return error(
        "file-as-folder",
        f'"{output}" would have to be a file and a folder: "{other}" lies below it',
        Location(path),
        "give one of them another permalink",
        Location(other),
    )


def liquid_page(output: str, instead: str, empty: bool, at: Location) -> Diagnostic:
    """A page made by Liquid control tags, which are not run.

    `instead` is what of ours stands for it; an `empty` one has them in its layout.
    """
    what = "the page is a Liquid program ({% for %}, {% if %} …), which is not run"
    if empty:
        what = "the page has no text of its own, and its layout is not run"
    if instead == output:
        effect, help = f"our own {output} stands in its place", "write it as a note to keep it"
    elif instead:
        effect, help = f"{output} leads to our own {instead}", "write it as a note to keep it"
    else:
        effect = f"{output} is left out"
        help = "home, archive, tags and feeds are made without it; write it as a note to keep it"
    return warning("liquid-page", f"{what}; {effect}", at, help)


def redirect_taken(url: str, owner: str, at: Location) -> Diagnostic:
    """An address in `redirect_from` where something else stands."""
    message = f'`redirect_from` names "{url}", where "{owner}" stands'
    return warning("redirect-taken", message, at, "take it out of the list", Location(owner))


def redirect_outside(url: str, at: Location) -> Diagnostic:
    """An address in `redirect_from` that is none of this site."""
    message = f'`redirect_from` names "{url}", expected a path on this site'
    return warning("redirect-outside", message, at, "write it from the site's root, without `..`")


def redirect_unfit(url: str, why: str, at: Location) -> Diagnostic:
    """An address in `redirect_from` at which no file can stand."""
    message = f'`redirect_from` names "{shown(url)}", which {why}'
    return warning("redirect-unfit", message, at, "take it out of the list")


def dead_link(href: str, at: Location, help: str) -> Diagnostic:
    """A link to a page or file that the site does not have."""
    return replace(warning("dead-link", f'nothing at "{href}"', at, help), href=href)


def unknown_title(title: str, near: str | None, at: Location) -> Diagnostic:
    """A link by title to a page that no file makes."""
    help = f'did you mean "{near}"?' if near else "it stays as it is typed"
    return warning("unknown-title", f'no page is called "{title}"', at, help)


def unknown_anchor(href: str, fragment: str, page: str, at: Location, help: str) -> Diagnostic:
    """A link to a heading or id that another page does not have."""
    return replace(warning("unknown-anchor", f'no "{fragment}" on {page}', at, help), href=href)


def repaired_anchor(fragment: str, anchor: str, page: str, at: Location) -> Diagnostic:
    """A fragment that was a heading's text and now names its id."""
    return notice("repaired-jump", f'"#{fragment}" on {page} taken as its heading "#{anchor}"', at)


def missing_image(src: str, at: Location, help: str) -> Diagnostic:
    """An image that is neither a file nor a figure of the engine."""
    return replace(warning("missing-image", f'no image at "{src}"', at, help), href=src)


def image_elsewhere(src: str, found: str, at: Location) -> Diagnostic:
    """An image whose name exists exactly once, at another path."""
    return warning(
        "image-elsewhere",
        f'no image at "{src}", "{found}" is shown instead',
        at,
        f'write "{found}"',
    )


def climbs_out(href: str, at: Location) -> Diagnostic:
    """A link whose ".." lead out of the site."""
    return replace(
        warning("climbs-out", f'"{href}" leads out of the site', at, 'take out a "../"'), href=href
    )
