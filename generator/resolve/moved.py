"""Addresses that only lead on: those of `redirect_from`, and of lists that their program made in Jekyll."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from generator import addresses
from generator.diagnostics import Checked, Diagnostic, Location
from generator.model import Program
from generator.problems.resolve import liquid_page, redirect_outside, redirect_taken, redirect_unfit
from generator.records import dataclass
from generator.resolve.facts import Facts


@dataclass(frozen=True, slots=True)
class Taken:
    """Who stands where: output → source path, "" for what the generator makes itself."""

    owners: Mapping[str, str]
    folded: Mapping[str, str]
    """Output in one case → output."""
    folders: frozenset[str]

    def owner(self, output: str) -> str | None:
        """The source in whose way a file at `output` would be, None where there is none."""
        standing = self.folded.get(output.casefold())
        above = next((part for part in _folders(output) if part in self.owners), None)
        if standing is None:
            standing = above
        if standing is None:
            return output if output in self.folders else None
        return self.owners[standing] or standing


def taken(owners: Mapping[str, str]) -> Taken:
    """Who stands where, from output → source."""
    folders = frozenset(folder for output in owners for folder in _folders(output))
    return Taken(owners, {output.casefold(): output for output in owners}, folders)


def moved(
    pages: Iterable[Facts], programs: Iterable[Program], around: Taken, feed: str = ""
) -> Checked[tuple[tuple[str, str], ...]]:
    """(output, target) for each address that leads on, sorted; what cannot is reported.

    `feed` is where the settings of Jekyll's feed plugin want it.
    """
    found: list[Diagnostic] = []
    targets: dict[str, tuple[str, str]] = {}
    if feed and around.owner(feed) is None and "feed.xml" in around.owners:
        targets[feed] = ("feed.xml", "_config.yml")
    for page in pages:
        at = Location(page.path, page.redirect_line)
        for url in page.redirect_from:
            output = _output(url)
            if output is None:
                found.append(redirect_outside(url, at))
                continue
            if why := addresses.unfit(output):
                found.append(redirect_unfit(url, why, at))
                continue
            owner = around.owner(output) or targets.get(output, ("", ""))[1]
            if not owner:
                targets[output] = (page.output, page.path)
            elif owner != page.path:
                found.append(redirect_taken(url, owner, at))
    for program in programs:
        instead = _instead(program.output, around)
        if instead and instead != program.output and around.owner(program.output) is None:
            targets.setdefault(program.output, (instead, program.path))
        found.append(liquid_page(program.output, instead, program.empty, Location(program.path)))
    return Checked(tuple(sorted((output, target) for output, (target, _) in targets.items())), tuple(found))


def _output(url: str) -> str | None:
    """The output of an address in `redirect_from`, None where it is none of this site."""
    if addresses.is_external(url):
        return None
    path = addresses.join("", f"/{url.lstrip('/')}")
    return None if path is None else addresses.output_of(f"/{path}")


def _instead(output: str, around: Taken) -> str:
    """What of ours says what the program would have said, "" for nothing."""
    if around.owners.get(output) == "":
        return output
    ours = addresses.counterpart(output)
    return ours if ours in around.owners else ""


def _folders(output: str) -> Iterator[str]:
    folder = output.rpartition("/")[0]
    while folder:
        yield folder
        folder = folder.rpartition("/")[0]
