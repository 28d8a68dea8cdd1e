"""The baseline: faults an old site is allowed to keep, so that it starts green and only gets better.

An entry names a code, a place and an address, not a line: text may move. It allows as many findings
as there were; one more is new.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from generator.diagnostics import Finding, Severity
from generator.records import dataclass

VERSION = 1

Entry = tuple[str, str, str]
"""(code, path, href)"""


class BaselineError(ValueError):
    """A baseline file that cannot be read, with the reason in plain words."""


@dataclass(frozen=True, slots=True)
class Sifted:
    """Findings seen against a baseline: `new` ones count, `kept` ones are known, `mended` are gone."""

    new: tuple[Finding, ...]
    kept: int
    mended: int


def sift(findings: Iterable[Finding], allowed: Counter[Entry]) -> Sifted:
    """The findings beyond those that the baseline allows."""
    left = Counter(allowed)
    new = []
    for finding in findings:
        if left[_entry(finding)] > 0:
            left[_entry(finding)] -= 1
        else:
            new.append(finding)
    mended = left.total()
    return Sifted(tuple(new), allowed.total() - mended, mended)


def read_baseline(path: Path) -> Counter[Entry]:
    """The allowed findings; raises BaselineError when the file is missing or no baseline."""
    try:
        tree = json.loads(path.read_bytes())
        if tree["version"] != VERSION:
            raise BaselineError(f"{path} has version {tree['version']!r}, expected {VERSION}")
        rows = [((row["code"], row["path"], row["href"]), int(row["count"])) for row in tree["findings"]]
    except OSError as error:
        raise BaselineError(f"cannot read {path}: {error.strerror}") from error
    except (KeyError, TypeError, json.JSONDecodeError) as error:
        raise BaselineError(f"{path} is no baseline: {error!r}") from error
    return Counter(dict(rows))


def baseline_of(findings: Iterable[Finding]) -> str:
    """The text of a baseline that allows exactly these findings, sorted so that it diffs well."""
    counted = Counter(_entry(f) for f in findings if f.diagnostic.severity is not Severity.NOTICE)
    rows = [
        {"code": code, "path": path, "href": href, "count": times}
        for (code, path, href), times in sorted(counted.items())
    ]
    return json.dumps({"version": VERSION, "findings": rows}, ensure_ascii=False, indent=1) + "\n"


def _entry(finding: Finding) -> Entry:
    return finding.diagnostic.code, finding.diagnostic.at.path, finding.href
