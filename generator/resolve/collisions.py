"""Which sources are in each other's way: none may be written where another is."""

from __future__ import annotations

from collections.abc import Iterable

from generator.diagnostics import Diagnostic
from generator.model import TextFile
from generator.problems.resolve import case_collision, duplicate_url, file_as_folder
from generator.resolve.facts import Facts


def collisions(
    pages: Iterable[Facts], statics: Iterable[str], texts: Iterable[TextFile] = ()
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
    pages: Iterable[Facts], statics: Iterable[str], texts: Iterable[TextFile]
) -> Iterable[tuple[str, str, str, int]]:
    """(source, output, url, line of the permalink): files first, so that a page is at fault."""
    for path in statics:
        yield path, path, f"/{path}", 0
    for text in texts:
        yield text.path, text.output, f"/{text.output}", text.line
    for page in pages:
        yield page.path, page.output, page.reference.url, page.permalink_line


def _files_as_folders(owners: dict[str, str]) -> Iterable[Diagnostic]:
    for output, source in sorted(owners.items()):
        folder = output.rpartition("/")[0]
        while folder:
            if folder in owners:
                yield file_as_folder(owners[folder], source, folder)
            folder = folder.rpartition("/")[0]
