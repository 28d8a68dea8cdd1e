"""Every kind of figure that a note can ask for: its parameters and the function that draws it."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType
from typing import Any

from generator.diagnostics import Checked, Diagnostic, Location
from generator.engine import SpecError
from generator.figures.families.bottleneck_shapes import BottleneckShapes, draw_bottleneck_shapes
from generator.figures.families.channel_shuffle import ChannelShuffle, draw_channel_shuffle
from generator.figures.families.dilated import DilatedSteps, dilated_steps
from generator.figures.families.effective_field import EffectiveField, draw_effective_field
from generator.figures.families.explorer import Explorer, draw_explorer
from generator.figures.families.filter_banks import FilterBanks, draw_filter_banks
from generator.figures.families.flip import Flip, draw_flip
from generator.figures.families.grouped import Grouped, grouped
from generator.figures.families.inception import InceptionModule, draw_inception_module
from generator.figures.families.mobilenet_blocks import (
    ConvUnits,
    InvertedResidual,
    MicroStructure,
    draw_conv_units,
    draw_inverted_residual,
    draw_micro_structure,
)
from generator.figures.families.mobilenet_layers import MobilenetLayers, draw_mobilenet_layers
from generator.figures.families.mobilenet_v2_stages import MobilenetV2Stages, draw_mobilenet_v2_stages
from generator.figures.families.network_costs import NetworkCosts, draw_network_costs
from generator.figures.families.receptive_growth import ReceptiveGrowth, draw_receptive_growth
from generator.figures.families.residual import (
    Preactivation,
    Residual,
    ResidualBlocks,
    draw_preactivation,
    draw_residual,
    draw_residual_blocks,
)
from generator.figures.families.resnet_stages import ResnetStages, draw_resnet_stages
from generator.figures.families.separable import Separable, separable
from generator.figures.families.unfolding import Unfolding, draw_unfolding
from generator.figures.families.wide_narrow import WideNarrow, draw_wide_narrow
from generator.figures.networks import SubjectError
from generator.figures.say import LANG, Say, speaker
from generator.figures.scene import Scene
from generator.model import Param
from generator.problems import figures as problems
from generator.records import dataclass, types_of


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of figure: a frozen dataclass of numbers and texts, and what draws it in a language."""

    params: type[Any]
    draw: Callable[[Any, Say], Scene]


KINDS: MappingProxyType[str, Kind] = MappingProxyType(
    {
        "bottleneck_shapes": Kind(BottleneckShapes, draw_bottleneck_shapes),
        "channel_shuffle": Kind(ChannelShuffle, draw_channel_shuffle),
        "conv_units": Kind(ConvUnits, draw_conv_units),
        "depthwise_separable": Kind(Separable, separable),
        "dilated_steps": Kind(DilatedSteps, dilated_steps),
        "effective_field": Kind(EffectiveField, draw_effective_field),
        "explorer": Kind(Explorer, draw_explorer),
        "filter_banks": Kind(FilterBanks, draw_filter_banks),
        "flip": Kind(Flip, draw_flip),
        "grouped": Kind(Grouped, grouped),
        "inception_module": Kind(InceptionModule, draw_inception_module),
        "inverted_residual": Kind(InvertedResidual, draw_inverted_residual),
        "micro_structure": Kind(MicroStructure, draw_micro_structure),
        "mobilenet_layers": Kind(MobilenetLayers, draw_mobilenet_layers),
        "mobilenet_v2_stages": Kind(MobilenetV2Stages, draw_mobilenet_v2_stages),
        "network_costs": Kind(NetworkCosts, draw_network_costs),
        "preactivation": Kind(Preactivation, draw_preactivation),
        "receptive_growth": Kind(ReceptiveGrowth, draw_receptive_growth),
        "residual": Kind(Residual, draw_residual),
        "residual_blocks": Kind(ResidualBlocks, draw_residual_blocks),
        "resnet_stages": Kind(ResnetStages, draw_resnet_stages),
        "unfolding": Kind(Unfolding, draw_unfolding),
        "wide_narrow": Kind(WideNarrow, draw_wide_narrow),
    }
)

_READERS: MappingProxyType[str, Callable[[str], object]] = MappingProxyType(
    {"int": int, "float": float, "str": str}
)


def scene_of(
    kind: str, params: tuple[Param, ...], at: Location, lang: str = "zh-CN"
) -> Checked[Scene | None]:
    """The scene of a figure, or None with an error at the parameter at fault.

    It speaks the language of its parameter `lang`, which every kind has, or else `lang`.
    """
    known = KINDS.get(kind)
    if known is None:
        return Checked(None, (problems.unknown_figure(kind, KINDS, at),))
    say = speaks(params, lang)
    params = tuple(param for param in params if param.key != LANG)
    read = _read(kind, known.params, params)
    if read.diagnostics:
        return Checked(None, read.diagnostics)
    try:
        return Checked(known.draw(known.params(**read.value), say))
    except SpecError as fault:
        place = next((p.at for p in params if fault.field.startswith(_field(p.key))), at)
        return Checked(None, (problems.impossible_figure(kind, str(fault), place),))
    except SubjectError as fault:
        place = next((p.at for p in params if p.key == "network"), at)
        return Checked(None, (problems.impossible_figure(kind, fault.reason, place, fault.help),))


def speaks(params: tuple[Param, ...], lang: str) -> Say:
    """The language of a figure's parameter `lang`, or else `lang`."""
    return speaker(next((param.value.strip() for param in params if param.key == LANG), lang))


def _read(kind: str, params_type: type[Any], params: tuple[Param, ...]) -> Checked[dict[str, object]]:
    types = types_of(params_type)
    values: dict[str, object] = {}
    found: list[Diagnostic] = []
    for param in params:
        name = _field(param.key)
        if name not in types:
            found.append(problems.unknown_figure_param(kind, param.key, (*types, LANG), param.at))
            continue
        try:
            values[name] = _READERS[types[name]](param.value.strip())
        except ValueError:
            usual = getattr(params_type(), name)
            found.append(problems.no_number(kind, param.key, types[name], param.value, usual, param.at))
    return Checked(values, tuple(found))


def _field(key: str) -> str:
    return key.replace("-", "_")
