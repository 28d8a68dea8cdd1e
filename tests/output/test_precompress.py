"""Compressed neighbours of text files: which have them, and that they say the same."""

from __future__ import annotations

import gzip
from pathlib import Path

import brotli
import pytest

from generator.build import Options, build_site
from generator.model import Output
from generator.output import precompressed
from generator.terminal import progress

LONG = ("卷积" * 600).encode()


@pytest.mark.parametrize("path", ["a.html", "a/b.CSS", "x.js", "feed.xml", "search.json", "i.svg"])
def test_text_has_both_and_they_say_the_same(path: str) -> None:
    gz, br = precompressed([Output(path, LONG)])
    assert (gz.path, br.path) == (f"{path}.gz", f"{path}.br")
    assert gzip.decompress(gz.content) == LONG
    assert brotli.decompress(br.content) == LONG
    assert len(gz.content) < len(LONG) / 10


def test_short_files_and_files_that_are_compressed_already_have_none() -> None:
    assert (
        list(precompressed([Output("a.html", b"short"), Output("a.png", LONG), Output("f.woff2", LONG)]))
        == []
    )


def test_a_carried_file_is_read_from_its_place_and_the_clock_leaves_no_trace(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(LONG)
    carried = list(precompressed([Output("a.css", origin=str(tmp_path / "x"))]))
    assert carried == list(precompressed([Output("a.css", LONG)]))
    assert carried[0].content[4:8] == bytes(4)


@pytest.mark.parametrize("asked", [True, False])
def test_a_site_has_them_when_it_asks(tmp_path: Path, asked: bool) -> None:
    (tmp_path / "_config.yml").write_text(f"precompress: {str(asked).lower()}\n", encoding="utf-8")
    (tmp_path / "CNAME").write_text("notes.example\n", encoding="utf-8")
    (tmp_path / "a.md").write_text("---\ntitle: 甲\n---\n正文\n", encoding="utf-8")
    with progress(shown=False) as tell:
        build_site(Options(tmp_path, tmp_path / "site"), tell)
    site = tmp_path / "site"
    assert (site / "index.html.br").is_file() is asked
    assert (site / "notes-assets" / "site.css.gz").is_file() is asked
    # What GitHub Pages looks for.
    assert (site / "CNAME").read_text(encoding="utf-8") == "notes.example\n"
    assert (site / ".nojekyll").read_bytes() == b""
