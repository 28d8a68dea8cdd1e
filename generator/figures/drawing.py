"""One figure with its files: the raster at its own name, SVGs of the still, each step and a thumbnail.

A page shows the SVGs; the raster is for feeds, old links and other sites, and made when asked for.

`X.gif` has its still at `X.gif.svg` and its steps at `X.gif.step-01.svg` …: a page shows the still
and its script the steps, so that nothing moves by itself. `X.gif.thumbnail.svg` is for lists.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from generator.diagnostics import Checked, Location
from generator.digests import digest_of
from generator.figures.lint import lint
from generator.figures.raster import raster
from generator.figures.registry import scene_of, speaks
from generator.figures.say import LANG, tag
from generator.figures.scene import Scene
from generator.figures.svg import svg, svgs, thumbnail
from generator.memo import Lazy, digest
from generator.model import DrawnFigure, Figure, FigureRequest, Output, Param
from generator.problems import figures as problems
from generator.records import replace

FOLDER = "notes-assets/figures"


def draw_image(
    kind: str, params: tuple[Param, ...], path: str, at: Location, lang: str = "zh-CN"
) -> Checked[DrawnFigure | None]:
    """The figure `kind` with its raster at `path`; None with errors where it cannot be drawn.

    It speaks `lang` where its parameters name no other language.
    """
    checked = scene_of(kind, params, at, lang)
    scene = checked.value
    if scene is None:
        return Checked(None, checked.diagnostics)
    faults = tuple(
        problems.unreadable_figure(kind, f'"{fault.text}" {fault.reason}', at) for fault in lint(scene)
    )
    if faults:
        return Checked(None, faults)
    return Checked(_drawn(kind, scene, path))


def draw_request(request: FigureRequest, lang: str = "zh-CN") -> Checked[DrawnFigure | None]:
    """The figure of a fence on a page in `lang`; `:alt:` is the author's own, and goes before the drawing's.

    An `explorer` fence names no kind: it asks for the figure of that name.
    """
    explorer = request.directive == "explorer"
    if explorer and request.kind:
        return Checked(None, (problems.explorer_of_a_kind(request.kind, request.at),))
    kind = "explorer" if explorer else request.kind
    params = tuple(param for param in request.params if param.key != "alt")
    own = tuple((param.key, param.value) for param in params if param.key != LANG)
    name = digest(kind, own, tag(speaks(params, lang)))[:8]
    checked = draw_image(kind, params, f"{FOLDER}/{kind}-{name}.png", request.at, lang)
    alt = next((param.value for param in request.params if param.key == "alt"), "")
    if checked.value is None or not alt:
        return checked
    return Checked(replace(checked.value, figure=replace(checked.value.figure, alt=alt)), checked.diagnostics)


def _drawn(kind: str, scene: Scene, path: str) -> DrawnFigure:
    extension = path.rpartition(".")[2]
    frames = svgs(scene)
    still = Output(f"{path}.svg", frames[-1] if frames else svg(scene))
    steps = tuple(Output(f"{path}.step-{number:02}.svg", frame) for number, frame in enumerate(frames, 1))
    small = Output(f"{path}.thumbnail.svg", thumbnail(scene))
    figure = Figure(
        kind=kind,
        title=scene.title,
        alt=scene.alt,
        description=scene.description,
        width=round(scene.width),
        height=round(scene.height),
        svg=still.path,
        raster=path,
        thumbnail=small.path,
        table=scene.table,
        frames=tuple(step.path for step in steps),
        explores=scene.explores,
    )
    return DrawnFigure(
        figure, (Output(path, _pixels(scene, extension, (still, *steps))), still, *steps, small)
    )


def _pixels(scene: Scene, extension: str, drawn: Iterable[Output]) -> Lazy[bytes]:
    """The raster, painted when it is first asked for; it shows what the SVGs show, so they tell whether
    it is another."""
    shown = digest_of(b"\0".join((extension.encode(), *(output.content for output in drawn))))
    return Lazy(partial(raster, scene, extension), shown)
