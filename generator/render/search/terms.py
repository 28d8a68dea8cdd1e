"""A text's terms: what a query can name. `assets/search/20-terms.js` cuts a query the same way.

Chinese and Japanese are written without spaces, so every two neighbouring characters are a term
(a bigram), and so is every single one. Where such a character meets a Latin letter or a digit, the
two are a bigram too, whether or not a space is typed between them. Latin text is cut into words,
folded to lower case; a compound (`BatchNorm2d`, `depthwise_conv2d`, `1×1`) is a term whole and in parts.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

_HAN = r"\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_LONGEST = 40
"""A word is known by its first characters: behind them are digests and base64, not words."""

_RUN = re.compile(rf"([{_HAN}]+)")
_TWO = re.compile("..")
_WORD = re.compile(r"\w+")
_PRODUCT = re.compile(rf"(?<![^\W{_HAN}])[^\W{_HAN}]++(?:×[^\W{_HAN}]++)++")
_COMPOUND = re.compile(r"[_×]|[a-z0-9][A-Z][a-z]|[A-Z][A-Z][a-z]")
_SEAM = re.compile(r"[_×]|(?<=[a-z0-9])(?=[A-Z][a-z])|(?<=[A-Z])(?=[A-Z][a-z])")
_WIDE = re.compile("[！-～]")
_NARROW = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}


def terms_of(text: str) -> Counter[str]:
    """Each term of a text with how often it occurs; a single character counts once."""
    if _WIDE.search(text):
        text = text.translate(_NARROW)
    parts = _RUN.split(text)
    words = _WORD.findall(" ".join(parts[0::2]))
    if "×" in text:
        words += [product for chunk in text.split() if "×" in chunk for product in _PRODUCT.findall(chunk)]
    runs = parts[1::2]
    pairs = _TWO.findall("\n".join(runs)) + _TWO.findall("\n".join([run[1:] for run in runs]))
    found = Counter(pairs)
    for word, times in Counter(words).items():
        found[word[:_LONGEST].lower()] += times
        if ("_" in word or not word.islower()) and _COMPOUND.search(word):
            for part in filter(None, _SEAM.split(word)):
                found[part[:_LONGEST].lower()] += times
    found.update({*"".join(runs), *_meetings(parts)})
    return found


def _meetings(parts: list[str]) -> Iterator[str]:
    """The bigrams of a Chinese character and the Latin letter or digit on either side of it."""
    for before, run, after in zip(parts[0::2], parts[1::2], parts[2::2], strict=False):
        if (last := before.removesuffix(" ")[-1:]).isalnum():
            yield last.lower() + run[0]
        if (first := after.removeprefix(" ")[:1]).isalnum():
            yield run[-1] + first.lower()
