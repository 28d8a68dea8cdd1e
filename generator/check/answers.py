"""What other hosts answered, and what is remembered of it between runs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from generator.records import dataclass

VERSION = 1


class Verdict(StrEnum):
    """What an answer says about a link. UNKNOWN: the host refuses to tell a program."""

    GOOD = "good"
    MOVED = "moved"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Answer:
    """One address's answer; `onward` is its new address when it has moved for good."""

    verdict: Verdict
    reason: str = ""
    onward: str = ""


@dataclass(frozen=True, slots=True)
class Memory:
    """The last answer, when it came, and the days (ISO) of failure since the address last answered."""

    answer: Answer
    asked: datetime
    failed_on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """How politely and how long to ask. Times are seconds unless the name says days."""

    strikes: int = 3
    max_age_days: float = 7.0
    state: Path | None = None
    """Where answers are remembered; None forgets them."""
    at_once: int = 16
    host_pause: float = 1.0
    """Between two requests to the same host."""
    timeout: float = 20.0
    redirects: int = 10
    retries: int = 2
    """After 429 or 503."""
    longest_wait: float = 60.0
    """The most that a Retry-After is honoured; a longer one counts as no answer today."""


def read_memories(path: Path | None) -> dict[str, Memory]:
    """What the state file remembers, by address; empty without one. Raises ValueError when it is broken."""
    if path is None or not path.is_file():
        return {}
    try:
        tree = json.loads(path.read_bytes())
        if tree["version"] != VERSION:
            return {}
        return {url: _memory(row) for url, row in tree["answers"].items()}
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ValueError(f"{path} is no state file of the checker: {error!r}") from error


def write_memories(path: Path | None, memories: Mapping[str, Memory]) -> None:
    """Remember the answers; addresses that no page uses any more are forgotten."""
    if path is None:
        return
    rows = {
        url: {
            "verdict": memory.answer.verdict,
            "reason": memory.answer.reason,
            "onward": memory.answer.onward,
            "asked": memory.asked.isoformat(),
            "failed_on": memory.failed_on,
        }
        for url, memory in sorted(memories.items())
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"version": VERSION, "answers": rows}, ensure_ascii=False, indent=1)
    new = path.with_name(path.name + ".new")
    new.write_text(text + "\n", encoding="utf-8")
    new.replace(path)


def _memory(row: Mapping[str, object]) -> Memory:
    answer = Answer(Verdict(str(row["verdict"])), str(row["reason"]), str(row["onward"]))
    days = row["failed_on"]
    if not isinstance(days, list):
        raise TypeError("failed_on is no list")
    return Memory(answer, datetime.fromisoformat(str(row["asked"])), tuple(map(str, days)))
