"""What every page shows of its site, and the hrefs from one page to all else.

Small on purpose: a page is rendered again when this changes, so nothing here may depend on other
pages' contents.
"""

from __future__ import annotations

from generator import addresses
from generator.model import Config, Site
from generator.records import dataclass, replace
from generator.render.view import Anchor, Frame
from generator.render.words import Words, words_for

HOME = "index.html"
ARCHIVE = "archive/index.html"
TAGS = "tags/index.html"
CATEGORIES = "categories/index.html"
LOST = "404.html"
SEARCH = "search.html"
ATOM = "feed.xml"
RSS = "rss.xml"
JSON_FEED = "feed.json"
_ICONS = ("favicon.ico", "favicon.svg", "favicon.png")
_ABOUT = ("/about/", "/about.html", "/about")


@dataclass(frozen=True, slots=True)
class Files:
    """The outputs of what pages load, with their version behind a "?"."""

    css: str
    js: str
    icon: str
    mathjax: str
    mathml: str
    mathml_font: str
    explorer: str
    search: str


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The site as any page shows it, before it is known from which page it is seen."""

    config: Config
    has_feeds: bool
    nav: tuple[tuple[str, str], ...]
    """(label, output or external address); an empty label is one of ours, by its output."""
    files: Files


@dataclass(frozen=True, slots=True)
class Place:
    """A page's place: hrefs from it are relative, but for the 404 page, which is shown at any depth."""

    output: str
    baseurl: str | None = None

    def href(self, output: str, fragment: str | None = None) -> str:
        """The href from here to an output, which may carry a "?version"."""
        path, question, version = output.partition("?")
        if self.baseurl is None:
            return addresses.relative(self.output, path, fragment, question + version)
        folder = path.removesuffix("index.html") if path.endswith("/index.html") or path == HOME else path
        tail = "" if fragment is None else "#" + addresses.encode_fragment(fragment)
        return addresses.encode(f"{self.baseurl}/{folder}") + question + version + tail

    def href_of(self, url: str) -> str:
        """The href from here to a site-absolute URL, which may carry a fragment."""
        path, hash_sign, fragment = url.partition("#")
        return self.href(addresses.output_of(path), fragment if hash_sign else None)


def surroundings_of(site: Site, files: Files) -> Surroundings:
    """What every page of `site` shows, with the files that pages load; the site's own icon goes first."""
    own = next((s.path for s in site.statics if s.path in _ICONS), files.icon)
    has_feeds = bool(site.config.url) and any(post.page.front.date for post in site.posts)
    nav = site.config.nav or _our_nav(site)
    return Surroundings(site.config, has_feeds, nav, replace(files, icon=own))


def frame_at(
    place: Place,
    around: Surroundings,
    lang: str,
    *,
    has_math: bool = False,
    has_mathml: bool = False,
    has_explorer: bool = False,
) -> Frame:
    """The surroundings as one page sees them."""
    config, files = around.config, around.files
    words = words_for(lang)
    return Frame(
        site_title=config.title,
        site_description=config.description,
        author=config.author,
        home=place.href(HOME),
        archive=place.href(ARCHIVE),
        tags=place.href(TAGS),
        categories=place.href(CATEGORIES),
        nav=tuple(_anchor(place, label, target, words) for label, target in around.nav),
        css=place.href(files.css),
        js=place.href(files.js),
        icon=place.href(files.icon),
        search=place.href(SEARCH) if config.search else "",
        search_js=place.href(files.search) if config.search else "",
        feed=place.href(ATOM) if around.has_feeds else "",
        json_feed=place.href(JSON_FEED) if around.has_feeds else "",
        mathjax=place.href(files.mathjax) if has_math else "",
        mathml=place.href(files.mathml) if has_mathml else "",
        mathml_font=place.href(files.mathml_font) if has_mathml else "",
        explorer=place.href(files.explorer) if has_explorer else "",
    )


def canonical(config: Config, output: str) -> str:
    """The full address of an output, "" when the site does not say where it stands."""
    if not config.url:
        return ""
    path = output.removesuffix("index.html") if output.endswith("/index.html") or output == HOME else output
    return addresses.absolute(config.url, config.baseurl, f"/{path}")


def _our_nav(site: Site) -> tuple[tuple[str, str], ...]:
    about = next((page.output for page in site.pages if page.url in _ABOUT), "")
    ours = (HOME, ARCHIVE, TAGS if site.tags else "", about)
    return tuple(("", output) for output in ours if output)


def _anchor(place: Place, label: str, target: str, words: Words) -> Anchor:
    if not label:
        names = {HOME: words.posts, ARCHIVE: words.archive, TAGS: words.tags}
        return Anchor(names.get(target, words.about), place.href(target), place.output == target)
    if addresses.is_external(target):
        return Anchor(label, target)
    output = addresses.output_of(target) if target.startswith("/") else target
    return Anchor(label, place.href(output), place.output == output)
