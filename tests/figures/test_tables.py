"""Roles and tables print the engine's numbers, and say what is wrong where they cannot."""

from __future__ import annotations

import csv
import io
from typing import get_args

import pytest

from generator.diagnostics import Checked, Location
from generator.engine import ConvSpec, macs, weights
from generator.engine.cost import Grouping, cost_table
from generator.engine.zoo import build
from generator.figures.networks import Known, known_of
from generator.figures.sheet import DrawnTable
from generator.figures.tables import table_of
from generator.figures.values import value_text
from generator.model import NetworkRequest, Param, TableRequest, ValueRequest

AT = Location("_posts/a.md", 7)
STANDARD = ConvSpec(3, 16, 3, 2, 1)


def value(expression: str, role: str = "cost") -> str:
    checked = value_text(ValueRequest(role, expression, AT), Known())
    assert checked.diagnostics == ()
    return checked.value


def table(kind: str, subject: str = "", body: str = "", **params: str) -> TableRequest:
    given = tuple(
        Param(key.replace("_", "-"), text, Location("_posts/a.md", 8)) for key, text in params.items()
    )
    return TableRequest(kind, subject, given, body, AT)


def test_values_are_the_engines() -> None:
    resnet = cost_table(build("resnet50")).total
    assert value("resnet50.macs") == f"{resnet.macs:,}"
    assert value("resnet50.macs in G") == f"{resnet.macs / 1e9:.2f}\N{NO-BREAK SPACE}G"
    assert value("resnet50.params in .3M") == f"{resnet.params() / 1e6:.3f}\N{NO-BREAK SPACE}M"
    assert value('"input 3x11x11; conv 3x3 16 /2".macs') == f"{macs(STANDARD, (11, 11)):,}"
    assert value('"input 3x11x11; conv 3x3 16 /2".weights') == f"{weights(STANDARD):,}"


def test_arithmetic_between_values_is_exact() -> None:
    deep = cost_table(build("resnet101")).total.macs
    shallow = cost_table(build("resnet18")).total.macs
    assert value("resnet101.macs / resnet18.macs in .2") == f"{deep / shallow:.2f}"
    assert value("resnet101.macs - resnet18.macs") == f"{deep - shallow:,}"
    assert value("2 * (resnet18.macs + 1)") == f"{2 * shallow + 2:,}"


def test_parts_options_and_shares() -> None:
    share = cost_table(build("mobilenet_v1")).share("kind", "conv 1x1", "macs")
    assert value("mobilenet_v1[conv 1x1].macs_share in %") == f"{100 * share:.2f}%"
    half = cost_table(build("mobilenet_v1", width=0.5, size=160)).total.macs
    assert value("mobilenet_v1(width=0.5, size=160).macs") == f"{half:,}"
    assert value("resnet50[conv4_x]", "shape") == "14×14×1024"
    assert value("mobilenet_v1", "rf") == "315×315"


def test_the_receptive_field_of_a_network_is_counted_in_pixels() -> None:
    """Three dilations of 2 reach every other pixel of 13×13; twenty 3×3 layers hardly see their edge."""
    holes = '"input 1x64x64' + "; conv 3x3 1 d=2 p=2" * 3 + '"'
    assert value(f"{holes}.field_box") == str(13 * 13)
    assert value(f"{holes}.field_touched") == str(7 * 7)
    twenty = '"input 1x64x64' + "; conv 3x3 1" * 20 + '"'
    assert value(f"{twenty}.field_box") == f"{41 * 41:,}"
    assert value(f"{twenty}.field_side") == "41"
    assert value(f"{twenty}.field_effective") == "17"


@pytest.mark.parametrize(
    ("expression", "help"),
    [
        ("resnet5.macs", 'did you mean "resnet50"?'),
        ("resnet50.mac", 'did you mean "macs"?'),
        ("resnet50[conv9_x].macs", 'did you mean "conv5_x"?'),
        ("resnet50(sizes=3).macs", ""),
        ("resnet50.macs / 0", ""),
        ('"input 1x8x8; transposed 3x3 1".field_touched', ""),
        ("__import__('os')", "as in resnet50.macs"),
        ("resnet50", "as in resnet50.macs / resnet18.macs in .2"),
    ],
)
def test_a_wrong_expression_is_an_error_at_its_line(expression: str, help: str) -> None:
    checked = value_text(ValueRequest("cost", expression, AT), Known())
    (found,) = checked.diagnostics
    assert (found.code, found.severity, found.at) == ("bad-value", "error", AT)
    assert not help or found.help.startswith(help[:20])


def test_a_cost_table_has_the_totals_of_its_network() -> None:
    checked = table_of(table("cost-table", "mobilenet_v1", group_by="kind"), Known())
    assert checked.diagnostics == ()
    assert checked.value is not None
    made = checked.value.table
    total = cost_table(build("mobilenet_v1")).total
    assert made.totals_from == len(made.rows) - 1
    assert f"{total.macs:,}" in made.rows[-1]
    assert f"{total.weights:,}" in made.rows[-1]
    assert made.rows[-1][1] == str(1 + 13 + 13 + 1)
    assert [column.label for column in made.columns][:3] == ["种类", "层数", "乘加"]


def test_a_compared_line_shows_its_arithmetic() -> None:
    body = "标准: conv 3x3 16 /2\n可分离: dw 3x3 /2; pw 16\n"
    made = drawn(table("compare-table", body=body, input="3x11x11")).table
    assert made.notes == ("3×3×3×16×6×6 = 15,552", "3×3×1×3×6×6 + 1×1×3×16×6×6 = 2,700")
    assert made.rows[0][1:] == ("6×6×16", "432", "15,552", "1.00")
    assert made.rows[1][1:] == ("6×6×16", "75", "2,700", "5.76")


def test_compared_networks_are_headed_as_networks() -> None:
    for body, head in (
        ("甲：resnet18\n乙：mobilenet_v1(width=0.5, size=160)", "网络"),
        ("甲：resnet18\n乙：input 3x8x8; conv 3x3 4", "做法"),
    ):
        made = table_of(table("compare-table", body=body), Known()).value
        assert made is not None
        assert made.table.columns[0].label == head


def test_networks_of_the_note_are_known_by_name() -> None:
    request = NetworkRequest("tiny", "input 3x8x8\nconv 3x3 4\nfc 10\n", AT)
    networks = known_of([request]).value
    assert (
        value_text(ValueRequest("cost", "tiny.weights", AT), networks).value
        == f"{3 * 3 * 3 * 4 + 256 * 10:,}"
    )
    assert table_of(table("cost-table", "tiny"), networks).value is not None


def test_a_line_that_is_no_layer_is_told_at_its_line() -> None:
    request = NetworkRequest("tiny", "input 3x8x8\nconv 3x3 4\nkonv 3x3 4\n", AT)
    (found,) = known_of([request]).diagnostics
    assert (found.code, found.at.line) == ("bad-layer", AT.line + 3)


@pytest.mark.parametrize(
    ("request_", "code", "line"),
    [
        (table("cost-table", "resnet5"), "bad-table", 7),
        (table("cost-table", "resnet50", colums="macs"), "unknown-param", 8),
        (table("cost-table", "resnet50", columns="macz"), "bad-table", 8),
        (table("cost-table", "resnet50", group_by="color"), "bad-table", 8),
        (table("compare-table", body="", input="3x8x8"), "bad-table", 7),
        (table("compare-table", body="a: conv 9x9 4 p=0", input="3x8x8"), "bad-table", 9),
    ],
)
def test_a_wrong_table_is_an_error(request_: TableRequest, code: str, line: int) -> None:
    checked = table_of(request_, Known())
    assert checked.value is None
    assert [(d.code, d.at.line) for d in checked.diagnostics] == [(code, line)]


def drawn(request: TableRequest, known: Known | None = None) -> DrawnTable:
    checked = table_of(request, known or Known())
    assert checked.diagnostics == ()
    assert checked.value is not None
    return checked.value


def csv_rows(table: DrawnTable) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(table.output.content.decode())))


@pytest.mark.parametrize("by", get_args(Grouping))
def test_the_csv_file_has_every_number_in_full(by: Grouping) -> None:
    made = drawn(table("cost-table", "mobilenet_v1", group_by=by, columns="macs, weights", format="M"))
    *rows, total = csv_rows(made)
    costs = cost_table(build("mobilenet_v1"))
    assert made.table.csv == made.output.path
    assert [(row[by], int(row["macs"])) for row in rows] == [
        (row.name, row.macs) for row in costs.by(by) if row.macs or row.weights
    ]
    assert (total[by], total["macs"], total["weights"]) == (
        "total",
        str(costs.total.macs),
        str(costs.total.weights),
    )


@pytest.mark.parametrize(
    ("format", "macs", "unit", "share"),
    [
        ("", "568,740,352", "", "100.00%"),
        ("M", "568.7", "M", "100.00%"),
        (".3G", "0.569", "G", "100.00%"),
        ("macs=.1k", "568,740.4", "k", "100.00%"),
        (".1%", "568,740,352", "", "100.0%"),
        ("M, macs=exact, percent", "568,740,352", "", "100.00%"),
    ],
)
def test_a_format_gives_unit_and_decimals(format: str, macs: str, unit: str, share: str) -> None:
    asked = {"format": format} if format else {}
    made = drawn(table("cost-table", "mobilenet_v1", columns="layers, macs, macs_share", **asked)).table
    assert made.rows[-1][1:] == ("28", macs, share)
    assert made.columns[2].unit == unit


@pytest.mark.parametrize("format", ["X", "mac=M", "output=M", ".12M"])
def test_a_format_that_is_none_is_an_error_at_its_line(format: str) -> None:
    checked = table_of(table("cost-table", "resnet18", format=format), Known())
    assert [(d.code, d.at.line) for d in checked.diagnostics] == [("bad-table", 8)]


def test_a_fault_in_a_body_is_told_at_its_line() -> None:
    params = (Param("input", "3x8x8", Location("a.md", 8)), Param("columns", "macs", Location("a.md", 10)))
    body = "a: conv 3x3 4\nb: konv 3x3 4"
    checked = table_of(TableRequest("compare-table", "", params, body, Location("a.md", 7)), Known())
    assert [(d.code, d.at.line) for d in checked.diagnostics] == [("bad-table", 11)]


def test_a_broken_network_is_told_once_where_it_is_written() -> None:
    fence = NetworkRequest("tiny", "input 3x8x8\nkonv 3x3 4\n", AT)
    checked = known_of([fence])
    assert [d.code for d in checked.diagnostics] == ["bad-layer"]
    known = checked.value
    for role, expression in (("cost", "tiny.macs / tiny.weights"), ("rf", "tiny"), ("shape", "tiny")):
        assert value_text(ValueRequest(role, expression, AT), known) == Checked("")
    for request in (table("cost-table", "tiny"), table("compare-table", body="a: tiny\nb: resnet18")):
        assert table_of(request, known) == Checked(None)


def test_a_role_and_a_table_print_the_same_digits() -> None:
    for unit in ("M", ".2G", ".3k"):
        made = drawn(table("cost-table", "resnet50", columns="macs, params", format=unit)).table
        assert made.rows[-1][1] == value(f"resnet50.macs in {unit}").split()[0]
        assert made.rows[-1][2] == value(f"resnet50.params in {unit}").split()[0]
    kinds = drawn(table("cost-table", "mobilenet_v1", group_by="kind", columns="macs_share")).table
    for kind, share in kinds.rows[:-1]:
        assert share == value(f"mobilenet_v1[{kind}].macs_share in %")
