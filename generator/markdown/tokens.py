"""Tokens made at once: the library's constructor spends most of its time on what is left out."""

from __future__ import annotations

from dataclasses import fields

from markdown_it.token import Token

_KNOWN = "type tag nesting attrs map level children content markup info meta block hidden"
_new = Token.__new__


def _made(type: str, tag: str, nesting: int, level: int, content: str = "", block: bool = False) -> Token:
    token = _new(Token)
    token.type = type
    token.tag = tag
    token.nesting = nesting  # type: ignore[assignment] # -1, 0 or 1
    token.attrs = {}
    token.map = token.children = None
    token.level = level
    token.content = content
    token.markup = token.info = ""
    token.meta = {}
    token.block = block
    token.hidden = False
    return token


def _asked(type: str, tag: str, nesting: int, level: int, content: str = "", block: bool = False) -> Token:
    return Token(type, tag, nesting, level=level, content=content, block=block)  # type: ignore[arg-type]


make = _made if [field.name for field in fields(Token)] == _KNOWN.split() else _asked
"""A token of a type, tag and nesting, with its level, and perhaps content; `block` where it is no text's."""
