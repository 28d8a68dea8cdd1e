"""Published figures stand beside the engine's, each with the verdict that computing gives."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from generator.diagnostics import Location
from generator.engine.zoo import build
from generator.figures.networks import Known, costs_of
from generator.figures.sheet import DrawnTable
from generator.figures.tables import table_of
from generator.model import Param, TableRequest

PATH = "_data/costs.csv"
HEAD = "network,setting,quantity,published,source,computed,verdict\n"
SHARED = Path(__file__).parents[2] / "../shared/data/published_costs.csv"


def asked(text: str, **params: str) -> tuple[DrawnTable | None, list[tuple[str, str, int]]]:
    given = tuple(Param(key, value, Location("a.md", 8 + n)) for n, (key, value) in enumerate(params.items()))
    request = TableRequest("published-table", PATH, given, "", Location("a.md", 7))
    checked = table_of(request, Known(texts={PATH: text}), "en")
    return checked.value, [(d.code, d.at.path, d.at.line) for d in checked.diagnostics]


def rows(text: str, **params: str) -> list[dict[str, str]]:
    made, found = asked(text, **params)
    assert found == []
    assert made is not None
    return list(csv.DictReader(io.StringIO(made.output.content.decode())))


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        ("mobilenet_v1,1.0-224,macs,568740352,x,,", "exact"),
        ("mobilenet_v1,1.0-224,macs,569e6,x,,", "rounded"),
        ("mobilenet_v1,1.0-160,macs,290e6,x,,", "truncated"),
        ("mobilenet_v1,1.0-224,macs,575e6,x,,", "differs"),
        ("mobilenet_v1,share of conv 3x3,macs,0.0119,x,,misprint", "differs"),
        ('mobilenet_v1,"width=0.5, size=160",macs,76.5e6,x,,', "rounded"),
    ],
)
def test_a_verdict_says_how_the_figure_comes_from_the_computed_one(row: str, verdict: str) -> None:
    (told,) = rows(HEAD + row + "\n")
    assert told["verdict"] == verdict


def test_what_the_file_says_is_computed_is_not_believed() -> None:
    (told,) = rows(HEAD + "resnet50,224,macs,3.8e9,a paper,1,exact\n")
    assert told["computed"] == str(costs_of(build("resnet50")).total.macs)
    assert told["verdict"] == "truncated"


def test_the_page_prints_figure_value_difference_and_source() -> None:
    made, _ = asked(HEAD + "resnet50,224,macs,3.8e9,a paper,,\n")
    assert made is not None
    macs = costs_of(build("resnet50")).total.macs
    share = (macs - 3.8e9) / 3.8e9
    expected = ("resnet50", "224", "macs", "3.8\xa0G", f"{macs / 1e9:.3f}\xa0G", f"+{share:.2%}", "truncated")
    assert made.table.rows == (expected,)
    assert made.table.notes == ("a paper",)
    assert [column.label for column in made.table.columns][3:5] == ["published", "computed"]


@pytest.mark.parametrize(
    ("row", "line"),
    [
        ("resnet5,224,macs,1,x,,", 3),
        ("resnet50,224,mac,1,x,,", 3),
        ("resnet50,upside down,macs,1,x,,", 3),
        ("resnet50,224,macs,many,x,,", 3),
        ("resnet50,width=3,macs,1,x,,", 3),
        ("mobilenet_v1,share of conv 9x9,macs,1,x,,", 3),
        ("resnet50,224,macs,0,x,,", 3),
    ],
)
def test_a_row_that_cannot_be_computed_is_an_error_at_its_line(row: str, line: int) -> None:
    good = "resnet18,224,macs,1.8e9,x,,\n"
    made, found = asked(HEAD + good + row + "\n" + good)
    assert made is None
    assert found == [("bad-published", PATH, line)]


@pytest.mark.parametrize(
    ("params", "line"),
    [
        ({"networks": "resnet18, resnet5"}, 8),
        ({"networks": "resnet18", "quantities": "macz"}, 9),
        ({"columns": "network, publshed"}, 8),
        ({"networks": "resnet18", "settings": "100"}, 9),
    ],
)
def test_a_name_that_the_file_does_not_have_is_an_error_at_the_parameter(
    params: dict[str, str], line: int
) -> None:
    made, found = asked(HEAD + "resnet18,224,macs,1.8e9,x,,\n", **params)
    assert made is None
    assert found == [("bad-table", "a.md", line)]


def test_a_file_without_its_columns_or_that_is_none_is_an_error() -> None:
    assert asked("network,macs\nresnet18,1\n")[1] == [("bad-table", "a.md", 7)]
    request = TableRequest("published-table", "_data/no.csv", (), "", Location("a.md", 7))
    assert [d.at.line for d in table_of(request, Known()).diagnostics] == [7]


def test_every_known_figure_is_computed_and_the_verdicts_agree() -> None:
    if not SHARED.exists():
        pytest.skip("the published figures are not beside this checkout")
    told = rows(SHARED.read_text(encoding="utf-8"))
    assert len(told) == 49
    for claim, given in zip(told, csv.DictReader(SHARED.open(encoding="utf-8")), strict=True):
        said = given["verdict"]
        differs = said.startswith(("misprint", "not reproduced", "0.9", "4866"))
        assert (claim["verdict"] == "differs") == differs, (claim, said)
        assert float(claim["computed"]) == pytest.approx(float(given["computed"]), rel=3e-2)
