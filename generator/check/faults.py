"""The raw faults of a site: a use that no definition answers, or a definition made twice.

A fault is a fact about the written pages. Its words, its source line and its suggestion come later
(`findings`), once for however many pages repeat it.
"""

from __future__ import annotations

from enum import Enum, auto

from generator.check.extract import Role
from generator.records import dataclass


class Kind(Enum):
    """What is wrong."""

    MISSING = auto()
    NO_ANCHOR = auto()
    OUTSIDE = auto()
    UNKNOWN_SCHEME = auto()
    INVALID = auto()
    LOCAL_FILE = auto()
    PATH_AS_HOST = auto()
    EMPTY = auto()
    WRONG_TYPE = auto()
    DUPLICATE_ID = auto()
    NO_ALT = auto()
    MALFORMED = auto()
    HEADING_JUMP = auto()
    ORPHAN = auto()
    EMPTY_LINK = auto()
    INSECURE = auto()


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault as one page shows it.

    `page` is where a reader meets it, `holder` the style sheet or feed that holds the address when
    that is not the page itself, with its `line`. `target` is what the address was resolved to.
    """

    kind: Kind
    page: str
    href: str = ""
    target: str = ""
    role: Role = Role.LINK
    fragment: str = ""
    holder: str = ""
    line: int = 0
    levels: tuple[int, int] = (0, 0)
    """The level found and the deepest expected, of a heading that jumps."""

    @property
    def order(self) -> tuple[str, int, str, str, str, str, int]:
        """Where it stands among others."""
        return self.page, self.kind.value, self.href, self.target, self.fragment, self.holder, self.line
