"""What the engine draws for the site: the images of `imgs.toml`, and what pages ask for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from generator.build.answers import Answers
from generator.build.blog_files import BlogFiles, read_named
from generator.build.cache.memory import Memory
from generator.build.report import Tell
from generator.diagnostics import Checked, Diagnostic, Location
from generator.figures.say import LANG, speaker, tag
from generator.files import read_whole, stands
from generator.model import (
    Drawn,
    DrawnFigure,
    Figure,
    FigureRequest,
    NetworkRequest,
    Output,
    Param,
    Request,
    ResolvedPage,
    Site,
    StaticFile,
    TableRequest,
    ValueRequest,
)
from generator.problems.source import unreadable
from generator.records import dataclass, field

if TYPE_CHECKING:
    from generator.figures.images_file import ImageEntry

_FILE = "imgs.toml"


@dataclass(frozen=True, slots=True)
class Images:
    """The images that `imgs.toml` asks of the engine, by output path; a real file wins over them."""

    figures: Mapping[str, Figure] = field(default_factory=dict)
    outputs: tuple[Output, ...] = ()
    entries: Mapping[str, ImageEntry] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Drawing:
    """Every figure's files, and for each page (by output) what fills its holes."""

    outputs: tuple[Output, ...]
    pages: Mapping[str, Drawn]
    figures: int


def draw_images(
    source: Path, statics: Iterable[StaticFile], lang: str, tell: Tell, memory: Memory
) -> Checked[Images]:
    """The images of the source's `imgs.toml` in the site's language; each is drawn again when its entry
    changes."""
    if not stands(source / _FILE):
        return Checked(Images())
    content = read_whole(source / _FILE, Location(_FILE))
    if content.value is None:
        return Checked(Images(), content.diagnostics)
    try:
        text = content.value.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        return Checked(Images(), (unreadable(str(fault), Location(_FILE)),))
    from generator.figures.images_file import read_images_file

    real = {static.path for static in statics}
    read = memory.recall("images", "", read_images_file, text, _FILE)
    wanted = [entry for entry in read.value if entry.path not in real]
    found: list[Diagnostic] = [*read.diagnostics]
    figures: dict[str, Figure] = {}
    outputs: list[Output] = []
    for number, entry in enumerate(wanted, 1):
        drawn = _image(entry, entry.path, lang, memory)
        found += drawn.diagnostics
        if drawn.value is not None:
            figures[entry.path] = drawn.value.figure
            outputs += drawn.value.outputs
        tell("drawing", number, len(wanted))
    return Checked(Images(figures, tuple(outputs), {entry.path: entry for entry in wanted}), tuple(found))


def draw(site: Site, images: Images, source: Path, memory: Memory) -> Checked[Drawing]:
    """What fills every page's holes: the images that it names, and its own requests."""
    pages: dict[str, Drawn] = {}
    outputs = {output.path: output for output in images.outputs}
    found: list[Diagnostic] = []
    fences: set[str] = set()
    for page in site.pages:
        if not page.page.requests and not images.figures:
            continue
        lang = page.page.front.lang or site.config.lang
        checked = _answered(page, lang, source, memory)
        answers = checked.value
        found += checked.diagnostics
        outputs |= {output.path: output for output in answers.outputs}
        fences |= {figure.raster for figure in answers.figures.values()}
        named = {target.output for target in page.targets.values() if target.output in images.figures}
        spoken = _spoken(images, named, lang, site.config.lang, memory)
        outputs |= {output.path: output for output in spoken.value.outputs}
        found += spoken.diagnostics
        pictures = {
            src: spoken.value.figures[target.output]
            for src, target in page.targets.items()
            if target.output in spoken.value.figures
        }
        if pictures or answers != _NOTHING:
            filled = (pictures, answers.figures, answers.tables, answers.values)
            pages[page.output] = memory.recall("drawn", page.output, Drawn, *filled)
    memory.forget("drawn", set(pages))
    memory.forget("requests", {page.page.path for page in site.pages if page.page.requests})
    return Checked(Drawing(tuple(outputs.values()), pages, len(images.figures) + len(fences)), tuple(found))


def _answered(page: ResolvedPage, lang: str, source: Path, memory: Memory) -> Checked[Answers]:
    """What a page's requests become; files that they name are read again when they change."""
    requests = page.page.requests
    if not requests:
        return Checked(_NOTHING)
    files = read_named(requests, source, memory)
    checked = memory.recall("requests", page.page.path, _answers, requests, files.value, lang)
    return Checked(checked.value, (*files.diagnostics, *checked.diagnostics))


def _spoken(images: Images, named: set[str], lang: str, usual: str, memory: Memory) -> Checked[Images]:
    """The images that a page names, in its language: `x.png` of a site in Chinese is `x.en.png` on a page
    in English. Beside them only the files that are not drawn yet."""
    figures = {path: images.figures[path] for path in sorted(named)}
    spoken = tag(speaker(lang))
    if spoken == tag(speaker(usual)):
        return Checked(Images(figures))
    outputs: list[Output] = []
    found: list[Diagnostic] = []
    for path in figures:
        entry = images.entries[path]
        if any(param.key == LANG for param in entry.params):
            continue
        stem, _, ending = path.rpartition(".")
        drawn = _image(entry, f"{stem}.{spoken}.{ending}", spoken, memory)
        found += drawn.diagnostics
        if drawn.value is not None:
            figures[path] = drawn.value.figure
            outputs += drawn.value.outputs
    return Checked(Images(figures, tuple(outputs)), tuple(found))


def _image(entry: ImageEntry, path: str, lang: str, memory: Memory) -> Checked[DrawnFigure | None]:
    return memory.recall("image", path, _draw_image, entry.kind, entry.params, path, entry.at, lang)


def _draw_image(
    kind: str, params: tuple[Param, ...], path: str, at: Location, lang: str
) -> Checked[DrawnFigure | None]:
    from generator.figures.drawing import draw_image

    return draw_image(kind, params, path, at, lang)


_NOTHING = Answers()


def _answers(requests: tuple[Request, ...], files: BlogFiles, lang: str) -> Checked[Answers]:
    """What the requests of one page become; figures and tables speak `lang`, the page's."""
    from generator.figures.drawing import draw_request
    from generator.figures.networks import known_of
    from generator.figures.tables import table_of
    from generator.figures.values import value_text

    written = (request for request in requests if isinstance(request, NetworkRequest))
    known = known_of(written, dict(files.models), dict(files.texts))
    found: list[Diagnostic] = [*known.diagnostics]
    answers = Answers()
    outputs: list[Output] = []
    for request in requests:
        match request:
            case ValueRequest():
                text = value_text(request, known.value)
                answers.values[request] = text.value
                found += text.diagnostics
            case TableRequest():
                made = table_of(request, known.value, lang)
                found += made.diagnostics
                if made.value is not None:
                    answers.tables[request] = made.value.table
                    outputs.append(made.value.output)
            case FigureRequest():
                drawn = draw_request(request, lang)
                found += drawn.diagnostics
                if drawn.value is not None:
                    answers.figures[request] = drawn.value.figure
                    outputs += drawn.value.outputs
            case NetworkRequest():
                pass
    return Checked(Answers(answers.figures, answers.tables, answers.values, tuple(outputs)), tuple(found))
