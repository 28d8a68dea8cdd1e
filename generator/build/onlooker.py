"""Who looks on while a site is compiled, and shall see the pages in view before all others are ready."""

from __future__ import annotations

from collections.abc import Callable, Set

from generator.model import Output
from generator.records import dataclass, replace


@dataclass(frozen=True, slots=True)
class Onlooker:
    """`seen` picks, of the pages that the site will have, those in view. `show` takes them as soon as they
    are rendered, with the files that they may name: images, figures, sheets and scripts."""

    seen: Callable[[Set[str]], Set[str]]
    show: Callable[[tuple[Output, ...]], None]

    def with_files(self, files: tuple[Output, ...]) -> Onlooker:
        """The onlooker who is shown these files too."""
        return replace(self, show=lambda pages: self.show((*files, *pages)))
