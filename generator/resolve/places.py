"""A page with its place in the site."""

from __future__ import annotations

from dataclasses import dataclass

from generator.model import Page


@dataclass(frozen=True, slots=True)
class Placed:
    """A page with its address: `url` is site-absolute and unescaped, `output` its file."""

    page: Page
    url: str
    output: str
