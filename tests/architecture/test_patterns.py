"""No group of a pattern is possessive: up to Python 3.11.4, which Debian 12 has, `(?:ab?)*+` takes what it
should not. An atomic group, `(?>(?:ab?)*)`, means the same and is read right; a character may be
possessive."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import Any

import pytest

import generator
from generator.patterns import pattern

MODULES = [
    module.name
    for module in pkgutil.walk_packages(generator.__path__, "generator.")
    if not module.name.endswith("__main__")
]
_PATTERNS = (re.Pattern, type(pattern("")))
"""What is compiled at once, and what is compiled when it is first used."""
_SINGLE = frozenset({"IN", "LITERAL", "NOT_LITERAL", "ANY"})


def possessive_groups(items: Iterable[Any]) -> Iterator[Any]:
    """Whatever is repeated possessively and is more than a character, in a parsed pattern."""
    for operation, argument in items:
        if str(operation) == "POSSESSIVE_REPEAT" and not _is_single(argument[2]):
            yield argument
        for below in _below(str(operation), argument):
            yield from possessive_groups(below)


def _is_single(items: Any) -> bool:
    return len(items) == 1 and str(items[0][0]) in _SINGLE


def _below(operation: str, argument: Any) -> Iterator[Any]:
    match operation:
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            yield argument[2]
        case "SUBPATTERN":
            yield argument[3]
        case "BRANCH":
            yield from argument[1]
        case "ASSERT" | "ASSERT_NOT":
            yield argument[1]
        case "ATOMIC_GROUP":
            yield argument
        case "GROUPREF_EXISTS":
            yield from filter(None, argument[1:])


def parsed(text: str, flags: int = 0) -> Any:
    return import_module("re._parser").parse(text, flags)


@pytest.mark.parametrize("name", MODULES)
def test_no_group_is_possessive(name: str) -> None:
    values = vars(importlib.import_module(name)).items()
    patterns = {label: value for label, value in values if isinstance(value, _PATTERNS)}
    found = {label for label, p in patterns.items() if [*possessive_groups(parsed(p.pattern, p.flags))]}
    assert found == set()


@pytest.mark.parametrize("text", [r"(?:ab?)*+", r"x(?:(?:a|bc)++)?", r"(?=(?:ab)?+)", r"(a)(?(1)(?:bc)*+|d)"])
def test_such_a_group_is_found(text: str) -> None:
    assert [*possessive_groups(parsed(text))]


@pytest.mark.parametrize("text", [r"a++[^b]*+.?+", r"(?>(?:ab?)*)", r"(?:a)++"])
def test_a_single_character_may_be(text: str) -> None:
    assert not [*possessive_groups(parsed(text))]
