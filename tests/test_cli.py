"""The command line: what programs rely on, and exit codes."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator.cli import main
from tests.onnx_models import save_model

POST = "---\ntitle: 一\ndate: 2020-01-01\npermalink: /a.html\n---\n正文\n"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], prog_name="notes")


@pytest.fixture
def blog(tmp_path: Path) -> Path:
    folder = tmp_path / "blog"
    (folder / "_posts").mkdir(parents=True)
    (folder / "_posts" / "a.md").write_text(POST, encoding="utf-8")
    return folder


@pytest.mark.parametrize("command", ["", "build", "check", "cost", "doctor", "figure", "serve"])
def test_every_command_has_its_help(command: str) -> None:
    done = run(*filter(None, (command, "--help")))
    assert done.exit_code == 0
    assert "Usage: notes" in done.output


def test_a_build_says_what_it_built(blog: Path, tmp_path: Path) -> None:
    done = run("build", "--source", blog, "--output", tmp_path / "site")
    assert done.exit_code == 0
    assert "built " in done.output
    assert str(tmp_path / "site" / "index.html") in done.output
    assert "正文" in (tmp_path / "site" / "a.html").read_text(encoding="utf-8")


def test_an_error_leaves_the_last_good_site(blog: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    assert run("build", "--source", blog, "--output", site).exit_code == 0
    before = (site / "a.html").read_bytes()
    (blog / "_posts" / "a.md").write_text("---\ntitle: a: b\n---\n新\n", encoding="utf-8")
    done = run("build", "--source", blog, "--output", site)
    assert done.exit_code == 1
    assert "_posts/a.md:2: error[yaml-syntax]" in done.output
    assert "Traceback" not in done.output
    assert (site / "a.html").read_bytes() == before


def test_keep_going_publishes_the_rest_and_still_fails(blog: Path, tmp_path: Path) -> None:
    (blog / "_posts" / "b.md").write_text("---\ntitle: a: b\n---\n坏\n", encoding="utf-8")
    done = run("build", "--source", blog, "--output", tmp_path / "site", "--keep-going", "--json")
    assert done.exit_code == 1
    told = json.loads(done.stdout)
    assert told["summary"]["published"] is True
    assert [(d["code"], d["path"], d["line"]) for d in told["diagnostics"]] == [
        ("yaml-syntax", "_posts/b.md", 2)
    ]
    assert (tmp_path / "site" / "a.html").exists()


def test_warnings_let_the_build_pass_and_fail_the_check(blog: Path, tmp_path: Path) -> None:
    (blog / "_posts" / "a.md").write_text(POST + "\n[没有](#无)\n", encoding="utf-8")
    site = tmp_path / "site"
    assert run("build", "--source", blog, "--output", site).exit_code == 0
    done = run("check", "--site", site)
    assert done.exit_code == 1
    assert "_posts/a.md:8" in done.output


def test_usage_errors_exit_with_two(blog: Path) -> None:
    assert run("build", "--source", blog / "nowhere").exit_code == 2
    assert run("build", "--source", blog, "--output", blog.parent).exit_code == 2
    assert run("cost", "resnet5").exit_code == 2


@pytest.mark.parametrize(
    ("network", "params"),
    [("mobilenet_v1", 4231976), ("mobilenet_v2", 3504872), ("xception", 22855952), ("deepface", 118923774)],
)
def test_cost_prints_integers_for_programs(network: str, params: int) -> None:
    done = run("cost", network, "--json")
    assert done.exit_code == 0
    told = json.loads(done.output)
    assert told["params"] == params
    assert all(isinstance(told[key], int) for key in ("macs", "params", "weights", "peak_activation_bytes"))
    assert sum(row["macs"] for row in told["rows"]) == told["macs"]


def test_a_file_of_layers_has_its_faults_at_their_lines(tmp_path: Path) -> None:
    layers = tmp_path / "mine.txt"
    layers.write_text("input 3x8x8\nconv 3x3 4\nfc 10\n", encoding="utf-8")
    assert "total" in run("cost", layers).output
    layers.write_text("input 3x8x8\nkonv 3x3 4\n", encoding="utf-8")
    done = run("cost", layers)
    assert done.exit_code == 1
    assert f"{layers}:2:" in done.output


LIGHT = {
    "bvlc_alexnet": (654_560_384, 60_965_224, 195),
    "densenet121": (2_834_161_664, 8_062_504, None),
    "inception_v1": (1_431_556_352, 6_998_552, None),
    "inception_v2": (2_018_851_840, 11_214_888, None),
    "resnet50": (4_089_184_256, 25_557_032, 427),
    "shufflenet": (124_664_528, 1_393_320, None),
    "squeezenet": (349_151_936, 1_235_496, None),
    "vgg19": (19_632_062_464, 143_667_240, 268),
    "zfnet512": (1_481_727_008, 87_250_536, None),
}
"""MACs, parameters and, where it is known from elsewhere, the receptive field of ONNX's own models."""


@pytest.mark.parametrize("name", LIGHT)
def test_cost_reads_the_onnx_packages_whole_networks(name: str) -> None:
    onnx = pytest.importorskip("onnx", reason="the optional package onnx is not installed")
    path = Path(onnx.__file__).parent / f"backend/test/data/light/light_{name}.onnx"
    if not path.is_file():
        pytest.skip("this release of onnx carries no light models")
    done = run("cost", path, "--json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.output)
    macs, params, field = LIGHT[name]
    assert (told["macs"], told["params"], told["unknown_operators"]) == (macs, params, [])
    assert told["receptive_field"] == (field or told["receptive_field"])
    assert sum(row["macs"] for row in told["rows"]) == macs


def test_cost_lists_what_it_does_not_know_and_has_no_totals(tmp_path: Path) -> None:
    onnx = pytest.importorskip("onnx", reason="the optional package onnx is not installed")
    save_model(onnx, tmp_path / "odd.onnx", strange=True)
    done = run("cost", tmp_path / "odd.onnx")
    assert done.exit_code == 1
    assert "Erf bent" in done.output
    assert "conv1" in done.output
    assert "total" not in done.output
    done = run("cost", tmp_path / "odd.onnx", "--json")
    told = json.loads(done.stdout)
    assert (told["macs"], told["params"], told["unknown_operators"]) == (None, None, ["Erf bent"])


def test_cost_says_how_to_get_what_it_lacks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnx", None)
    (tmp_path / "a.onnx").write_bytes(b"")
    done = run("cost", tmp_path / "a.onnx")
    assert done.exit_code == 1
    assert "pip install computed-notes[onnx]" in done.output


def test_cost_aligns_its_table_whatever_the_width() -> None:
    lines = run("cost", "mobilenet_v1", "--by", "kind").output.splitlines()
    head = next(line for line in lines if "MACs" in line)
    rows = [line for line in lines if line.startswith(("  conv", "  dw", "  fc", "  total"))]
    assert len(rows) == 5
    end = head.index("MACs") + len("MACs")
    assert all(line[end - 1].isdigit() and line[end] == " " for line in rows)


def test_a_figure_is_drawn_alone(tmp_path: Path) -> None:
    done = run("figure", "dilated_steps", "--param", "dilation=1", "-o", tmp_path / "a.svg")
    assert done.exit_code == 0
    assert (tmp_path / "a.svg").read_text(encoding="utf-8").startswith("<svg")
    done = run("figure", "dilated_steps", "--param", "kernel=9", "-o", tmp_path / "b.png")
    assert done.exit_code == 1
    assert "no window fits" in done.output


@pytest.mark.parametrize(
    ("flag", "key", "page"), [("--future", "future", "f.html"), ("--drafts", "show_drafts", "d.html")]
)
def test_what_is_left_out_comes_in_by_flag_or_configuration(
    blog: Path, tmp_path: Path, flag: str, key: str, page: str
) -> None:
    (blog / "_drafts").mkdir()
    (blog / "_posts" / "f.md").write_text(POST.replace("2020", "2999").replace("/a", "/f"), encoding="utf-8")
    (blog / "_drafts" / "d.md").write_text(POST.replace("/a", "/d"), encoding="utf-8")
    site = tmp_path / "site"
    done = run("build", "--source", blog, "--output", site)
    assert "1 draft left out, 1 future left out" in done.output
    assert not (site / page).exists()
    run("build", "--source", blog, "--output", site, flag)
    assert (site / page).exists()
    run("build", "--source", blog, "--output", site)
    assert not (site / page).exists()
    (blog / "_config.yml").write_text(f"{key}: true\n", encoding="utf-8")
    run("build", "--source", blog, "--output", site)
    assert (site / page).exists()


@pytest.mark.parametrize(
    "post", ["{{ page.body }}\n{% if %}", '{% include ["x.html"] ignore missing %}\n{% if %}']
)
def test_a_template_that_cannot_be_read_is_told_at_its_line(blog: Path, tmp_path: Path, post: str) -> None:
    (tmp_path / "theme").mkdir()
    (tmp_path / "theme/post.html").write_text(post, encoding="utf-8")
    done = run("build", "--source", blog, "--output", tmp_path / "site", "--templates", tmp_path / "theme")
    assert done.exit_code == 1
    assert f"{tmp_path}/theme/post.html:2: error[template-error]: expected an expression" in done.output


def test_a_fault_of_a_theme_is_placed_in_the_theme_and_not_in_the_source(blog: Path, tmp_path: Path) -> None:
    theme = tmp_path / "theme"
    theme.mkdir()
    (theme / "_footer.html").write_text("<footer>\n{{ page.frame.autor }}\n</footer>\n", encoding="utf-8")
    done = run("build", "--source", blog, "--output", tmp_path / "site", "--templates", theme)
    assert done.exit_code == 1
    told = [line for line in done.output.splitlines() if "error[template-error]" in line]
    assert told == [f'{theme}/_footer.html:2: error[template-error]: Frame has no "autor"']
    assert 'did you mean "author"?' in done.output
