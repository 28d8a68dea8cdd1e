"""A page with its place in the site."""

from __future__ import annotations

from generator.model import Page
from generator.records import dataclass


@dataclass(frozen=True, slots=True)
class Placed:
    """A page with its address: `url` is site-absolute and unescaped, `output` its file."""

    page: Page
    url: str
    output: str
