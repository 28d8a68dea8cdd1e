"""The same networks in PyTorch and onnxruntime, for measurements side by side.

`torch_module` interprets an engine `Network` with the given weights, batch norm folded into the
convolution before it as every inference runtime does; `onnx_bytes` exports it, so that all three
compute the same function on the same numbers.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from generator.engine.arithmetic import pads
from generator.engine.network import (
    INPUT,
    Activation,
    Add,
    BatchNorm,
    Concat,
    GlobalPool,
    LocalResponseNorm,
    Network,
    Shuffle,
    ZeroPadShortcut,
    shapes,
)
from generator.engine.parameters import folded
from generator.engine.spec import ConvSpec, LinearSpec, PoolSpec


class TorchNetwork(nn.Module):
    """A network's layers run in order, channels last."""

    def __init__(self, network: Network, weights: dict[str, Any]) -> None:
        super().__init__()
        network, weights = folded(network, weights)
        self.network, self.sizes = network, shapes(network)
        self.weights = {
            name: [torch.from_numpy(np.array(a)) for a in arrays] for name, arrays in weights.items()
        }
        for arrays in self.weights.values():
            if arrays[0].ndim == 4:
                arrays[0] = arrays[0].contiguous(memory_format=torch.channels_last)
        self.last = {name: i for i, layer in enumerate(network.layers) for name in layer.inputs}

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        values = {INPUT: x}
        for index, layer in enumerate(self.network.layers):
            inputs = [values[name] for name in layer.inputs]
            values[layer.name] = self.step(layer.name, layer.op, inputs, layer.inputs[0])
            for name in layer.inputs:
                if self.last[name] == index:
                    values.pop(name, None)
        return values[self.network.layers[-1].name].flatten(1)

    def step(self, name: str, op: Any, inputs: list[torch.Tensor], source: str) -> torch.Tensor:
        x, hw = inputs[0], self.sizes[source][1:]
        match op:
            case ConvSpec():
                (top, bottom), (left, right) = pads(op, hw)
                if (top, left) != (bottom, right):
                    x, top, left = F.pad(x, (left, right, top, bottom)), 0, 0
                if op.local:
                    return self.local(x, op, name)
                w, *b = self.weights[name]
                return F.conv2d(x, w, b[0] if b else None, op.stride, (top, left), op.dilation, op.groups)
            case PoolSpec():
                (top, bottom), (left, right) = pads(op, hw)
                if (top, left) != (bottom, right):
                    x, top, left = F.pad(x, (left, right, top, bottom), value=float("-inf")), 0, 0
                if op.kind == "max":
                    return F.max_pool2d(x, op.kernel_size, op.stride, (top, left), op.dilation, op.ceil_mode)
                return F.avg_pool2d(
                    x, op.kernel_size, op.stride, (top, left), op.ceil_mode, op.count_include_pad
                )
            case LinearSpec():
                w, *b = self.weights[name]
                return F.linear(x.flatten(1), w, b[0] if b else None)[:, :, None, None]
            case BatchNorm():
                gamma, beta, mean, var = self.weights[name]
                return F.batch_norm(x, mean, var, gamma, beta)
            case Activation():
                return {
                    "relu": torch.relu_,
                    "relu6": lambda v: F.hardtanh_(v, 0, 6),
                    "softmax": lambda v: torch.softmax(v, 1),
                    "sigmoid": torch.sigmoid_,
                    "tanh": torch.tanh_,
                }[op.kind](x if self.reads(source) == 1 else x.clone())
            case Add():
                return sum(inputs[1:], x)
            case Concat():
                return torch.cat(inputs, 1)
            case GlobalPool():
                return x.mean((2, 3), keepdim=True)
            case Shuffle():
                n, c, h, w = x.shape
                return x.view(n, op.groups, c // op.groups, h, w).transpose(1, 2).reshape(n, c, h, w)
            case ZeroPadShortcut():
                y = x[:, :, :: op.stride, :: op.stride]
                return F.pad(y, (0, 0, 0, 0, 0, op.out_channels - y.shape[1]))
            case LocalResponseNorm():
                return F.local_response_norm(x, op.size, 1e-4, 0.75, 2.0)
        raise NotImplementedError(op)

    def reads(self, name: str) -> int:
        return sum(name in layer.inputs for layer in self.network.layers)

    def local(self, x: torch.Tensor, op: ConvSpec, name: str) -> torch.Tensor:
        """Unfold, then a batched product over positions: what PyTorch users write for it."""
        w, *b = self.weights[name]
        places = w.shape[0] * w.shape[1]
        columns = F.unfold(x, op.kernel_size, op.dilation, 0, op.stride)  # (N, K, P)
        y = torch.bmm(columns.permute(2, 0, 1), w.view(places, op.out_channels, -1).transpose(1, 2))
        y = y.permute(1, 2, 0).reshape(len(x), op.out_channels, *w.shape[:2])
        return y + b[0] if b else y


def torch_runner(network: Network, weights: dict[str, Any], x: np.ndarray) -> Any:
    """A function of no arguments that runs PyTorch once on x, and returns the output."""
    module = TorchNetwork(network, weights).eval()
    tensor = torch.from_numpy(x.copy()).contiguous(memory_format=torch.channels_last)

    def run() -> np.ndarray:
        with torch.inference_mode():
            return module(tensor).numpy()

    return run
