"""Which network a note means: one of the zoo, one written in the note, or a few layers on the spot.

resnet50                                   of the zoo
mobilenet_v1(width=0.5, size=160)          of the zoo, with options
mine                                       a ```{network} mine fence of the same note
input 3x11x11; conv 3x3 16 /2 p=1          layers, parted by semicolons
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

from generator.diagnostics import Checked, Diagnostic, Location
from generator.engine import SpecError
from generator.engine.cost import CostTable, LayerCost, cost_table
from generator.engine.layers_language import parse
from generator.engine.network import Network
from generator.engine.zoo import NAMES, build
from generator.model import NetworkRequest
from generator.problems.tables import bad_layer, duplicate_network
from generator.problems.wording import did_you_mean

Networks = Mapping[str, Network]
"""The networks written in a note, by name."""
_NAMED = re.compile(r"([A-Za-z_]\w*)\s*(?:\((.*)\))?\s*$")
_OPTION = re.compile(r"\s*(\w+)\s*=\s*([^,]+?)\s*$")


class SubjectError(ValueError):
    """A text that names no network, or no part of one; caught where the request is fulfilled."""

    def __init__(self, reason: str, help: str = "") -> None:
        """Keep what is wrong, and what to do about it."""
        super().__init__(reason)
        self.reason, self.help = reason, help


def networks_of(requests: Iterable[NetworkRequest]) -> Checked[dict[str, Network]]:
    """The networks that a note's fences describe; an error for each line that is no layer."""
    networks: dict[str, Network] = {}
    places: dict[str, Location] = {}
    found: list[Diagnostic] = []
    for request in requests:
        if request.name in places:
            found.append(duplicate_network(request.name, request.at, places[request.name]))
            continue
        places[request.name] = request.at
        parsed = parse(request.body, request.name)
        if parsed.network is not None:
            networks[request.name] = parsed.network
        for problem in parsed.problems:
            at = Location(request.at.path, request.at.line + problem.line)
            found.append(bad_layer(request.name, problem.message, at, problem.help))
    return Checked(networks, tuple(found))


def network_of(text: str, known: Networks) -> Network:
    """The network that `text` names or describes; raises `SubjectError`."""
    text = text.strip()
    if text.startswith("input "):
        return _described(text)
    found = _NAMED.match(text)
    if found is None:
        raise SubjectError(f'"{text}" names no network', 'write a name, or layers from "input CxHxW; …" on')
    name, options = found[1], found[2]
    if name in known and not options:
        return known[name]
    if name not in NAMES:
        raise SubjectError(f'no network "{name}"', did_you_mean(name, (*NAMES, *known)))
    try:
        return _zoo(name, _options(options or ""))
    except (SpecError, TypeError) as fault:
        raise SubjectError(str(fault)) from fault


def costs_of(network: Network) -> CostTable:
    """The network's costs (computed once for each network in a process)."""
    return _costs(network)


def part_of(table: CostTable, name: str) -> LayerCost:
    """The row of a layer, stage or kind of that name, or the whole for ""; raises `SubjectError`."""
    if not name:
        return table.total
    for grouping in ("layer", "stage", "kind"):
        for row in table.by(grouping):
            if row.name == name:
                return row
    known = [row.name for grouping in ("stage", "kind", "layer") for row in table.by(grouping)]
    raise SubjectError(
        f'{table.network.name} has no layer, stage or kind "{name}"', did_you_mean(name, known)
    )


def _described(text: str) -> Network:
    lines = [line.strip() for line in text.split(";")]
    parsed = parse("\n".join(lines), "layers")
    if parsed.network is None:
        problem = parsed.problems[0]
        where = f' in "{lines[problem.line - 1]}"' if problem.line else ""
        raise SubjectError(f"{problem.message}{where}", problem.help)
    return parsed.network


def _options(text: str) -> tuple[tuple[str, object], ...]:
    options: list[tuple[str, object]] = []
    for part in filter(str.strip, text.split(",")):
        found = _OPTION.match(part)
        if found is None:
            raise SubjectError(f'"{part.strip()}" is no option', "write key=value, as in size=160")
        options.append((found[1], _number(found[2])))
    return tuple(options)


def _number(text: str) -> object:
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return {"true": True, "false": False}.get(text.lower(), text.strip("\"'"))


@cache
def _zoo(name: str, options: tuple[tuple[str, object], ...]) -> Network:
    return build(name, **dict(options))


@cache
def _costs(network: Network) -> CostTable:
    return cost_table(network)
