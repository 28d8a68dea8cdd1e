"""Which output every page and file has, and which of them are in each other's way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from generator.diagnostics import Diagnostic
from generator.model import Page, StaticFile, TextFile
from generator.problems.resolve import case_collision, duplicate_url, file_as_folder


@dataclass(frozen=True, slots=True)
class Placed:
    """A page with its address: `url` is site-absolute and unescaped, `output` its file."""

    page: Page
    url: str
    output: str


def collisions(
    pages: Iterable[Placed], statics: Iterable[StaticFile], texts: Iterable[TextFile] = ()
) -> tuple[Diagnostic, ...]:
    """An error for each source that cannot be written beside those before it."""
    found: list[Diagnostic] = []
    owners: dict[str, str] = {}
    folded: dict[str, tuple[str, str]] = {}
    for source, output, url, line in _claims(pages, statics, texts):
        if output in owners:
            found.append(duplicate_url(source, owners[output], url, line))
            continue
        owners[output] = source
        other, other_output = folded.setdefault(output.casefold(), (source, output))
        if other_output != output:
            found.append(case_collision(source, other, output, other_output, line))
    return (*found, *_files_as_folders(owners))


def _claims(
    pages: Iterable[Placed], statics: Iterable[StaticFile], texts: Iterable[TextFile]
) -> Iterable[tuple[str, str, str, int]]:
    """(source, output, url, line of the permalink): files first, so that a page is at fault."""
    for static in statics:
        yield static.path, static.path, f"/{static.path}", 0
    for text in texts:
        yield text.path, text.output, f"/{text.output}", text.line
    for placed in pages:
        yield placed.page.path, placed.output, placed.url, placed.page.front.line("permalink")


def _files_as_folders(owners: dict[str, str]) -> Iterable[Diagnostic]:
    for output, source in sorted(owners.items()):
        folder = output.rpartition("/")[0]
        while folder:
            if folder in owners:
                yield file_as_folder(owners[folder], source, folder)
            folder = folder.rpartition("/")[0]
