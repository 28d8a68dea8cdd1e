"""Digests of bytes, and bytes that are known to be whole."""

from __future__ import annotations

import hashlib
import marshal

TYPE_CHECKING = False  # a build that has nothing to do does not load `typing`
if TYPE_CHECKING:
    from typing import Any

_WITHOUT_REFERENCES = 2
"""The last version of marshal's format in which it makes no difference what else refers to a value."""


def digest_of(content: bytes) -> str:
    """A digest of bytes: the first half of their SHA-256, for which most processors have instructions."""
    return hashlib.sha256(content).hexdigest()[:40]


def as_bytes(plain: Any) -> bytes:
    """Lists, tuples and plain values as bytes of which a digest can be taken; they are not for reading."""
    return marshal.dumps(plain, _WITHOUT_REFERENCES)


def sealed(content: bytes) -> bytes:
    """Bytes behind a digest of them, so that what is read again is known to be whole."""
    return digest_of(content).encode() + content


def unsealed(content: bytes) -> bytes:
    """What was `sealed`; ValueError where it is not what it was."""
    digest, inside = content[:_SEAL], content[_SEAL:]
    if digest != digest_of(inside).encode():
        raise ValueError("the seal is broken")
    return inside


_SEAL = len(digest_of(b""))
