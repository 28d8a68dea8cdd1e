"""Published figures beside the engine's own: what a paper prints, what computing gives, how far apart.

```{published-table} _data/published_costs.csv
:networks: mobilenet_v1, mobilenet_v2
:quantities: macs
```
The file has the columns network, setting, quantity, published and source; what it may say under
"computed" is not read, since the engine says it, and its "verdict" is printed where figures differ.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

from generator.diagnostics import Checked, Diagnostic, Location
from generator.figures.claims import Claim, Row, claim_of, rows_of
from generator.figures.networks import Known, SubjectError, ToldError
from generator.figures.numbers import Format, count, signed
from generator.figures.sheet import Sheet
from generator.model import Column, TableRequest
from generator.problems.tables import bad_published
from generator.problems.wording import did_you_mean

LABELS = MappingProxyType(
    {
        "network": ("网络", "network"),
        "setting": ("设定", "setting"),
        "quantity": ("量", "quantity"),
        "published": ("发表值", "published"),
        "computed": ("计算值", "computed"),
        "difference": ("相差", "difference"),
        "verdict": ("结论", "verdict"),
        "source": ("出处", "source"),
    }
)
_VERDICTS = MappingProxyType(
    {
        "exact": "相同",
        "rounded": "舍入",
        "truncated": "截尾",
        "differs": "不同",
    }
)
_NAMES = MappingProxyType({"macs": "乘加", "params": "参数", "flop": "FLOP", "receptive_field": "感受野"})
_NUMBERS = ("published", "computed", "difference")
_DEFAULT = ("setting", "quantity", "published", "computed", "difference", "verdict")
_UNITS = MappingProxyType({9: "G", 6: "M", 3: "k"})


def published_table(request: TableRequest, known: Known, chinese: bool) -> Checked[Sheet | None]:
    """The rows of a file that the fence asks for, judged; an error for each that cannot be."""
    given = {param.key: param.value for param in request.params}
    keys = _columns(given.get("columns", ""))
    path = request.subject.removeprefix("./")
    rows = _chosen(rows_of(path, known), given)
    claims, found = list[Claim](), list[Diagnostic]()
    for line, row in rows:
        try:
            claims.append(claim_of(row, known))
        except ToldError:
            raise
        except SubjectError as fault:
            found.append(bad_published(fault.reason, Location(path, line), fault.help))
    if found:
        return Checked(None, tuple(found))
    sheet = Sheet(
        heads=tuple(Column(LABELS[key][not chinese], numeric=key in _NUMBERS) for key in keys),
        keys=tuple(LABELS),
        rows=[tuple(_text(key, claim, chinese) for key in keys) for claim in claims],
        exact=[tuple(_exact(key, claim) for key in LABELS) for claim in claims],
        caption=given.get("caption", "发表值与计算值" if chinese else "Published and computed figures"),
        notes=[_note(claim, keys, chinese) for claim in claims],
    )
    return Checked(sheet)


def _columns(text: str) -> tuple[str, ...]:
    keys = tuple(filter(None, (key.strip() for key in text.split(",")))) or ("network", *_DEFAULT)
    for key in keys:
        if key not in LABELS:
            help = did_you_mean(key, LABELS, f"known are {', '.join(LABELS)}")
            raise SubjectError(f'no column "{key}"', help, key="columns")
    return keys


def _chosen(rows: Sequence[tuple[int, Row]], given: dict[str, str]) -> Iterator[tuple[int, Row]]:
    """The rows that the filters let through; a name that no row has raises `SubjectError`."""
    filters = (("networks", "network", ","), ("quantities", "quantity", ","), ("settings", "setting", ";"))
    wanted: dict[str, list[str]] = {}
    for key, column, comma in filters:
        names = [name.strip() for name in given.get(key, "").split(comma) if name.strip()]
        held = list(dict.fromkeys(row[column] for _, row in rows))
        for name in names:
            if name not in held:
                help = did_you_mean(name, held, f"it has {', '.join(held)}")
                raise SubjectError(f'the file has no {column} "{name}"', help, key=key)
        wanted[column] = names
    chosen = [r for r in rows if all(not names or r[1][c] in names for c, names in wanted.items())]
    if not chosen:
        raise SubjectError("no row is left", "let fewer names go together")
    return iter(chosen)


def _note(claim: Claim, keys: Sequence[str], chinese: bool) -> str:
    """Where the figure stands and, where it differs, what the file says of that."""
    said = [] if "source" in keys else [claim.row["source"]]
    if claim.verdict == "differs" and claim.row.get("verdict"):
        said.append(claim.row["verdict"])
    return ("；" if chinese else "; ").join(said)


# ---------------------------------------------------------------- cells


def _text(key: str, claim: Claim, chinese: bool) -> str:
    if key == "published":
        return _as_published(claim.published, Fraction(claim.published), _is_share(claim), 0)
    if key == "computed":
        return _as_published(claim.published, claim.computed, _is_share(claim), 2)
    if key == "difference":
        return _difference(claim)
    if key == "verdict":
        return _VERDICTS[claim.verdict] if chinese else claim.verdict
    if key == "quantity" and chinese:
        return _NAMES[claim.row["quantity"]]
    return claim.row.get(key, "")


def _is_share(claim: Claim) -> bool:
    return claim.row["setting"].startswith("share of ")


def _as_published(published: Decimal, value: Fraction, share: bool, more: int) -> str:
    """A value in the unit that the published figure has, with `more` digits than that."""
    exponent = int(published.as_tuple().exponent)
    if share:
        return Format(max(0, -exponent - 2) + more, "%").text(value)
    size = published.adjusted()
    unit = (
        next((power for power in _UNITS if size >= power), 0) if exponent > 0 or "E" in str(published) else 0
    )
    if not unit:
        return count(int(value)) if value.denominator == 1 else Format(max(0, -exponent) + more).text(value)
    return Format(max(0, unit - exponent) + more, _UNITS[unit]).text(value)


def _difference(claim: Claim) -> str:
    """How much more the engine finds, in hundredths of the published figure."""
    if claim.verdict == "exact":
        return "0"
    share = (claim.computed - Fraction(claim.published)) / Fraction(claim.published)
    text = Format(2, "%").text(share)
    return signed(text) if share < 0 else f"+{text}"


def _exact(key: str, claim: Claim) -> str:
    if key == "published":
        return claim.row["published"]
    if key == "verdict":
        return claim.verdict
    values = {"computed": claim.computed, "difference": claim.computed - Fraction(claim.published)}
    if key not in values:
        return claim.row.get(key, "")
    value = values[key]
    return str(value.numerator) if value.denominator == 1 else repr(float(value))
