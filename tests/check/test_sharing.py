"""Pages shared out to processes: each is read once, and the report is that of one process."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from generator.check import check_site, sharing

from .conftest import HEAD, Build

Cores = Callable[[int], None]


@pytest.fixture
def cores(monkeypatch: pytest.MonkeyPatch) -> Cores:
    """Makes the machine one of so many cores."""
    monkeypatch.setattr(sharing, "_may_fork", lambda: True)
    return lambda count: monkeypatch.setattr(sharing, "_cores", lambda: count)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_every_page_is_read_once(cores: Cores, count: int) -> None:
    cores(count)
    pages = [f"{number}.html" for number in range(1000)]
    values = list(sharing.shared_out(pages, tuple))
    assert len(values) == count
    assert sorted(page for value in values for page in value) == sorted(pages)


def test_few_pages_are_worth_no_process(cores: Cores) -> None:
    cores(8)
    assert len(list(sharing.shared_out(["a.html"] * 150, tuple))) == 1


def test_the_report_does_not_depend_on_the_number_of_processes(build: Build, cores: Cores) -> None:
    count = 330
    site = build(
        {
            f"{number % 7}/{number}.html": HEAD
            + f'<link rel=stylesheet href="../{number % 3}.css"><p id=own><p id=twice><p id=twice>'
            + f'<a href="../{(number + 101) % count % 7}/{(number + 101) % count}.html#own">sound</a>'
            + f'<a href="../{(number + 57) % count % 7}/{(number + 57) % count}.html#gone">dead</a>'
            + '<a href="https://elsewhere.example/">out</a><img src="gone.png">'
            for number in range(count)
        }
        | {f"{number}.css": f"p{{background:url(gone-{number}.png)}}" for number in range(3)}
    )
    reports = []
    for number in (1, 2, 3):
        cores(number)
        reports.append(check_site(site))
    assert reports[0] == reports[1] == reports[2]
    codes = {finding.diagnostic.code for finding in reports[0].findings}
    assert codes == {"missing-anchor", "duplicate-id", "missing-file", "missing-image", "missing-alt"}
