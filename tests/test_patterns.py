"""Patterns that wait until they are used are those of `re`."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from generator.patterns import pattern


@pytest.mark.parametrize(
    "use",
    [
        lambda p: [m.span() for m in p.finditer("Abab 12 b")],
        lambda p: p.sub("x", "abAB1"),
        lambda p: p.match("zab", 1)[0],
        lambda p: (p.fullmatch("ab"), p.flags, p.pattern, p.groups),
        lambda p: p.split("1ab2AB3"),
    ],
)
def test_it_finds_what_a_compiled_one_does(use: Callable[[re.Pattern[str]], object]) -> None:
    text, flags = r"a(b)|\d", re.IGNORECASE
    later = pattern(text, flags)
    assert str(use(later)) == str(use(re.compile(text, flags))) == str(use(later))


def test_it_is_compiled_once_it_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[str] = []

    def counted(text: str, flags: int) -> re.Pattern[str]:
        compiled.append(text)
        return compile_(text, flags)

    compile_ = re.compile
    monkeypatch.setattr(re, "compile", counted)
    later = pattern("a+")
    assert not compiled
    for _ in range(3):
        assert later.search("baa") is not None
    assert compiled == ["a+"]
