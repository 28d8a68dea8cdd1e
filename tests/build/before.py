"""Outputs as they stand before a build that goes wrong, and what must be left of them.

Each is kept apart and copied, for every case to the same place, since a build knows its files by path.
"""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from generator.build import Options, build_site
from generator.diagnostics import Severity
from generator.digests import unsealed
from generator.output import spare, state_of
from tests.build import faults
from tests.build.faults import CRASHED, NOW, PUBLISHED, REFUSED, Ended, Fault, Setting

Tree = dict[str, bytes]
TICKS = count(1_600_000_000)
ORDINARY = {"lock", "manifest.json", "memo", "published", "spare", "spare.json", "unchanged"}
"""What a build leaves in the state folder, beside the contents of its memory and trees put aside."""
ANOTHER = "another version"


def tree(root: Path) -> Tree:
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file()}


def silent(phase: str, done: int, of: int) -> None:
    del phase, done, of


def write(path: Path, content: str) -> None:
    """Writes a file that looks old: one just written may be written again unseen."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    then = next(TICKS)
    os.utime(path, (then, then))


def note(root: Path, number: int, text: str) -> None:
    head = f"---\ntitle: N{number}\ntags: [a]\n---\n"
    write(root / f"_posts/2024-01-0{number}-n{number}.md", f"{head}\n{text}.\n\n## Part\n")


def page(root: Path, text: str) -> None:
    """A page that stands in no list or feed."""
    write(root / "page.md", f"---\ntitle: Page\n---\nFirst.\n\n{text}.\n\n## End\n")


def new_blog(root: Path, text: str = "Older") -> Path:
    write(root / "_config.yml", "title: N\nurl: https://e.org\npermalink: /:title.html\n")
    write(root / "a.png", "old")
    for number in range(1, 4):
        note(root, number, text)
    page(root, text)
    return root


@dataclass(frozen=True)
class Before:
    """An output before a build, and the trees that the build may leave."""

    source: Path
    """The blog as it is to be built."""
    later: Path
    """The blog after a further edit."""
    kept: Path
    """Holds site/ and its state, to be copied for each case."""
    case: Path
    """Where it is copied to: where it was made."""
    old: Tree
    new: Tree
    last: Tree
    """What is to be made of `later`."""

    @property
    def site(self) -> Path:
        return self.case / "site"

    @property
    def is_foreign(self) -> bool:
        return "precious.txt" in self.old

    def lay_out(self) -> None:
        """Puts the case in its place anew."""
        _lay_out(self.kept, self.case)


KINDS = {
    "edited": "a site that stands; a post was changed, one removed, one added",
    "once": "likewise, without the tree before it",
    "wasteful": "likewise, with a memory whose contents are half waste",
    "upgraded": "likewise, with the memory of another version",
    "cut": "likewise, with a swap before that was cut off and is to be completed",
    "text": "a site that stands; a text was edited",
    "lines": "likewise, and what stands behind the edit is on other lines",
    "fresh": "no site yet",
    "foreign": "a tree of someone else's",
}


def befores(root: Path) -> dict[str, Before]:
    """One output of each kind."""
    return {kind: output_before(root / kind, kind) for kind in KINDS}


def output_before(root: Path, kind: str) -> Before:
    """An output of that kind, made and kept in the folder `root`."""
    source, case = new_blog(root / "blog"), root / "case"
    case.mkdir()
    builds = {"once": 1, "fresh": 0, "foreign": 0}.get(kind, 2)
    for text in ("Old", "Ordinary")[:builds]:
        for number in range(1, 4):
            note(source, number, text)
        page(source, text)
        built(source, case / "site")
    if kind == "foreign":
        write(case / "site/precious.txt", "mine")
    if kind == "wasteful":
        with (case / ".site.notes/memo-contents").open("ab") as contents:
            contents.write(b"\0" * (5 << 20))
    if kind == "upgraded":
        faults.build(source, case / "site", Fault(), Setting(made_by=ANOTHER))
    old = tree(case / "site")
    _edit(source, kind)
    if kind == "cut":
        _cut_off(source, case)
        old = tree(state_of(case / "site").next)
        page(source, "Newer")
    return kept_before(root, old)


def kept_before(root: Path, old: Tree) -> Before:
    """The output at root/case, where `old` stands, kept as it is, of the blog at root/blog as it is now."""
    source, case = root / "blog", root / "case"
    kept = case.rename(root / "kept")
    built(source, root / "clean/site")
    later = root / "later"
    shutil.copytree(source, later)
    note(later, 1, "Later")
    built(later, root / "last/site")
    return Before(source, later, kept, case, old, tree(root / "clean/site"), tree(root / "last/site"))


def _edit(source: Path, kind: str) -> None:
    page(source, "New,\nand more" if kind == "lines" else "New")
    if kind not in ("text", "lines"):
        note(source, 1, "New")
        (source / "_posts/2024-01-02-n2.md").unlink()
        write(source / "a.png", "newer")
        note(source, 4, "Four")


def _lay_out(kept: Path, case: Path) -> None:
    """Copies an output; the notes of trees, by their numbers, are then about the copies."""
    shutil.rmtree(case, ignore_errors=True)
    shutil.copytree(kept, case)
    state = state_of(case / "site")
    if state.spare_note.exists():
        spare.note(state, json.loads(unsealed(state.spare_note.read_bytes()))[-1])
    if state.journal.exists():
        state.journal.write_text(f"next {state.next.stat().st_ino}")


def _cut_off(source: Path, case: Path) -> None:
    """Kills the build between the two renames of its swap: no site stands."""
    kept = case.rename(case.with_name("uncut"))
    _lay_out(kept, case)
    whole = faults.build(source, case / "site", Fault(), Setting(exchange=False))
    _lay_out(kept, case)
    moves = [(step.call, step.file) for step in whole.steps]
    faults.build(source, case / "site", Fault(moves.index(("rename", "site")) + 1, "kill"), Setting(False))
    assert not (case / "site").exists() and (case / ".site.notes/previous").exists()


def built(source: Path, site: Path) -> None:
    report = build_site(Options(source, site, now=NOW), silent)
    assert report.published and not report.diagnostics, report.diagnostics


# ---------------------------------------------------------------- what must be left


def survives(before: Before, fault: Fault, setting: Setting, thorough: bool = False) -> Ended:
    """One build with a fault, and the next one without."""
    before.lay_out()
    ended = faults.build(before.source, before.site, fault, setting)
    is_whole(before, ended, setting, str(fault))
    is_right(before, str(fault), thorough)
    return ended


def is_whole(before: Before, ended: Ended, setting: Setting, said: str) -> None:
    """The whole old site or the whole new one stands, as the build has said; or none, between two renames."""
    assert ended.code != CRASHED, said
    left = tree(before.site)
    if not setting.exchange and state_of(before.site).previous.exists() and not before.site.exists():
        assert ended.code != PUBLISHED, said
    elif ended.code == PUBLISHED:
        assert left == before.new, said
    elif ended.code == REFUSED:
        assert left == before.old, said
    else:
        assert left in (before.old, before.new), said


def is_right(before: Before, said: str, thorough: bool = False) -> set[str]:
    """The next build leaves the whole new site, and nothing of others is lost or made up. To be `thorough`,
    so does the one after that, which builds on what was then remembered, and nothing is left lying about.
    The codes of what the next build has to say."""
    told = _is_right(before, before.source, before.new, said)
    if thorough:
        _is_right(before, before.later, before.last, said)
        begun = {f"{name}.next" for name in (*ORDINARY, "journal")}
        left = {path.name for path in (before.case / ".site.notes").iterdir()} - ORDINARY - begun
        assert all(name.startswith(("memo-contents", "replaced-")) for name in left), (said, left)
        assert sum(name.startswith("memo-contents") for name in left) <= 1, (said, left)
    return told


def _is_right(before: Before, source: Path, wanted: Tree, said: str) -> set[str]:
    report = build_site(Options(source, before.site, now=NOW), silent)
    assert report.published, said
    assert tree(before.site) == wanted, said
    clean = before.kept.with_name("last" if source == before.later else "clean") / "site"
    assert _manifest(before.site) == _manifest(clean), said
    assert not [d for d in report.diagnostics if d.severity is Severity.ERROR], said
    aside = [tree(path) for path in sorted((before.case / ".site.notes").glob("replaced-*"))]
    assert aside == ([before.old] if before.is_foreign else []), said
    return {diagnostic.code for diagnostic in report.diagnostics}


def _manifest(site: Path) -> bytes:
    return state_of(site).manifest.read_bytes()
