"""What of a folder becomes the site, by Jekyll's rules."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from generator.diagnostics import Checked, Severity
from generator.source.discover import Listing, discover
from tests.source.notes import config

NOTE = "---\ntitle: A\n---\nbody\n"


def laid(root: Path, *paths: str, text: str = NOTE) -> Path:
    """The folder with a file of `text` at each path."""
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return root


def entries(found: Checked[Listing]) -> list[str]:
    return [entry.path for entry in found.value.entries]


def statics(found: Checked[Listing]) -> list[str]:
    return [static.path for static in found.value.statics]


def test_posts_pages_and_files_are_told_apart(tmp_path: Path) -> None:
    laid(
        tmp_path,
        "_posts/b.md",
        "_posts/sub/a.markdown",
        "ml/_posts/c.md",
        "about.md",
        "index.html",
        "feed.xml",
    )
    laid(tmp_path, "README.md", "img/a.png", "plain.html", "_posts/d.md", text="no front matter")
    found = discover(tmp_path, config())
    kinds = [(entry.path, str(entry.kind), entry.collection) for entry in found.value.entries]
    assert kinds == [
        ("_posts/b.md", "post", "posts"),
        ("_posts/d.md", "post", "posts"),
        ("_posts/sub/a.markdown", "post", "posts"),
        ("about.md", "page", ""),
        ("index.html", "page", ""),
        ("ml/_posts/c.md", "post", "posts"),
    ]
    assert [text.path for text in found.value.texts] == ["feed.xml"]
    assert statics(found) == ["README.md", "img/a.png", "plain.html"]
    assert found.diagnostics == ()


def test_pictures_beside_posts_are_carried_over_and_nothing_else(tmp_path: Path) -> None:
    laid(tmp_path, "_posts/imgs/a.png", "_posts/notes.docx", "_posts/.DS_Store", text="x")
    assert statics(discover(tmp_path, config())) == ["posts/imgs/a.png"]


def test_what_jekyll_leaves_out_is_left_out(tmp_path: Path) -> None:
    laid(
        tmp_path,
        "_layouts/a.md", ".git/a.md", "#a.md", "a.md~", "~a.md", "node_modules/a.md", "Gemfile",
        "Gemfile.lock", "vendor/bundle/a.md", "imgs.toml", "_config.yml", "kept.md", "vendor/x.js",
        ".htaccess",
    )  # fmt: skip
    found = discover(tmp_path, config())
    assert entries(found) == ["kept.md"]
    assert statics(found) == [".htaccess"]
    assert [text.path for text in found.value.texts] == ["vendor/x.js"]


@pytest.mark.parametrize(
    ("settings", "left"),
    [
        ("exclude: [secret]", ["a.md", "b/c.md"]),
        ("exclude: ['b/']", ["a.md", "secret.md", "secret/x.md"]),
        ("exclude: ['*.md']\ninclude: [b/c.md]", ["b/c.md"]),
        ("exclude: [/a.md, ./secret]", ["b/c.md"]),
        ("include: [_pages]", ["_pages/p.md", "a.md", "b/c.md", "secret.md", "secret/x.md"]),
    ],
)
def test_exclude_and_include_match_as_jekyll_s_do(tmp_path: Path, settings: str, left: list[str]) -> None:
    laid(tmp_path, "a.md", "b/c.md", "secret.md", "secret/x.md", "_pages/p.md")
    assert entries(discover(tmp_path, config(settings))) == left


def test_drafts_come_when_asked_for_and_are_counted_otherwise(tmp_path: Path) -> None:
    laid(tmp_path, "_drafts/a.md", "ml/_drafts/b.md")
    without, within = discover(tmp_path, config()), discover(tmp_path, config(), drafts=True)
    assert (entries(without), without.value.drafts_skipped) == ([], 2)
    assert [(e.path, e.draft) for e in within.value.entries] == [
        ("_drafts/a.md", True),
        ("ml/_drafts/b.md", True),
    ]


@pytest.mark.parametrize(
    ("settings", "folder"),
    [
        ("collections: {docs: {output: true}}", "_docs"),
        ("collections: {docs: {output: true}}\ncollections_dir: all", "all/_docs"),
    ],
)
def test_a_collection_with_output_is_read(tmp_path: Path, settings: str, folder: str) -> None:
    laid(tmp_path, f"{folder}/a.md")
    laid(tmp_path, f"{folder}/in/b.png", text="x")
    found = discover(tmp_path, config(settings))
    assert [(e.path, e.collection) for e in found.value.entries] == [(f"{folder}/a.md", "docs")]
    assert statics(found) == ["docs/in/b.png"]
    assert entries(discover(tmp_path, config("collections: {docs: {output: false}}"))) == []


def test_the_output_is_no_part_of_the_source(tmp_path: Path) -> None:
    laid(tmp_path, "a.md", "site/b.md")
    assert entries(discover(tmp_path, config(), skip=(tmp_path / "site",))) == ["a.md"]


def test_sass_is_left_out_with_a_notice(tmp_path: Path) -> None:
    found = discover(laid(tmp_path, "css/main.scss"), config())
    assert [(p.code, p.severity) for p in found.diagnostics] == [("sass-skipped", Severity.NOTICE)]
    assert found.value.texts == ()


def test_a_link_out_of_the_source_is_refused_and_one_within_is_followed(tmp_path: Path) -> None:
    root = laid(tmp_path / "source", "a/b.md")
    laid(tmp_path, "private.md", "source-two/x.md")
    (root / "out.md").symlink_to(tmp_path / "private.md")
    (root / "beside").symlink_to(tmp_path / "source-two")
    (root / "in").symlink_to(root / "a")
    found = discover(root, config())
    assert [(p.code, p.severity, p.at.path) for p in found.diagnostics] == [
        ("symlink-outside", Severity.ERROR, "beside"),
        ("symlink-outside", Severity.ERROR, "out.md"),
    ]
    assert entries(found) == ["a/b.md", "in/b.md"]


def test_what_is_no_file_is_skipped_with_a_warning(tmp_path: Path) -> None:
    laid(tmp_path, "a/b.md")
    (tmp_path / "a/round").symlink_to(tmp_path)
    (tmp_path / "dead").symlink_to(tmp_path / "nothing")
    os.mkfifo(tmp_path / "pipe.md")
    found = discover(tmp_path, config())
    warned = [(p.code, p.severity, p.at.path) for p in found.diagnostics]
    assert sorted(warned) == [
        ("not-a-file", Severity.WARNING, "pipe.md"),
        ("symlink-broken", Severity.WARNING, "dead"),
        ("symlink-loop", Severity.WARNING, "a/round"),
    ]
    assert entries(found) == ["a/b.md"]


def test_a_name_that_is_no_text_is_skipped_with_a_warning(tmp_path: Path) -> None:
    laid(tmp_path, "a.md")
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.md")).write_text(NOTE)
    found = discover(tmp_path, config())
    assert [p.code for p in found.diagnostics] == ["undecodable-name"]
    assert entries(found) == ["a.md"]


@pytest.mark.parametrize(
    ("files", "told"),
    [
        (("source/_posts/a.md",), ["notes-below"]),
        (("content/a.md", "hugo.toml"), ["notes-below"]),
        (("source/_posts/a.md", "_posts/b.md"), []),
        (("content/a.md",), []),
    ],
)
def test_the_folder_around_the_notes_is_told(tmp_path: Path, files: tuple[str, ...], told: list[str]) -> None:
    assert [d.code for d in discover(laid(tmp_path, *files), config()).diagnostics] == told
