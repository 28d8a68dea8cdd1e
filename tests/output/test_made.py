"""Outputs that are made before they are published: each lies where it will stand, or is told from others."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from generator.model import Output
from generator.output import laid_down, publish, state_of, workshop
from generator.output.files import files_below


def tree(root: Path) -> dict[str, bytes]:
    return {path: (root / path).read_bytes() for path in files_below(root)}


def test_the_tree_of_what_was_made_becomes_the_site(tmp_path: Path) -> None:
    state = state_of(tmp_path / "site")
    with workshop(state) as folder:
        made = [laid_down(Output("a.html", b"1"), folder), laid_down(Output("d/b.html", b"2"), folder)]
        numbers = {output.path: Path(output.origin).stat().st_ino for output in made}
        above = Path(made[1].origin).parent.stat().st_ino
        publish([*made, Output("c.css", b"3"), Output("e/f.js", b"4")], state)
    assert tree(state.site) == {"a.html": b"1", "d/b.html": b"2", "c.css": b"3", "e/f.js": b"4"}
    assert {path: (state.site / path).stat().st_ino for path in numbers} == numbers
    assert (state.site / "d").stat().st_ino == above  # the very folder, not one that was made again
    assert not state.made.exists()


def test_what_is_made_for_one_place_is_told_apart(tmp_path: Path) -> None:
    state = state_of(tmp_path / "site")
    with workshop(state) as folder:
        made = [laid_down(Output("a.html", text), folder) for text in (b"1", b"2", b"3")]
        assert [Path(output.origin).read_bytes() for output in made] == [b"1", b"2", b"3"]
        publish([made[1]], state)
    assert tree(state.site) == {"a.html": b"2"}


def test_nothing_that_is_not_published_stands_in_the_site(tmp_path: Path) -> None:
    state = state_of(tmp_path / "site")
    with workshop(state) as folder:
        kept, dropped = (laid_down(Output(path, b"1"), folder) for path in ("a.html", "d/b.html"))
        assert kept.origin
        assert dropped.origin
        publish([kept], state)
    assert tree(state.site) == {"a.html": b"1"}
    assert not (state.site / "d").exists()


def test_what_is_made_takes_its_place_among_what_stays(tmp_path: Path) -> None:
    state = state_of(tmp_path / "site")
    publish([Output("a.html", b"1"), Output("b.html", b"1")], state)
    stays = (state.site / "b.html").stat().st_ino
    with workshop(state) as folder:
        publish([laid_down(Output("a.html", b"2"), folder), Output("b.html", b"1")], state)
    assert tree(state.site) == {"a.html": b"2", "b.html": b"1"}
    assert (state.site / "b.html").stat().st_ino == stays


@pytest.mark.parametrize("path", ["../out.html", "d/../../out.html", "nul\0.html"])
def test_no_path_leads_out_of_the_workshop(tmp_path: Path, path: str) -> None:
    state = state_of(tmp_path / "site")
    with workshop(state) as folder:
        made = laid_down(Output(path, b"1"), folder)
        assert Path(made.origin).read_bytes() == b"1"
        assert Path(made.origin).resolve().is_relative_to(state.made / str(os.getpid()))
        assert not (tmp_path / "out.html").exists()


def test_without_room_an_output_is_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    state = state_of(tmp_path / "site")
    written = os.write

    def full(handle: int, content: bytes) -> int:
        del content
        written(handle, b"torn")
        raise OSError(28, "No space left on device")

    with workshop(state) as folder:
        with monkeypatch.context() as patched:
            patched.setattr(os, "write", full)
            held = laid_down(Output("a.html", b"whole"), folder)
        assert held == Output("a.html", b"whole")
        publish([held, laid_down(Output("b.html", b"1"), folder)], state)
    assert tree(state.site) == {"a.html": b"whole", "b.html": b"1"}


def test_a_file_and_a_folder_of_one_name_are_both_kept_until_it_is_plain_which_stands(tmp_path: Path) -> None:
    state = state_of(tmp_path / "site")
    with workshop(state) as folder:
        made = [laid_down(Output(path, path.encode()), folder) for path in ("a/b.html", "a", "a/b.html/c")]
        assert [Path(output.origin).read_bytes().decode() for output in made] == [
            "a/b.html",
            "a",
            "a/b.html/c",
        ]
        publish([made[1]], state)
    assert tree(state.site) == {"a": b"a"}
