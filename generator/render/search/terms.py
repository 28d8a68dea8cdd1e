"""A text's terms: what a query can name. `assets/search/20-terms.js` cuts a query the same way.

Chinese and Japanese are written without spaces, so every two neighbouring characters are a term
(a bigram), and so is every single one. Where such a character meets a Latin letter or a digit, the
two are a bigram too, whether or not a space is typed between them. Latin text is cut into words,
folded to lower case; a compound (`BatchNorm2d`, `depthwise_conv2d`, `1×1`) is a term whole and in parts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from generator.patterns import pattern

_HAN = r"\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_LONGEST = 40
"""A word is known by its first characters: behind them are digests and base64, not words."""

_RUN = pattern(rf"([{_HAN}]+)")
_TWO = pattern("..")
_PRODUCT_OR_WORD = pattern(r"\w++(?>(?:×\w++)*)")
_PRODUCT = pattern(r"\w++(?>(?:×\w++)+)")
_COMPOUND = pattern(r"_|[a-z0-9][A-Z][a-z]|[A-Z][A-Z][a-z]")
_SEAM = pattern(r"_|(?<=[a-z0-9])(?=[A-Z][a-z])|(?<=[A-Z])(?=[A-Z][a-z])")
_MARKS = "，。、：；（）！？…“”"
"""What stands between words and Chinese text most often, and is neither."""
_TIMES = "\x01"
"""Stands for a multiplication sign in a text that is ASCII otherwise."""
_APART = "".join(c if c.isalnum() or c in ("_", _TIMES) else " " for c in map(chr, range(128)))
"""ASCII with all that is not part of a word as spaces."""
_NARROW = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}
_WIDE_UNDERSCORE = "\uff3f"


def terms_of(text: str) -> Counter[str]:
    """Each term of a text with how often it occurs; a single character counts once."""
    text = text.replace(_WIDE_UNDERSCORE, "_")
    parts = _RUN.split(text)
    between, runs = parts[0::2], parts[1::2]
    words, products = _words(" ".join(between))
    even, odd = _TWO.findall("\n".join(runs)), _TWO.findall("\n".join([run[1:] for run in runs]))
    found = _counted(words)
    found.update([*products, *even, *odd, *dict.fromkeys("".join(runs)), *_meetings(between, runs)])
    return found


def _words(text: str) -> tuple[list[str], list[str]]:
    """The words of a text without Chinese characters, and the products whose factors are among the words, as
    terms. Where it is all ASCII but for a few marks, as most are, it is cut at spaces, which takes half the
    time."""
    plain = text.replace(_TIMES, " ")
    for mark in _MARKS if not text.isascii() else "":
        plain = plain.replace(mark, " ")
    plain = plain.replace("×", _TIMES)
    if not plain.isascii():
        return _PRODUCT_OR_WORD.findall(text), []
    plain = plain.translate(_APART)
    return plain.replace(_TIMES, " ").split(), [*_products(plain)]


def _products(plain: str) -> Iterator[str]:
    """The products in such a text, whose words stand between spaces, as terms."""
    at = plain.find(_TIMES)
    while at >= 0:
        start, end = plain.rfind(" ", 0, at) + 1, plain.find(" ", at)
        around = plain[start : end if end >= 0 else None].replace(_TIMES, "×")
        yield from (product[:_LONGEST].lower() for product in _PRODUCT.findall(around))
        at = plain.find(_TIMES, end) if end >= 0 else end


def _counted(words: list[str]) -> Counter[str]:
    """How often each word occurs, folded, and each part of a compound. Most are their own terms already."""
    found = Counter(words)
    others = [
        word
        for word in found
        if not (word.islower() or word.isdigit()) or "_" in word or len(word) > _LONGEST or not word.isascii()
    ]
    for written, times in [(word, found.pop(word)) for word in others]:
        word = written if written.isascii() else written.translate(_NARROW)
        for term in _with_parts(word):
            found[term[:_LONGEST].lower()] += times
    return found


def _with_parts(word: str) -> list[str]:
    """A word and, where it is a compound, its parts and theirs."""
    if "×" in word:
        return [word, *(part for factor in word.split("×") for part in _with_parts(factor))]
    if ("_" not in word and word[1:].islower()) or not _COMPOUND.search(word):
        return [word]
    return [word, *filter(None, _SEAM.split(word))]


def _meetings(between: list[str], runs: list[str]) -> list[str]:
    """The bigrams of a Chinese character and the Latin letter or digit on either side of it."""
    before = [
        _folded(last) + run[0]
        for text, run in zip(between, runs, strict=False)
        if (last := text[-2:].removesuffix(" ")[-1:]).isalnum()
    ]
    after = [
        run[-1] + _folded(first)
        for run, text in zip(runs, between[1:], strict=True)
        if (first := text[:2].removeprefix(" ")[:1]).isalnum()
    ]
    return list(dict.fromkeys((*before, *after)))


def _folded(letter: str) -> str:
    return (letter if letter.isascii() else letter.translate(_NARROW)).lower()
