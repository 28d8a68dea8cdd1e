"""The preview's view of the build: compiles one source again and again, and survives the build's faults."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from generator.build import (
    Compiled,
    Memory,
    Onlooker,
    Options,
    PreviewMemory,
    Tell,
    TornError,
    compile_site,
)
from generator.bundles import bundled_folder
from generator.diagnostics import Diagnostic, Location
from generator.problems.serve import crashed, unusable_editor_url
from generator.records import dataclass, replace
from generator.render import load_assets
from generator.serve import editor
from generator.serve.builder import OvertakenError
from generator.serve.snapshot import Compilation, Shown

_CONFIG = "_config.yml"


@dataclass(frozen=True, slots=True)
class Compiler:
    """Compiles what `options` name. `memory` makes a compile after one edit quick, `before` is what the
    preview before remembered; `say` gets the traceback of a fault of ours."""

    options: Options
    memory: Memory
    before: PreviewMemory
    say: Callable[[str], None]

    def __call__(self, tell: Tell, onlooker: Onlooker | None = None) -> Compilation:
        """The site as its source stands now. Raises OvertakenError alone, where `tell` does: a fault of
        ours is a diagnostic too."""
        started = perf_counter()
        options = replace(self.options, now=datetime.now(UTC))
        try:
            compiled = self._site(options, tell, onlooker)
        except OvertakenError:
            raise
        except Exception as fault:
            self.say(traceback.format_exc())
            found = crashed(type(fault).__name__, str(fault))
            return Compilation({}, (found,), ok=False, seconds=perf_counter() - started)
        return compilation_of(compiled, perf_counter() - started)

    def _site(self, options: Options, tell: Tell, onlooker: Onlooker | None) -> Compiled:
        try:
            return compile_site(options, tell, self.memory, onlooker)
        except TornError:
            self.memory.clear()
            self.before.clear()
        return compile_site(options, tell, self.memory, onlooker)


def compilation_of(compiled: Compiled, seconds: float) -> Compilation:
    """What the preview keeps of a compile."""
    template, problems = _editor_url(compiled)
    return Compilation(
        outputs=compiled.outputs,
        diagnostics=(*compiled.diagnostics, *problems),
        ok=compiled.ok,
        sources=compiled.sources,
        drafts=tuple(page.page.path for page in compiled.site.pages if page.page.draft),
        baseurl=compiled.site.config.baseurl,
        editor_url=template,
        seconds=seconds,
    )


def with_fresh_sheet(shown: Shown, edited: frozenset[str]) -> Shown:
    """What is shown with the bundled style sheet as it lies on the disk, where that was edited: every page
    names the sheet's digest, and open pages need not wait until all are rendered again."""
    folder = bundled_folder("assets") / "css"
    if not any(Path(path).is_relative_to(folder) for path in edited):
        return shown
    sheet = load_assets().css
    if sheet.path not in shown.snapshot.outputs:
        return shown
    outputs = {**shown.snapshot.outputs, sheet.path: sheet}
    return replace(shown, snapshot=replace(shown.snapshot, outputs=outputs))


def hidden_drafts(source: Path, built: tuple[str, ...]) -> tuple[str, ...]:
    """The files of `_drafts` folders that are not part of the preview, from the source root, sorted."""
    found = (path for folder in source.rglob("_drafts") for path in folder.rglob("*") if path.is_file())
    paths = {path.relative_to(source).as_posix() for path in found if not path.name.startswith(".")}
    return tuple(sorted(paths - set(built)))


def _editor_url(compiled: Compiled) -> tuple[str, tuple[Diagnostic, ...]]:
    template = dict(compiled.site.config.extra).get("editor_url")
    if template is None:
        return editor.DEFAULT, ()
    if isinstance(template, str) and editor.usable(template):
        return template, ()
    return editor.DEFAULT, (unusable_editor_url(str(template), Location(_CONFIG)),)
