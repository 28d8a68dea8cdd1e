"""What the rest of the site sees of a page: everything but its text.

While the facts of all pages are what they were, so is all that follows from them together; an edit
within a text then costs the site nothing.
"""

from __future__ import annotations

from generator.model import Kind, Outline, PageRef
from generator.records import dataclass
from generator.resolve.places import Placed


@dataclass(frozen=True, slots=True)
class Goal:
    """A page as links lead to it: by its file, its source, and what a fragment may name on it."""

    output: str
    path: str
    outline: Outline


@dataclass(frozen=True, slots=True)
class Facts:
    """A page without its text."""

    goal: Goal
    reference: PageRef
    """The page as lists show it."""
    kind: Kind
    tags: tuple[str, ...]
    categories: tuple[str, ...]
    permalink_line: int
    redirect_from: tuple[str, ...]
    redirect_line: int
    by_title: bool
    """Whether it links to pages by their titles."""

    @property
    def path(self) -> str:
        """The page's source."""
        return self.goal.path

    @property
    def output(self) -> str:
        """The page's file in the site."""
        return self.goal.output


def facts_of(placed: Placed) -> Facts:
    """The facts of a page."""
    page, front = placed.page, placed.page.front
    return Facts(
        goal=Goal(placed.output, page.path, page.outline),
        reference=PageRef(placed.url, page.title, front.date),
        kind=page.kind,
        tags=front.tags,
        categories=front.categories,
        permalink_line=front.line("permalink"),
        redirect_from=front.redirect_from,
        redirect_line=front.line("redirect_from"),
        by_title=any(use.href.startswith("[[") for use in page.uses),
    )
