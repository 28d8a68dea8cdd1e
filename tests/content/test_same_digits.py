"""Prose, table, figure and CSV file of the built blog print one quantity with one set of digits."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from functools import cache
from html import unescape

import pytest

from generator.build import Options
from generator.build.cache.memory import Memory
from generator.build.pipeline import Compiled, compile_site
from generator.diagnostics import Location
from generator.figures.networks import Known, SubjectError, known_of
from generator.figures.numbers import count
from generator.figures.registry import scene_of
from generator.figures.tables import table_of
from generator.figures.values import cost_text, value_text
from generator.model import NetworkRequest, Param, ResolvedPage, TableRequest, ValueRequest
from tests.content.prose import CONTENT

AT = Location("a.md", 1)
KEYS = {
    "macs": "",
    "weights": "",
    "params": "",
    "activations": "",
    "macs_share": " in %",
    "weights_share": " in %",
}
"""Columns of tables that roles print as well, and the role's format."""


@cache
def compiled() -> Compiled:
    return compile_site(Options(CONTENT, CONTENT / "none"), lambda *_: None, Memory())


def html_of(page: ResolvedPage) -> str:
    return unescape(compiled().outputs[page.output].content.decode())


def known_on(page: ResolvedPage) -> Known:
    return known_of(r for r in page.page.requests if isinstance(r, NetworkRequest)).value


def cost_tables() -> Iterator[tuple[ResolvedPage, TableRequest]]:
    for page in compiled().site.pages:
        for request in page.page.requests:
            if isinstance(request, TableRequest) and request.kind == "cost-table":
                yield page, request


def test_each_cell_of_a_cost_table_is_what_a_role_prints() -> None:
    compared = 0
    for page, request in cost_tables():
        drawn = table_of(request, known_on(page), page.page.front.lang or "zh-CN").value
        assert drawn is not None
        grouping, *keys = next(csv.reader(io.StringIO(drawn.output.content.decode())))
        for name, *cells in drawn.table.rows[: drawn.table.totals_from]:
            for key, cell in zip(keys, cells, strict=True):
                if key in KEYS:
                    role = f"{request.subject}[{grouping} {name}].{key}{KEYS[key]}"
                    assert cost_text(role, known_on(page)) == cell, (request, role)
                    assert f">{cell}</td>" in html_of(page)
                    compared += 1
    assert compared > 100


def test_the_file_below_a_table_holds_the_digits_that_it_prints() -> None:
    for page, request in cost_tables():
        drawn = table_of(request, known_on(page), page.page.front.lang or "zh-CN").value
        assert drawn is not None
        file = compiled().outputs[drawn.table.csv].content.decode()
        assert f'{drawn.table.csv.rpartition("/")[2]}" download="' in html_of(page)
        for row, printed in zip(list(csv.DictReader(io.StringIO(file))), drawn.table.rows, strict=True):
            for (key, exact), cell in zip(row.items(), printed, strict=True):
                if key in ("macs", "weights", "params", "activations"):
                    assert count(int(exact)) == cell


def test_each_role_prints_its_value_on_the_page() -> None:
    for page in compiled().site.pages:
        for request in page.page.requests:
            if isinstance(request, ValueRequest):
                text = value_text(request, known_on(page)).value
                assert text
                assert re.sub("<sub>|</sub>", "", text) in html_of(page)


@pytest.mark.parametrize("network", ["mobilenet_v1", "resnet18", "alexnet"])
def test_a_figure_of_costs_has_the_digits_of_the_roles(network: str) -> None:
    scene = scene_of("network_costs", (Param("network", network, AT),), AT).value
    assert scene is not None
    assert scene.table is not None
    assert cost_text(f"{network}.macs", Known()) in scene.alt
    assert cost_text(f"{network}[fc].weights_share in %", Known()) in scene.alt
    for name, macs, _, weights, *_ in scene.table.rows:
        try:
            expected = (
                cost_text(f"{network}[{name}].macs", Known()),
                cost_text(f"{network}[{name}].weights", Known()),
            )
        except SubjectError:
            continue  # a total, or several layers under one name of the figure
        assert (macs, weights) == expected
