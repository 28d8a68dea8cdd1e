"""The page of figures and `notes figure`: every kind with its parameters, drawn as it is asked for."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator.build import Options, build_site
from generator.cli import main
from generator.figures.catalogue import as_text, catalogue
from generator.figures.registry import KINDS
from generator.terminal import progress

ROOT = Path(__file__).parents[2]


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["figure", *map(str, arguments)], prog_name="notes")


def test_the_page_of_figures_is_the_generated_one() -> None:
    written = (ROOT / "docs" / "figures.md").read_text(encoding="utf-8")
    assert written == catalogue(), "write it anew: python -m generator.figures.catalogue > docs/figures.md"


def test_the_page_draws_every_kind_at_its_defaults(tmp_path: Path) -> None:
    (tmp_path / "blog").mkdir()
    (tmp_path / "blog" / "figures.md").write_text(f"---\nlang: en\n---\n{catalogue()}", encoding="utf-8")
    with progress(shown=False) as tell:
        report = build_site(Options(tmp_path / "blog", tmp_path / "site"), tell)
    assert report.diagnostics == ()
    html = (tmp_path / "site" / "figures.html").read_text(encoding="utf-8")
    assert html.count("<figure") == len(KINDS)


def test_the_list_has_every_parameter_with_its_default() -> None:
    listed = run("--list")
    assert listed.exit_code == 0
    assert listed.output.strip() == as_text()
    for kind, known in KINDS.items():
        assert f"\n{kind}  " in f"\n{as_text()}"
        for field in fields(known.params):
            assert f"{field.name.replace('_', '-')}=" in as_text()


@pytest.mark.parametrize(
    ("name", "start"),
    [("图.svg", b"<svg"), ("a.PNG", b"\x89PNG"), ("a.jpg", b"\xff\xd8"), ("a.gif", b"GIF89a")],
)
def test_the_ending_says_which_file(tmp_path: Path, name: str, start: bytes) -> None:
    done = run("grouped", "--param", "groups=4", "-o", tmp_path / name)
    assert done.exit_code == 0
    assert (tmp_path / name).read_bytes().startswith(start)
    assert "4 组" in done.output


def test_a_dash_prints_the_svg_and_nothing_else() -> None:
    done = run("residual", "-o", "-")
    assert done.exit_code == 0
    assert done.stdout_bytes.startswith(b"<svg") and done.stdout_bytes.endswith(b"</svg>\n")


@pytest.mark.parametrize(
    ("arguments", "exit_code", "said"),
    [
        (("groupd", "-o", "x.svg"), 2, 'did you mean "grouped"?'),
        (("groupd", "-o", "x.svg"), 2, "grouped  channels=8 kernel=3 groups=2"),
        ((), 2, "no figure is named"),
        (("grouped",), 2, "where to?"),
        (("grouped", "-o", "x.webm"), 2, "should end in .svg, .gif"),
        (("grouped", "--param", "groups", "-o", "x.svg"), 2, "write key=value"),
        (("grouped", "--param", "groups=3", "-o", "x.svg"), 1, "--param groups=3: error[impossible-figure]"),
        (("grouped", "-o", "no/such/folder/x.svg"), 1, "No such file or directory"),
    ],
)
def test_what_cannot_be_drawn_is_said_in_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], exit_code: int, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run(*arguments)
    assert done.exit_code == exit_code
    assert said in done.output
    assert not list(tmp_path.iterdir())
