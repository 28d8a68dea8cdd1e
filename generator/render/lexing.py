"""Pygments' regular-expression lexers, faster: of a state's rules only those are tried whose first
character is at hand.

A state of the Python lexer has some fifty rules, of which two or three can begin with a given
letter, some of them at the beginning of a line alone. The tables of those are computed once per state
from the parsed patterns. This reads names that Pygments and `re` keep to themselves, so `quickened`
leaves alone any lexer that does not look as expected; the tests compare both on real code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from importlib import import_module
from types import FunctionType, MethodType
from typing import Any, NamedTuple

from pygments.lexer import Lexer, RegexLexer
from pygments.token import Error, Whitespace, _TokenType

Rule = tuple[Callable[[str, int], Any], Any, Any]
"""(match, action, next state), as Pygments keeps them."""
Rules = tuple[Rule, ...]
Token = tuple[int, Any, str]
Table = tuple[Mapping[str, Rules], Rules, Rules]
"""The rules to try at each ASCII character, at all others, and at the end of the text."""

_ASCII = 128
_ANY = frozenset(range(_ASCII + 1))
"""Every ASCII code, and `_ASCII` for all characters beyond."""


class _Quick(RegexLexer):  # type: ignore[misc] # Pygments has no types
    """Stands for `RegexLexer` where a lexer asks it for tokens."""

    def get_tokens_unprocessed(self, text: str, stack: Iterable[str] = ("root",)) -> Iterator[Token]:
        """(position, type, text) of each token."""
        return _tokens(self, type(self), text, stack)


def quickened(lexer: Lexer) -> Lexer:
    """The lexer itself, lexing faster where it is a `RegexLexer`, or one that looks over its tokens."""
    kind: Any = type(lexer)
    method = _quick(kind.get_tokens_unprocessed) if isinstance(lexer, RegexLexer) else None
    if method is not None:
        try:
            _rules_of(kind, "root")
        except (AttributeError, KeyError, TypeError, ValueError):
            return lexer
        lexer.get_tokens_unprocessed = MethodType(method, lexer)
    return lexer


def tokens_of(lexer: Lexer, code: str) -> Iterable[Token]:
    """(position, type, text) of each token; where there is no filter, not handed on by `get_tokens` again."""
    prepared = getattr(lexer, "_preprocess_lexer_input", None)
    if prepared is None or lexer.filters or type(lexer).get_tokens is not Lexer.get_tokens:
        return ((0, kind, text) for kind, text in lexer.get_tokens(code))
    tokens: Iterable[Token] = lexer.get_tokens_unprocessed(prepared(code))
    return tokens


def _quick(method: Any) -> Any:
    """The method with `_Quick` for the `RegexLexer` that it is or names; None where it does neither."""
    if method is RegexLexer.get_tokens_unprocessed:
        return _Quick.get_tokens_unprocessed
    code, known = method.__code__, method.__globals__
    if "RegexLexer" not in code.co_names or known.get("RegexLexer") is not RegexLexer:
        return None
    return FunctionType(
        code, known | {"RegexLexer": _Quick}, method.__name__, method.__defaults__, method.__closure__
    )


def _tokens(lexer: Lexer, kind: Any, text: str, stack: Iterable[str]) -> Iterator[Token]:
    """(position, type, text) of each token: `RegexLexer`'s own semantics, errors included."""
    states = list(stack)
    begun, within = _rules_of(kind, states[-1])
    at, end = 0, len(text)
    while True:
        rules, beyond, last = begun if not at or text[at - 1] == "\n" else within
        for match, action, move in rules.get(text[at], beyond) if at < end else last:
            found = match(text, at)
            if found is None:
                continue
            if type(action) is _TokenType:
                yield at, action, found.group()
            elif action is not None:
                yield from action(lexer, found)
            at = found.end()
            if move is not None:
                _follow(states, move)
                begun, within = _rules_of(kind, states[-1])
            break
        else:
            if at >= end:
                return
            if text[at] == "\n":
                states[:] = ["root"]
                begun, within = _rules_of(kind, "root")
                yield at, Whitespace, "\n"
            else:
                yield at, Error, text[at]
            at += 1


def _follow(states: list[str], move: Any) -> None:
    """One step of the state machine: names are pushed, -n pops n; the first state stays."""
    if isinstance(move, int):
        del states[max(1, len(states) + move) :]
        return
    for name in move if isinstance(move, tuple) else (move,):
        if name == "#pop":
            if len(states) > 1:
                states.pop()
        else:
            states.append(states[-1] if name == "#push" else name)


@cache
def _rules_of(kind: Any, state: str) -> tuple[Table, Table]:
    """The rules of a state at the beginning of a line, and elsewhere."""
    rules = [(rule, _beginnings(rule[0].__self__)) for rule in kind._tokens[state]]
    return _table(rules), _table([(rule, begun) for rule, begun in rules if not begun.a_line])


def _table(rules: Iterable[tuple[Rule, _Beginnings]]) -> Table:
    *tables, beyond = (
        tuple(rule for rule, begun in rules if code in begun.codes) for code in range(_ASCII + 1)
    )
    return dict(zip(map(chr, range(_ASCII)), tables, strict=True)), beyond, tuple(rule for rule, _ in rules)


class _Beginnings(NamedTuple):
    """Where a match of a pattern may begin: at which codes, and whether at the beginning of a line alone."""

    codes: frozenset[int]
    a_line: bool


@cache
def _beginnings(pattern: Any) -> _Beginnings:
    """Where a match of a compiled pattern may begin; a superset is always right."""
    try:
        parsed = import_module("re._parser").parse(pattern.pattern, pattern.flags)
    except (ImportError, AttributeError):
        return _Beginnings(_ANY, a_line=False)
    first, may_be_empty = _first(parsed, bool(pattern.flags & 2))
    return _Beginnings(_ANY if may_be_empty else first, _begins_a_line(parsed))


def _begins_a_line(items: Iterable[Any]) -> bool:
    """Whether a sequence matches at the beginning of a line alone, or of the text."""
    for operation, argument in items:
        match str(operation):
            case "AT":
                return str(argument) == "AT_BEGINNING"
            case "SUBPATTERN":
                return _begins_a_line(argument[3])
            case _:
                return False
    return False


def _first(items: Iterable[Any], ignore_case: bool) -> tuple[frozenset[int], bool]:
    """(first codes, whether the sequence can match without a character)."""
    found: frozenset[int] = frozenset()
    for operation, argument in items:
        codes, empty = _of_one(str(operation), argument, ignore_case)
        found |= codes
        if not empty:
            return found, False
    return found, True


def _of_one(operation: str, argument: Any, ignore_case: bool) -> tuple[frozenset[int], bool]:
    match operation:
        case "LITERAL":
            return _cased(frozenset({min(argument, _ASCII)}), ignore_case), False
        case "IN":
            return _cased(_of_set(argument), ignore_case), False
        case "ANY" | "NOT_LITERAL":
            return _ANY, False
        case "BRANCH":
            parts = [_first(part, ignore_case) for part in argument[1]]
            return frozenset().union(*(codes for codes, _ in parts)), any(empty for _, empty in parts)
        case "SUBPATTERN":
            return _first(argument[3], (ignore_case or bool(argument[1] & 2)) and not argument[2] & 2)
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            codes, empty = _first(argument[2], ignore_case)
            return codes, empty or argument[0] == 0
        case "ATOMIC_GROUP":
            return _first(argument, ignore_case)
        case "AT" | "ASSERT" | "ASSERT_NOT":
            return frozenset(), True
        case _:
            return _ANY, True


def _of_set(members: Iterable[Any]) -> frozenset[int]:
    """What a set may match: for a negated one, all but what its members match for certain."""
    possible: frozenset[int] = frozenset()
    certain: frozenset[int] = frozenset()
    negated = False
    for operation, argument in members:
        match str(operation):
            case "NEGATE":
                negated = True
                continue
            case "LITERAL":
                surely = maybe = frozenset({min(argument, _ASCII)})
            case "RANGE":
                surely = maybe = frozenset(range(argument[0], min(argument[1], _ASCII) + 1))
                maybe |= {_ASCII} if argument[1] >= _ASCII else frozenset()
            case "CATEGORY":
                surely, maybe = _CATEGORIES.get(str(argument), (frozenset(), _ANY))
            case _:
                surely, maybe = frozenset(), _ANY
        possible |= maybe
        certain |= surely
    return _ANY - (certain - {_ASCII}) if negated else possible


def _cased(codes: frozenset[int], ignore_case: bool) -> frozenset[int]:
    if not ignore_case:
        return codes
    both = {ord(c) for code in codes if code < _ASCII for c in (chr(code).lower(), chr(code).upper())}
    return codes | both | {_ASCII}  # "K" also matches the Kelvin sign


def _codes(test: Callable[[str], bool]) -> frozenset[int]:
    return frozenset(code for code in range(_ASCII) if test(chr(code)))


def _categories() -> Iterator[tuple[str, tuple[frozenset[int], frozenset[int]]]]:
    """Each category and its opposite: what is in it for certain, and what may be, by the flags."""
    digits, words = _codes(str.isdigit), _codes(lambda c: c.isalnum() or c == "_")
    spaces = _codes(" \t\n\r\f\v".__contains__), _codes(str.isspace)
    for name, (surely, maybe) in {"DIGIT": (digits, digits), "SPACE": spaces, "WORD": (words, words)}.items():
        yield f"CATEGORY_{name}", (surely, maybe | {_ASCII})
        yield f"CATEGORY_NOT_{name}", (_ANY - maybe - {_ASCII}, _ANY - surely)


_CATEGORIES = dict(_categories())
