"""What editors and tools leave beside notes is told by its name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from generator.build import Options, build_site
from generator.build.changes.stamps import stamps_below
from generator.leftovers import is_leftover

LEFT = (
    *(".a.md.swp", ".a.md.swo", ".swp", "a.md~", "#a.md#", ".#a.md", ".goutputstream-AB12", ".~lock.a.odt#"),
    *(".nfs0000a1", ".a.md.kate-swp", "a.md___jb_tmp___", "a.md___jb_old___", ".DS_Store", "Thumbs.db"),
    *(".git", ".svn", ".obsidian"),
)
NOTES = (
    "a.md",
    "2024-4913.md",
    "site.swf",
    ".htaccess",
    ".well-known",
    "#1.md",
    "_posts",
    "a_",
    "Tags.md",
)


@pytest.mark.parametrize("name", LEFT)
def test_it_is_passed_by(name: str) -> None:
    assert is_leftover(name)


@pytest.mark.parametrize("name", NOTES)
def test_notes_are_not(name: str) -> None:
    assert not is_leftover(name)


@given(st.text(st.sampled_from("#.~_Tabsw"), min_size=1, max_size=8))
@example(".a.swp")
def test_a_look_at_a_folder_passes_by_the_same(name: str) -> None:
    # The look asks only for names that begin or end in a few ways, since it asks for every file.
    if is_leftover(name):
        assert re.match(r"[.#T]", name) or re.search(r"[~_#]$", name)


def test_neither_a_look_nor_a_build_sees_them(tmp_path: Path) -> None:
    blog = tmp_path / "blog"
    for name in (*LEFT, "a.md", ".htaccess"):
        if name not in (".", ".."):
            (blog / "_includes").mkdir(parents=True, exist_ok=True)
            (blog / name).write_bytes(b"\0\xff")
            (blog / "_includes" / name).write_bytes(b"\0\xff")
    (blog / "a.md").write_text("---\ntitle: A\n---\n{% include a.md %}\n")
    (blog / "_includes/a.md").write_text("Text.\n")
    (blog / "_config.yml").write_text(f"title: B\nurl: https://b.example\ninclude: {[*LEFT]}\n")
    assert set(stamps_below(str(blog))) == {
        *("a.md", ".htaccess", "_config.yml", "_includes/a.md", "_includes/.htaccess")
    }
    report = build_site(Options(blog, tmp_path / "site"), lambda *_: None)
    assert report.published
    assert [(d.code, d.at.path) for d in report.diagnostics] == [("bad-include", "_includes/.htaccess")]
    assert not any((tmp_path / "site" / name).exists() for name in LEFT)
