"""What a site holds that is not ours stays where it is, whatever is published and whenever one is cut off."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from generator.build import Options, build_site
from generator.model import Config, Output
from generator.output import State, kept, publish, publish_among, state_of
from generator.output import tree as tree_module
from generator.output.tree import recover
from tests.build.test_lasting import silent

KEEPS = Config().keep_files


def site(tmp_path: Path) -> State:
    """A site that Git knows, with a file that is nobody's."""
    state = state_of(tmp_path / "site")
    publish([Output("a.html", b"1")], state)
    git = state.site / ".git"
    (git / "refs").mkdir(parents=True)
    (git / "HEAD").write_text("ref: refs/heads/pages")
    return state


def is_kept(state: State) -> bool:
    return (state.site / ".git/HEAD").read_text() == "ref: refs/heads/pages" and (
        state.site / ".git/refs"
    ).is_dir()


@pytest.mark.parametrize("exchange", [True, False])
def test_the_folder_of_git_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, exchange: bool) -> None:
    if not exchange:
        monkeypatch.setattr(tree_module, "_exchange", lambda *_: False)
    state = site(tmp_path)
    for text in (b"2", b"3", b"4"):
        published = publish([Output("a.html", text), Output("b.html", text)], state, keeps=KEEPS)
        assert not published.removed and is_kept(state)
    publish_among([Output("a.html", b"5")], state, ["a.html", "b.html"], keeps=KEEPS)
    assert is_kept(state) and (state.site / "a.html").read_bytes() == b"5"
    assert publish([Output("a.html", b"5"), Output("b.html", b"4")], state, keeps=KEEPS).written == ()


def test_what_is_not_kept_is_removed(tmp_path: Path) -> None:
    state = site(tmp_path)
    published = publish([Output("a.html", b"2")], state)
    assert published.removed == (".git/HEAD",) and not (state.site / ".git").exists()


def test_a_build_that_is_cut_off_before_it_moved_is_completed(tmp_path: Path) -> None:
    state = site(tmp_path)
    publish([Output("a.html", b"2")], state, keeps=KEEPS)
    state.next.mkdir()
    (state.site / ".git").rename(state.next / ".git")
    (state.next / "a.html").write_bytes(b"1")
    recover(state, KEEPS)
    assert is_kept(state) and not state.next.exists()
    assert (state.site / "a.html").read_bytes() == b"2"


def test_what_cannot_be_moved_is_not_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(*_: object) -> None:
        raise PermissionError(13, "no")

    state = site(tmp_path)
    with monkeypatch.context() as patched:
        patched.setattr(tree_module, "bring_over", refuses)
        with pytest.raises(PermissionError):
            publish([Output("a.html", b"2")], state, keeps=KEEPS)
    assert is_kept(state)
    moves = iter([None, refuses, refuses])
    move = kept.bring_over

    def fails_after_the_swap(old: Path, new: Path, names: tuple[str, ...]) -> None:
        (next(moves) or move)(old, new, names)

    with monkeypatch.context() as patched:
        patched.setattr(tree_module, "bring_over", fails_after_the_swap)
        publish([Output("a.html", b"3")], state, keeps=KEEPS)
        assert (state.next / ".git/HEAD").exists()
        with pytest.raises(PermissionError):
            publish([Output("a.html", b"4")], state, keeps=KEEPS)
    assert (state.next / ".git/HEAD").exists()
    publish([Output("a.html", b"4")], state, keeps=KEEPS)
    assert is_kept(state) and (state.site / "a.html").read_bytes() == b"4"


def test_a_tree_of_others_leaves_the_folder_of_git_in_its_place(tmp_path: Path) -> None:
    state = state_of(tmp_path / "site")
    (state.site / ".git/refs").mkdir(parents=True)
    (state.site / ".git/HEAD").write_text("ref: refs/heads/pages")
    (state.site / "old.html").write_text("of others")
    published = publish([Output("a.html", b"1")], state, keeps=KEEPS)
    assert is_kept(state) and (Path(published.put_aside) / "old.html").read_text() == "of others"


def test_a_folder_that_has_both_keeps_what_is_not_ours(tmp_path: Path) -> None:
    state = state_of(tmp_path / "site")
    publish([Output("a.html", b"1"), Output("files/ours.txt", b"1")], state)
    (state.site / "files/sub").mkdir()
    (state.site / "files/sub/theirs.txt").write_text("theirs")
    for text in (b"2", b"3"):
        publish([Output("a.html", b"1"), Output("files/ours.txt", text)], state, keeps=("files",))
        assert (state.site / "files/sub/theirs.txt").read_text() == "theirs"
        assert (state.site / "files/ours.txt").read_bytes() == text


def test_a_blog_says_what_is_kept(tmp_path: Path) -> None:
    blog = tmp_path / "blog"
    (blog / "_posts").mkdir(parents=True)
    post = blog / "_posts/2024-01-01-a.md"
    post.write_text("---\ntitle: A\n---\nText.\n")
    config = blog / "_config.yml"
    config.write_text("title: B\nurl: https://b.example\nkeep_files: [./report/, .git]\n")
    options = Options(blog, tmp_path / "site")
    assert build_site(options, silent).published
    (options.output / "report").mkdir()
    (options.output / "report/index.html").write_text("of a test run")
    (options.output / ".git").mkdir()
    for turn in range(3):
        post.write_text(f"---\ntitle: A\n---\nText {turn}.\n")
        os.utime(post, (turn, turn))  # long ago: nothing is young
        report = build_site(options, silent)
        assert report.published and report.written and not report.diagnostics
        assert (options.output / "report/index.html").read_text() == "of a test run"
        assert (options.output / ".git").is_dir()
    shutil.rmtree(options.output / "report")
    config.write_text("title: B\nurl: https://b.example\nkeep_files: [../out, '', .]\n")
    report = build_site(options, silent)
    assert [(d.code, d.at.line) for d in report.diagnostics] == [("bad-folder", 3)]
