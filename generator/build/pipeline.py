"""The pipeline: from a source folder to a published site, top to bottom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from time import perf_counter

from generator.build.drawing import draw, draw_images
from generator.build.manifest import manifest
from generator.build.memory import Memory, with_known_parts
from generator.build.reading import Asked, config_of, read
from generator.build.rendering import render, theme_of
from generator.build.report import Report, Tell
from generator.diagnostics import Checked, Diagnostic, Severity, in_order
from generator.model import Output, Site
from generator.output import Published, State, locked, precompressed, publish, state_of, write_whole
from generator.problems.build import foreign_tree, unwritable, waits_for_another
from generator.resolve import resolve


@dataclass(frozen=True, slots=True)
class Options:
    """What a build is asked for. `templates` goes before the bundled ones; `now` bounds the future."""

    source: Path
    output: Path
    templates: Path | None = None
    drafts: bool = False
    future: bool = False
    keep_going: bool = False
    now: datetime = field(default_factory=lambda: datetime.now(UTC))


@dataclass(frozen=True, slots=True)
class Compiled:
    """The whole site in memory: every output by path, and all that is to be said of it."""

    outputs: Mapping[str, Output]
    diagnostics: tuple[Diagnostic, ...]
    site: Site
    figures: int
    skipped: tuple[tuple[str, int], ...]

    @property
    def ok(self) -> bool:
        """Whether the output is honest: no error was found."""
        return not any(d.severity is Severity.ERROR for d in self.diagnostics)

    @property
    def sources(self) -> Mapping[str, str]:
        """Source path → output."""
        return {page.page.path: page.output for page in self.site.pages}


def compile_site(options: Options, tell: Tell, memory: Memory) -> Compiled:
    """The site that the source describes; writes nothing. What `memory` knows is not done again."""
    asked = Asked(options.source, options.output, options.drafts, options.future, options.now)
    config = config_of(asked, memory)
    reading = read(asked, config.value, tell, memory)
    images = draw_images(options.source, reading.value.statics, config.value.lang, tell, memory)
    parts = reading.value
    resolved = resolve(
        config.value,
        parts.pages,
        parts.statics,
        images.value.figures,
        memory.recall,
        parts.texts,
        parts.programs,
    )
    site = Checked(with_known_parts(resolved.value, memory), resolved.diagnostics)
    drawing = draw(site.value, images.value, options.source, memory)
    rendered = render(site.value, drawing.value.pages, theme_of(options.templates, memory), tell, memory)
    statics = (Output(static.path, origin=static.origin) for static in site.value.statics)
    texts = (Output(text.output, text.text.encode()) for text in site.value.texts)
    return Compiled(
        outputs=_first_of_each(chain(statics, texts, drawing.value.outputs, rendered.value)),
        diagnostics=in_order(
            chain.from_iterable(
                part.diagnostics for part in (config, reading, images, site, drawing, rendered)
            )
        ),
        site=site.value,
        figures=drawing.value.figures,
        skipped=reading.value.skipped,
    )


def build_site(options: Options, tell: Tell, memory: Memory | None = None) -> Report:
    """Compiles the site and publishes it whole, unless an error was found (or `keep_going`)."""
    start = perf_counter()
    state = state_of(options.output)
    waited: list[Diagnostic] = []
    with locked(state, lambda: waited.append(waits_for_another(str(options.output)))):
        memory = memory or Memory()
        compiled = compile_site(options, tell, memory)
        wanted = compiled.ok or options.keep_going
        published, found = _publish(compiled, state, options, memory) if wanted else (None, ())
    return Report(
        diagnostics=in_order((*compiled.diagnostics, *waited, *found)),
        published=published is not None,
        pages=sum(path.endswith(".html") for path in compiled.outputs),
        figures=compiled.figures,
        files=len(compiled.outputs),
        written=len(published.written) if published else 0,
        removed=len(published.removed) if published else 0,
        seconds=perf_counter() - start,
        skipped=compiled.skipped,
    )


def _publish(
    compiled: Compiled, state: State, options: Options, memory: Memory
) -> tuple[Published | None, tuple[Diagnostic, ...]]:
    outputs: Iterable[Output] = compiled.outputs.values()
    try:
        if compiled.site.config.precompress:
            outputs = _first_of_each(chain(outputs, precompressed(outputs, memory.recall))).values()
        published = publish(outputs, state)
        record = manifest(str(options.source), compiled.site, outputs, compiled.diagnostics)
        write_whole(state.manifest, record)
    except OSError as fault:
        return None, (unwritable(str(options.output), fault.strerror or str(fault)),)
    aside = published.put_aside
    return published, (foreign_tree(str(options.output), aside),) if aside else ()


def _first_of_each(outputs: Iterable[Output]) -> dict[str, Output]:
    """The outputs by path; where two claim one (an error that was reported), the first stays."""
    found: dict[str, Output] = {}
    for output in outputs:
        found.setdefault(output.path, output)
    return found
