"""Numbers in prose: a role's expression over networks' quantities, as the text it prints.

resnet50.macs                      a whole network          resnet50.macs in G        3.86 G
mobilenet_v1[conv 1x1].macs        a kind, stage or layer   ….macs_share in %         94.86%
basic.weights / narrow.weights     arithmetic               in .1 gives the decimals
"input 3x11x11; conv 3x3 16".macs  layers on the spot
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from fractions import Fraction
from types import MappingProxyType

from generator.diagnostics import Checked
from generator.engine import SpecError
from generator.engine.cost import LayerCost
from generator.engine.network import Network, peak_activation_bytes
from generator.engine.receptive_field import effective_side, path_counts, theoretical, touched
from generator.figures.networks import Known, SubjectError, ToldError, costs_of, network_of, part_of
from generator.figures.numbers import Format, count, dims, read_format, shape
from generator.model import ValueRequest
from generator.problems.tables import bad_value
from generator.problems.wording import did_you_mean

QUANTITIES: MappingProxyType[str, Callable[[LayerCost], int]] = MappingProxyType(
    {
        "macs": lambda row: row.macs,
        "weights": lambda row: row.weights,
        "params": lambda row: row.params(),
        "params_with_biases": lambda row: row.params("biases"),
        "params_running": lambda row: row.params("running"),
        "activations": lambda row: row.activations,
        "moved_bytes": lambda row: row.moved_bytes,
        "layers": lambda row: row.layers,
    }
)
OF_NETWORKS: MappingProxyType[str, Callable[[Network], int]] = MappingProxyType(
    {
        "peak_bytes": peak_activation_bytes,
        "field_side": lambda network: theoretical(network) or 0,
        "field_box": lambda network: touched(path_counts(network))[1],
        "field_touched": lambda network: touched(path_counts(network))[0],
        "field_effective": lambda network: effective_side(path_counts(network)),
    }
)
"""Quantities that only a whole network has. Of the value in the middle of its last map: the side of its
receptive field, the pixels of the box that it sees of the input, those of them that a path reaches,
and the side of the smallest square with 95 % of the effective receptive field."""
SHARES = ("macs_share", "weights_share", "params_share")
_MOST_CHARACTERS = 500
_MOST_BITS = 1000
_MOST = 1e300
_TERM = re.compile(r'(?:"([^"]+)"|([A-Za-z_]\w*(?:\([^()]*\))?))(?:\[([^\]]+)\])?\.([a-z_]+)')
_FORMAT = re.compile(r"^(.*?)(?<!\s)\s+in\s+(\S(?:.*\S)?)$", re.DOTALL)


def value_text(request: ValueRequest, known: Known) -> Checked[str]:
    """What a role prints; "" with an error at its line when it has no value."""
    try:
        match request.role:
            case "shape":
                return Checked(_shape(request.expression, known))
            case "rf":
                return Checked(_field(request.expression, known))
            case _:
                return Checked(cost_text(request.expression, known))
    except ToldError:
        return Checked("")
    except SubjectError as fault:
        return Checked(
            "", (bad_value(request.role, request.expression, fault.reason, request.at, fault.help),)
        )


def cost_text(expression: str, known: Known) -> str:
    """The value of an expression in its format; raises `SubjectError`."""
    formula, format = _parted(expression.strip())
    value = _evaluate(formula, known)
    if format is None:
        return count(value.numerator) if value.denominator == 1 else Format(2).text(value)
    return format.text(value)


def _parted(expression: str) -> tuple[str, Format | None]:
    """The formula, and the format behind its last "in"."""
    found = _FORMAT.match(expression)
    if found is None:
        return expression, None
    format = read_format(found[2])
    if format is None:
        raise SubjectError(f'no format "{found[2]}"', "as in G, .1M, k, %, or .2 for decimals alone")
    return found[1], format


def _evaluate(formula: str, known: Known) -> Fraction:
    """The exact value of a formula of terms, numbers, + - * / and brackets."""
    values: list[Fraction] = []

    def place(found: re.Match[str]) -> str:
        values.append(_term(found[1] or found[2], found[3] or "", found[4], known))
        return f"_[{len(values) - 1}]"

    if len(formula) > _MOST_CHARACTERS:
        raise SubjectError(
            f"the expression has {len(formula)} characters, expected at most {_MOST_CHARACTERS}"
        )
    text = _TERM.sub(place, formula.strip())
    try:
        tree = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as fault:
        help = "as in resnet50.macs, or a.weights / b.weights in .2"
        raise SubjectError(f'"{formula.strip()}" is no expression', help) from fault
    value = _walk(tree, values, formula)
    if max(value.numerator.bit_length(), value.denominator.bit_length()) > _MOST_BITS:
        raise SubjectError(f'"{formula.strip()}" is beyond what can be printed')
    return value


def _walk(tree: ast.expr, values: list[Fraction], formula: str) -> Fraction:
    match tree:
        case ast.Subscript(value=ast.Name(id="_"), slice=ast.Constant(value=int() as index)) if index < len(
            values
        ):
            return values[index]
        case ast.Constant(value=(int() | float()) as number) if (
            type(number) is not bool and abs(number) < _MOST
        ):
            return Fraction(str(number))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_walk(operand, values, formula)
        case ast.BinOp(left=left, op=op, right=right):
            first, second = _walk(left, values, formula), _walk(right, values, formula)
            match op:
                case ast.Add():
                    return first + second
                case ast.Sub():
                    return first - second
                case ast.Mult():
                    return first * second
                case ast.Div() if second:
                    return first / second
                case ast.Div():
                    raise SubjectError(f'"{formula.strip()}" divides by zero')
    raise SubjectError(f'"{formula.strip()}" is no expression', "as in resnet50.macs / resnet18.macs in .2")


def _term(subject: str, part: str, quantity: str, known: Known) -> Fraction:
    network = network_of(subject, known)
    table = costs_of(network)
    if quantity in OF_NETWORKS and not part:
        try:
            return Fraction(OF_NETWORKS[quantity](network))
        except SpecError as fault:
            raise SubjectError(str(fault)) from fault
    row = part_of(table, part)
    if quantity in SHARES:
        read = QUANTITIES[quantity.removesuffix("_share")]
        return Fraction(read(row), read(table.total) or 1)
    if quantity == "intensity":
        return Fraction(row.macs, row.moved_bytes)
    if quantity not in QUANTITIES:
        names = (*QUANTITIES, *SHARES, "intensity", *OF_NETWORKS)
        raise SubjectError(f'no quantity "{quantity}"', did_you_mean(quantity, names))
    return Fraction(QUANTITIES[quantity](row))


def _subject(expression: str, known: Known) -> LayerCost:
    found = re.fullmatch(r'\s*"?([^"\[]+)"?\s*(?:\[([^\]]+)\])?\s*', expression)
    if found is None:
        raise SubjectError(f'"{expression}" names no network', "as in resnet50[conv4_x]")
    return part_of(costs_of(network_of(found[1], known)), found[2] or "")


def _shape(expression: str, known: Known) -> str:
    """The output of a network or of a part of it: height×width×channels, or its length."""
    return shape(_subject(expression, known).output_shape)


def _field(expression: str, known: Known) -> str:
    row = _subject(expression, known)
    if row.receptive_field is None:
        raise SubjectError(f'"{expression}" has no receptive field', "its inputs are no map of pixels")
    return dims(*row.receptive_field)
