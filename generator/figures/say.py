"""In which language a figure speaks: each of its texts is written as a pair, Chinese beside English."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

Say = Callable[[str, str], str]
"""Takes a text in Chinese and in English and gives one of them."""

LANG = "lang"
"""The parameter that every kind of figure has beside its own: the tag of the language it speaks."""


class Words(NamedTuple):
    """What a figure says beside its drawing, in the order in which a `Scene` takes it."""

    title: str
    alt: str
    description: str


def chinese(zh: str, en: str) -> str:  # noqa: ARG001 - a speaker is handed both
    """The Chinese text."""
    return zh


def english(zh: str, en: str) -> str:  # noqa: ARG001 - a speaker is handed both
    """The English text."""
    return en


def speaker(lang: str) -> Say:
    """The speaker of a language tag: Chinese for zh-*, English for all else."""
    return chinese if lang.casefold().split("-")[0] == "zh" else english


def tag(say: Say) -> str:
    """The tag of the language that a speaker speaks."""
    return say("zh-CN", "en")
