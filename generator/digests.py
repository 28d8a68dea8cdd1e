"""Digests of bytes, and bytes that are known to be whole."""

from __future__ import annotations

import marshal

try:
    from _blake2 import blake2b  # that of `hashlib`, which loads a library of ciphers before it
except ImportError:
    from hashlib import blake2b

TYPE_CHECKING = False  # a build that has nothing to do does not load `typing`
if TYPE_CHECKING:
    from typing import Any

_LENGTH = 40
"""Hexadecimal digits of a digest."""
_WITHOUT_REFERENCES = 2
"""The last version of marshal's format in which it makes no difference what else refers to a value."""


def digest_of(content: bytes | memoryview) -> str:
    """The BLAKE2b digest of some bytes, in 40 hexadecimal digits."""
    return blake2b(content, digest_size=_LENGTH // 2).hexdigest()


def as_bytes(plain: Any) -> bytes:
    """Lists, tuples and plain values as bytes of which a digest can be taken; they are not for reading."""
    return marshal.dumps(plain, _WITHOUT_REFERENCES)


def sealed(content: bytes) -> bytes:
    """Bytes behind a digest of them, so that what is read again is known to be whole."""
    return digest_of(content).encode() + content


def unsealed(content: bytes) -> bytes:
    """What was `sealed`; ValueError where it is not what it was."""
    digest, inside = content[:_LENGTH], content[_LENGTH:]
    if digest != digest_of(inside).encode():
        raise ValueError("the seal is broken")
    return inside
