"""Which generator this is: a digest that changes with its code, its libraries and its Python."""

from __future__ import annotations

import os
import site
import sys

import generator
from generator.build.changes.stamps import packed, stamp_of, stamps_below
from generator.digests import digest_of
from generator.leftovers import is_leftover

_PACKAGE = os.path.dirname(generator.__file__)  # noqa: PTH120 text
_COMPILED = "__pycache__"


def fingerprint() -> str:
    """A digest of the size and time of every file of ours, and of where libraries lie.

    Installing or removing a library changes its folder's time; none is imported to be asked.
    """
    parts = [sys.version, str(sys.flags.optimize)]
    for folder in (*site.getsitepackages(), site.getusersitepackages()):
        parts.append(f"{folder} {stamp_of(folder)}")
    ours = packed(stamps_below(_PACKAGE, passed_by=_is_no_code))
    return digest_of(b"\n".join((*(part.encode("utf-8", "surrogatepass") for part in parts), ours)))


def _is_no_code(name: str) -> bool:
    return name == _COMPILED or is_leftover(name)
