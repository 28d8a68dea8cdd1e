"""Regular expressions that are compiled when they are first used: a command uses few of those it loads."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:

    def pattern(text: str, flags: int = 0) -> re.Pattern[str]:
        """What `re.compile` gives, compiled once something is asked of it."""

else:

    class pattern:  # noqa: N801 it stands for a function
        """What `re.compile` gives, compiled once something is asked of it."""

        def __init__(self, text: str, flags: int = 0) -> None:
            """The pattern of a text that is known to be one."""
            self._asked = (text, flags)

        def __getattr__(self, name: str) -> Any:
            """What the compiled pattern has by that name."""
            if name.startswith("_"):
                raise AttributeError(name)
            if name == "pattern":
                return self._asked[0]
            found = getattr(re.compile(*self._asked), name)
            self.__dict__[name] = found  # found at once from now on
            return found
