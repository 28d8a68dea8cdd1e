"""Published figures as a file holds them, and what the engine computes for each.

Owns how a row's network, setting and quantity are read: a setting is a list of clauses such as `224`,
`0.75-160`, `option A`, `weights+bias+BN`, `share of 1x1`, or any option of the network (`width=0.5`).
"""

from __future__ import annotations

import csv
import re
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from math import floor
from types import MappingProxyType
from typing import Literal

from generator.engine.cost import Convention, LayerCost
from generator.figures.networks import Known, SubjectError, costs_of, network_of, part_of
from generator.problems.wording import did_you_mean
from generator.records import dataclass

Row = dict[str, str]
Verdict = Literal["exact", "rounded", "truncated", "differs"]
_NEEDED = ("network", "setting", "quantity", "published", "source")
QUANTITIES = ("macs", "params", "flop", "receptive_field")
_UNNAMED: MappingProxyType[str, Convention] = MappingProxyType(
    {"mobilenet_v1": "weights", "mobilenet_v2": "weights"}
)
"""What is counted where a row does not say: MobileNet's papers count weights alone."""
CONVENTIONS: MappingProxyType[str, Convention] = MappingProxyType(
    {
        "weights": "weights",
        "weights+bias": "biases",
        "weights+bias+BN": "bn",
        "with running statistics": "running",
    }
)
_CLAUSES = MappingProxyType(
    {
        "stride in the first 1x1": "variant=v1",
        "stride in the 3x3 (v1.5)": "variant=v1.5",
        "slim": "variant=slim",
        "slim (stride in the last unit)": "variant=slim",
        "option A": "shortcut=A",
        "option B": "shortcut=B",
        "all convolutions standard": "standard=true",
        "shallow": "shallow=true",
        "no auxiliary heads": "form=bn",
    }
)
_PATTERNS = (
    (re.compile(r"(\d+)"), r"size=\1"),
    (re.compile(r"(\d+(?:\.\d+)?)-(\d+)"), r"width=\1, size=\2"),
    (re.compile(r"(\d+) classes"), r"classes=\1"),
    (re.compile(r"(\w+=[\w.]+)"), r"\1"),
)
_PARTS = MappingProxyType({"1x1": "conv 1x1"})
_MOST_DIGITS = 40


@dataclass(frozen=True, slots=True)
class Claim:
    """A row of the file, with the engine's value."""

    row: Row
    published: Decimal
    computed: Fraction

    @property
    def verdict(self) -> Verdict:
        """How the published figure comes from the computed one."""
        last = Fraction(Decimal((0, (1,), int(self.published.as_tuple().exponent))))
        given = Fraction(self.published)
        if given == self.computed:
            return "exact"
        if abs(self.computed - given) <= last / 2:
            return "rounded"
        return "truncated" if floor(self.computed / last) == given / last else "differs"


def rows_of(path: str, known: Known) -> list[tuple[int, Row]]:
    """The rows of a file, each with its line; raises `SubjectError`."""
    if path not in known.texts:
        raise SubjectError(f'no file "{path}"', "write its path from the blog's folder on")
    reader = csv.DictReader(known.texts[path].splitlines(), strict=True)
    try:
        rows = [(reader.line_num, {k: (v or "").strip() for k, v in row.items() if k}) for row in reader]
    except csv.Error as fault:
        raise SubjectError(f"{path}:{reader.line_num}: {fault}") from fault
    missing = [key for key in _NEEDED if key not in (reader.fieldnames or ())]
    if missing:
        raise SubjectError(f"{path} has no column {', '.join(missing)}", f"needed are {', '.join(_NEEDED)}")
    return rows


def claim_of(row: Row, known: Known) -> Claim:
    """A row with the engine's value; raises `SubjectError`."""
    return Claim(row, _published(row["published"]), _computed(row, known))


def _published(text: str) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal("NaN")
    if (
        not value.is_finite()
        or value <= 0
        or len(text) > _MOST_DIGITS
        or abs(value.adjusted()) > _MOST_DIGITS
    ):
        raise SubjectError(f'"{text}" is no number above 0', "as in 568740352, 569e6 or 0.9486")
    return value


def _computed(row: Row, known: Known) -> Fraction:
    """The engine's value for a row of the file; raises `SubjectError`."""
    options, convention, part = _setting(row["setting"])
    name = f"{row['network']}({options})" if options else row["network"]
    table = costs_of(network_of(name, known))
    if part:
        kind = part_of(table, _PARTS.get(part, part))
        above, below = (_quantity(row, cost, convention or "weights") for cost in (kind, table.total))
        return above / below
    if row["quantity"] == "flop":  # of maps alone: published lists stop before the classifier
        return Fraction(2 * sum(layer.macs for layer in table.rows if layer.kind != "fc"))
    return _quantity(row, table.total, convention or _UNNAMED.get(row["network"], "bn"))


def _quantity(row: Row, cost: LayerCost, convention: Convention) -> Fraction:
    match row["quantity"]:
        case "macs":
            return Fraction(cost.macs)
        case "params":
            return Fraction(cost.params(convention))
        case "receptive_field":
            return Fraction(max(cost.receptive_field or (0,)))
    help = did_you_mean(row["quantity"], QUANTITIES, f"known are {', '.join(QUANTITIES)}")
    raise SubjectError(f'no quantity "{row["quantity"]}"', help)


def _setting(text: str) -> tuple[str, Convention | None, str]:
    """The zoo's options that a setting names, the convention for parameters, and the part."""
    options, convention, part = list[str](), None, ""
    for clause in filter(None, map(str.strip, text.split(","))):
        if clause in CONVENTIONS:
            convention = CONVENTIONS[clause]
        elif clause.startswith("share of "):
            part = clause.removeprefix("share of ")
        else:
            options.append(_option(clause))
    return ", ".join(options), convention, part


def _option(clause: str) -> str:
    if clause in _CLAUSES:
        return _CLAUSES[clause]
    for pattern, option in _PATTERNS:
        if found := pattern.fullmatch(clause):
            return found.expand(option)
    examples = "as in 224, 0.75-160, option A, weights+bias+BN, share of 1x1, width=0.5"
    help = did_you_mean(clause, (*_CLAUSES, *CONVENTIONS), examples)
    raise SubjectError(f'no setting "{clause}"', help)
