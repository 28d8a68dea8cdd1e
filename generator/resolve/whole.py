"""What follows from the facts of all pages together: order, terms, neighbours, who is in whose way."""

from __future__ import annotations

from collections.abc import Mapping

from generator import addresses
from generator.diagnostics import Diagnostic
from generator.model import Config, Kind, Program, Term, TextFile
from generator.records import dataclass
from generator.resolve.collisions import collisions
from generator.resolve.facts import Facts
from generator.resolve.generated import generated
from generator.resolve.moved import moved, taken
from generator.resolve.neighbours import Neighbours, neighbours, newest_first
from generator.resolve.taxonomy import terms, years


@dataclass(frozen=True, slots=True)
class Whole:
    """The site without its texts."""

    posts: tuple[str, ...]
    """The sources of posts, newest first, undated last."""
    tags: tuple[Term, ...]
    categories: tuple[Term, ...]
    years: tuple[Term, ...]
    beside: Mapping[str, Neighbours]
    """Output → the posts beside it."""
    generated: tuple[str, ...]
    """The outputs that the generator makes of its own accord."""
    moved: tuple[tuple[str, str], ...]
    diagnostics: tuple[Diagnostic, ...]


def whole_of(
    config: Config,
    pages: tuple[Facts, ...],
    statics: tuple[str, ...],
    texts: tuple[TextFile, ...],
    figures: tuple[str, ...],
    programs: tuple[Program, ...],
) -> Whole:
    """The whole of `pages`, which are in the order of their outputs; of `texts` the places alone count."""
    posts = newest_first(page for page in pages if page.kind is Kind.POST)
    tags = terms(posts, lambda page: page.tags, "tags")
    categories = terms(posts, lambda page: page.categories, "categories")
    ours = generated(config, (*tags, *categories), len(posts))
    owners = dict.fromkeys((*ours, *figures), "")
    owners |= {path: path for path in statics} | {text.output: text.path for text in texts}
    owners |= {page.output: page.path for page in pages}
    onward = moved(pages, programs, taken(owners), _feed(config))
    return Whole(
        posts=tuple(post.path for post in posts),
        tags=tags,
        categories=categories,
        years=years(posts),
        beside=neighbours(posts),
        generated=tuple(sorted((*ours, *(output for output, _ in onward.value)))),
        moved=onward.value,
        diagnostics=(*collisions(pages, statics, texts), *onward.diagnostics),
    )


def _feed(config: Config) -> str:
    """The output that the settings of Jekyll's feed plugin name."""
    feed = dict(config.extra).get("feed")
    path = feed.get("path") if isinstance(feed, dict) else None
    output = addresses.join("", path.lstrip("/")) or "" if isinstance(path, str) else ""
    output = addresses.output_of(f"/{output}") if output.endswith("/") else output
    return "" if addresses.unfit(output) else output
