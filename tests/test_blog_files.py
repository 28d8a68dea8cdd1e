"""Networks of a note's own, ONNX files of the blog, and published figures: from Markdown to the page."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from generator.build import Options, build_site
from generator.build.report import Report
from generator.check.run import check_site
from generator.engine import ConvSpec, LinearSpec, macs, weights
from tests.onnx_models import save_model

CONV = ConvSpec(3, 8, 3, stride=2, padding=1)
MACS = macs(CONV, (16, 16)) + macs(LinearSpec(8, 10))
WEIGHTS = weights(CONV) + weights(LinearSpec(8, 10))


@pytest.fixture
def onnx() -> Iterator[Any]:
    yield pytest.importorskip("onnx", reason="the optional package onnx is not installed")


def built(blog: Path, text: str, baseurl: str = "") -> tuple[str, Report]:
    (blog / "_posts").mkdir(parents=True, exist_ok=True)
    (blog / "_config.yml").write_text(f"lang: en\nurl: ''\nbaseurl: '{baseurl}'\n", encoding="utf-8")
    (blog / "_posts/2020-01-02-a.md").write_text(f"---\ntitle: a\n---\n{text}", encoding="utf-8")
    report = build_site(Options(blog, blog.parent / "site", keep_going=True), lambda *_: None)
    return next((blog.parent / "site").glob("2020/**/*.html")).read_text(encoding="utf-8"), report


def told(report: Report) -> list[tuple[str, int]]:
    return [(d.code, d.at.line) for d in report.diagnostics]


NOTE = """{cost}`"models/tiny.onnx".macs` {cost}`mine.weights` {shape}`models/tiny.onnx` {rf}`mine`

```{network} mine
models/tiny.onnx
```

```{cost-table} models/tiny.onnx
```

```{cost-table}
:network: mine
```

```{compare-table}
one: mine
two: models/tiny.onnx
```
"""


def test_a_model_file_is_a_network_in_every_table_and_role(onnx: Any, tmp_path: Path) -> None:
    save_model(onnx, tmp_path / "content/models/tiny.onnx")
    html, report = built(tmp_path / "content", NOTE)
    assert told(report) == []
    assert f"{MACS:,} {WEIGHTS:,} 10 3×3" in html
    assert html.count(f">{MACS:,}</td>") == 4
    assert html.count(f">{WEIGHTS:,}</td>") == 4


def test_unknown_operators_are_listed_in_a_warning_and_in_the_table(onnx: Any, tmp_path: Path) -> None:
    save_model(onnx, tmp_path / "content/models/odd.onnx", strange=True)
    note = '```{cost-table} models/odd.onnx\n```\n\n{cost}`"models/odd.onnx".macs`\n'
    html, report = built(tmp_path / "content", note)
    assert told(report) == [("unknown-operator", 4), ("bad-value", 7)]
    assert "Erf bent (unknown)" in html
    assert f">{macs(CONV, (16, 16)):,}</td>" in html
    assert "total" not in html
    assert f"{MACS:,}" not in html


def test_a_warm_build_sees_that_a_model_has_changed(onnx: Any, tmp_path: Path) -> None:
    blog = tmp_path / "content"
    options = Options(blog, tmp_path / "site")
    save_model(onnx, blog / "models/tiny.onnx", strange=True)
    (blog / "_posts").mkdir()
    (blog / "_posts/2020-01-02-a.md").write_text("```{cost-table} models/tiny.onnx\n```\n", encoding="utf-8")
    first = build_site(options, lambda *_: None)
    assert "unknown-operator" in [d.code for d in first.diagnostics]
    save_model(onnx, blog / "models/tiny.onnx")
    second = build_site(options, lambda *_: None)
    assert "unknown-operator" not in [d.code for d in second.diagnostics]


def test_without_the_package_the_way_to_get_it_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "onnx", None)
    (tmp_path / "content/models").mkdir(parents=True)
    (tmp_path / "content/models/tiny.onnx").write_bytes(b"")
    _, report = built(tmp_path / "content", "```{cost-table} models/tiny.onnx\n```\n")
    (found,) = report.diagnostics
    assert (found.code, found.at.line) == ("bad-table", 4)
    assert found.help == "pip install computed-notes[onnx]"


@pytest.mark.parametrize("path", ["models/none.onnx", "../secret.onnx", "/etc/none.onnx"])
def test_a_file_that_the_blog_does_not_have_is_an_error(tmp_path: Path, path: str) -> None:
    (tmp_path / "secret.onnx").write_bytes(b"")
    _, report = built(tmp_path / "content", f"```{{cost-table}} {path}\n```\n")
    (found,) = report.diagnostics
    assert (found.code, found.at.line, found.severity) == ("bad-table", 4, "error")
    assert "no file" in found.message


def test_a_broken_network_is_one_finding_however_often_it_is_named(tmp_path: Path) -> None:
    note = "```{network} n\ninput 3x8x8\nkonv 3\n```\n\n{cost}`n.macs` {rf}`n`\n\n```{cost-table} n\n```\n"
    _, report = built(tmp_path / "content", note)
    assert told(report) == [("bad-layer", 6)]


@pytest.mark.parametrize("baseurl", ["", "/blog"])
def test_each_table_links_the_file_of_its_numbers(tmp_path: Path, baseurl: str) -> None:
    note = "```{cost-table} mobilenet_v1\n:group-by: kind\n:columns: macs\n:format: M\n```\n"
    html, report = built(tmp_path / "content", note, baseurl)
    assert told(report) == []
    (link,) = re.findall(r'<a href="([^"]+\.csv)" download="([^"]+)"', html)
    page = next((tmp_path / "site").glob("2020/**/*.html"))
    file = (page.parent / link[0]).resolve()
    assert file.name == link[1]
    assert "total,568740352" in file.read_text(encoding="utf-8")
    assert not check_site(tmp_path / "site").findings
    assert '<caption class="unseen">mobilenet_v1' in html
    assert '<th scope="col"' in html
    assert '<th scope="row">conv 1x1</th>' in html


def test_published_figures_are_read_from_the_blogs_data(tmp_path: Path) -> None:
    data = tmp_path / "content/_data"
    data.mkdir(parents=True)
    head = "network,setting,quantity,published,source\n"
    (data / "c.csv").write_text(head + "resnet50,224,macs,3.8e9,He 2015\n", encoding="utf-8")
    html, report = built(tmp_path / "content", "```{published-table} _data/c.csv\n```\n")
    assert told(report) == []
    assert "3.858\N{NO-BREAK SPACE}G" in html
    assert "He 2015" in html
    (data / "c.csv").write_text(head + "resnet5,224,macs,3.8e9,He 2015\n", encoding="utf-8")
    _, report = built(tmp_path / "content", "```{published-table} _data/c.csv\n```\n")
    assert [(d.code, d.at.path, d.at.line) for d in report.diagnostics] == [
        ("bad-published", "_data/c.csv", 2)
    ]
