"""The pipeline: from a source folder to a published site, top to bottom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import chain

from generator.build.cache.memory import Memory
from generator.build.drawing import draw, draw_images
from generator.build.maths_font import maths_font
from generator.build.notes import MovedError
from generator.build.onlooker import Onlooker
from generator.build.options import Options
from generator.build.reading import SourceOptions, config_of, read
from generator.build.report import Tell
from generator.build.sharing import share
from generator.build.ties import ties_of
from generator.diagnostics import Checked, Diagnostic, Severity, in_order
from generator.model import Drawn, Output, Site
from generator.records import dataclass
from generator.resolve import PER_PAGE, resolve

_TRIES = 10
"""Times that a source is read, if it is written to all the while."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """The whole site in memory: every output by path, and all that is to be said of it."""

    outputs: Mapping[str, Output]
    diagnostics: tuple[Diagnostic, ...]
    site: Site
    figures: int
    skipped: tuple[tuple[str, int], ...]
    due: datetime | None = None
    """When the next post of the future is to appear."""

    @property
    def ok(self) -> bool:
        """Whether the output is honest: no error was found."""
        return not _has_error(self.diagnostics)

    @property
    def sources(self) -> Mapping[str, str]:
        """Source path → output."""
        return {page.page.path: page.output for page in self.site.pages}


def compile_site(options: Options, tell: Tell, memory: Memory, onlooker: Onlooker | None = None) -> Compiled:
    """The site that the source describes; publishes nothing. What `memory` knows is not done again. An
    `onlooker` is shown the pages in view first, unless an error was found before.

    A file that is written while it is read is read again, with all others.
    """
    for _ in range(_TRIES - 1):
        try:
            return _compiled(options, tell, memory, onlooker)
        except MovedError:
            memory.forget("load", set())
    return _compiled(options, tell, memory, onlooker)


def _compiled(options: Options, tell: Tell, memory: Memory, onlooker: Onlooker | None) -> Compiled:
    memory.begin()
    asked = SourceOptions(options.source, options.output, options.drafts, options.future, options.now)
    config = config_of(asked, memory)
    reading = read(asked, config.value, tell, memory)
    memory.mark("reading and parsing")
    parts = reading.value
    images = draw_images(options.source, parts.statics, config.value.lang, tell, memory)
    memory.mark("drawing")
    site = resolve(
        config.value,
        parts.pages,
        parts.statics,
        images.value.figures,
        memory.recall,
        parts.texts,
        parts.programs,
    )
    memory.forget_all(PER_PAGE, {page.page.path for page in site.value.pages})
    memory.mark("resolving")
    drawn = draw(site.value, images.value, options.source, memory)
    drawing = Checked(share(site.value, drawn.value, memory), drawn.diagnostics)
    memory.mark("figures and tables of pages")
    files = (*_carried_over(site.value), *drawing.value.outputs)
    found = [*chain.from_iterable(part.diagnostics for part in (config, reading, images, site, drawing))]
    first = None if onlooker is None or _has_error(found) else onlooker.with_files(files)
    memory.leave("ties", "", ties_of(site.value, parts.included))
    rendered = _rendered(site.value, drawing.value.pages, options, tell, memory, first)
    memory.mark("rendering, lists, feeds, search")
    return Compiled(
        outputs=_first_of_each((*files, *rendered.value, *maths_font(site.value, memory))),
        diagnostics=in_order((*found, *rendered.diagnostics)),
        site=site.value,
        figures=drawing.value.figures,
        skipped=parts.skipped,
        due=parts.due,
    )


def _rendered(
    site: Site,
    drawn: Mapping[str, Drawn],
    options: Options,
    tell: Tell,
    memory: Memory,
    onlooker: Onlooker | None,
) -> Checked[tuple[Output, ...]]:
    """All that is rendered. What it takes is imported by now where notes are read by other processes."""
    from generator.build.rendering import render, theme_of

    return render(site, drawn, theme_of(options.templates, memory), tell, memory, onlooker)


def _carried_over(site: Site) -> Iterator[Output]:
    """The files of the source that are written as they are, or as their tags were replaced."""
    yield from (Output(static.path, origin=static.origin) for static in site.statics)
    yield from (Output(text.output, text.text.encode()) for text in site.texts)


def _has_error(found: Iterable[Diagnostic]) -> bool:
    return any(diagnostic.severity is Severity.ERROR for diagnostic in found)


def _first_of_each(outputs: Iterable[Output]) -> dict[str, Output]:
    """The outputs by path; where two claim one (an error that was reported), the first stays."""
    found: dict[str, Output] = {}
    for output in outputs:
        found.setdefault(output.path, output)
    return found
