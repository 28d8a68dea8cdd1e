"""Which network a note means: of the zoo, written in the note, a model file, or a few layers on the spot.

resnet50                                   of the zoo
mobilenet_v1(width=0.5, size=160)          of the zoo, with options
mine                                       a ```{network} mine fence of the same note
models/tiny.onnx                           an ONNX file, by its path from the blog's folder
input 3x11x11; conv 3x3 16 /2 p=1          layers, parted by semicolons
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType
from typing import get_args

from generator.diagnostics import Checked, Diagnostic, Location
from generator.engine import SpecError
from generator.engine.cost import CostTable, Grouping, LayerCost, cost_table
from generator.engine.layers_language import parse
from generator.engine.network import Network
from generator.engine.zoo import NAMES, build
from generator.model import NetworkRequest
from generator.onnx_reader import ReadModel
from generator.problems.tables import bad_layer, duplicate_network
from generator.problems.wording import did_you_mean
from generator.records import dataclass, field

MODEL = ".onnx"
_NAMED = re.compile(r"([A-Za-z_]\w*)\s*(?:\((.*)\)\s*)?$")
_OPTION = re.compile(r"(\w+)\s*=\s*(.+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Known:
    """What a note may name beside the zoo."""

    networks: Mapping[str, Network] = field(default_factory=dict)
    """The networks written in its fences, by name."""
    models: Mapping[str, ReadModel] = field(default_factory=dict)
    """The ONNX files that it names, by path, and by the name that a fence gives one."""
    texts: Mapping[str, str] = field(default_factory=dict)
    """The CSV files that it names, by path."""
    faulty: frozenset[str] = frozenset()
    """The names whose own fence is at fault, which is told there and nowhere else."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A network, or the part of a model that stands before its unknown operators."""

    network: Network
    unknown: tuple[str, ...] = ()


class SubjectError(ValueError):
    """A text that names no network, or no part of one; caught where the request is fulfilled."""

    def __init__(self, reason: str, help: str = "", *, key: str = "", line: int = 0) -> None:
        """Keep what is wrong, what to do about it, and the parameter or line of the body at fault."""
        super().__init__(reason)
        self.reason, self.help, self.key, self.line = reason, help, key, line


class ToldError(SubjectError):
    """A name whose fault stands elsewhere in the note, and is told there."""


def known_of(
    requests: Iterable[NetworkRequest],
    models: Mapping[str, ReadModel] = MappingProxyType({}),
    texts: Mapping[str, str] = MappingProxyType({}),
) -> Checked[Known]:
    """The networks that a note's fences describe; an error for each line that is no layer.

    `models` and `texts` are the ONNX and CSV files that the note names, by path.
    """
    networks: dict[str, Network] = {}
    named: dict[str, ReadModel] = dict(models)
    places: dict[str, Location] = {}
    found: list[Diagnostic] = []
    for request in requests:
        if request.name in places:
            found.append(duplicate_network(request.name, request.at, places[request.name]))
            continue
        places[request.name] = request.at
        if (path := request.body.strip()).endswith(MODEL):
            model = models.get(path, ReadModel(None, problem="no such file"))
            if model.network is None and model.part is None:
                found.append(bad_layer(request.name, f"{path}: {model.problem}", request.at, model.help))
            else:
                named[request.name] = model
            continue
        parsed = parse(request.body, request.name)
        if parsed.network is not None:
            networks[request.name] = parsed.network
        for problem in parsed.problems:
            at = Location(request.at.path, request.at.line + problem.line)
            found.append(bad_layer(request.name, problem.message, at, problem.help))
    faulty = frozenset(places.keys() - networks.keys() - named.keys())
    return Checked(Known(networks, named, texts, faulty), tuple(found))


def network_of(text: str, known: Known) -> Network:
    """The network that `text` names or describes; raises `SubjectError`."""
    subject = subject_of(text, known)
    if subject.unknown:
        operators = ", ".join(subject.unknown)
        raise SubjectError(
            f"{text.strip()} has operators that the engine does not know: {operators}",
            "a cost-table lists what is known of it",
        )
    return subject.network


def subject_of(text: str, known: Known) -> Subject:
    """The network that `text` names or describes, its unknown operators beside it; raises `SubjectError`."""
    text = text.strip()
    if text in known.faulty:
        raise ToldError(f'the network "{text}" is at fault')
    if text.endswith(MODEL) or text in known.models:
        return _model(text, known.models)
    return Subject(_described(text) if text.startswith("input ") else _named(text, known))


def _model(path: str, models: Mapping[str, ReadModel]) -> Subject:
    model = models.get(path)
    if model is None:
        raise SubjectError(f'no file "{path}"', "write its path from the blog's folder on")
    network = model.network or model.part
    if network is None:
        raise SubjectError(f"{path}: {model.problem}", model.help)
    return Subject(network, model.unknown)


def _named(text: str, known: Known) -> Network:
    found = _NAMED.match(text)
    if found is None:
        raise SubjectError(f'"{text}" names no network', 'write a name, or layers from "input CxHxW; …" on')
    name, options = found[1], found[2]
    if name in known.networks and not options:
        return known.networks[name]
    if name not in NAMES:
        names = (*NAMES, *known.networks, *known.models)
        raise SubjectError(f'no network "{name}"', did_you_mean(name, names))
    try:
        return _zoo(name, _options(options or ""))
    except (SpecError, TypeError) as fault:
        raise SubjectError(str(fault)) from fault


def costs_of(network: Network) -> CostTable:
    """The network's costs (computed once for each network in a process)."""
    return _costs(network)


def part_of(table: CostTable, name: str) -> LayerCost:
    """The row of a layer, stage or kind of that name, or the whole for ""; raises `SubjectError`.

    Where a layer and a stage share a name, the layer is meant; `stage conv1` means the other.
    """
    if not name:
        return table.total
    for grouping in get_args(Grouping):
        for row in table.by(grouping):
            if name in (row.name, f"{grouping} {row.name}"):
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
        found = _OPTION.match(part.strip())
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
