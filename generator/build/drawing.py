"""What the engine draws for the site: the images of `imgs.toml`, and what pages ask for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from generator.build.memory import Memory
from generator.build.report import Tell
from generator.diagnostics import Checked
from generator.model import Drawn, Output, Site


@dataclass(frozen=True, slots=True)
class Drawing:
    """Every figure's files, and for each page (by output) what fills its holes."""

    outputs: tuple[Output, ...] = ()
    pages: Mapping[str, Drawn] = field(default_factory=dict)
    figures: int = 0


@dataclass(frozen=True, slots=True)
class Images:
    """The images that `imgs.toml` asks of the engine."""

    entries: tuple[object, ...] = ()

    @property
    def paths(self) -> tuple[str, ...]:
        """Their output paths."""
        return ()


def drawable(source: Path, memory: Memory) -> Checked[Images]:
    del source, memory
    return Checked(Images())


def draw(site: Site, images: Images, tell: Tell, memory: Memory) -> Checked[Drawing]:
    del site, images, tell, memory
    return Checked(Drawing())
