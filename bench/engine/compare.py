"""The engine beside PyTorch, onnxruntime, its own BLAS and the memory, on one thread.

    OPENBLAS_NUM_THREADS=1 python -m bench.engine.compare [networks | layers | local | error | memory]

Programs run in turn, round after round; the best round of each counts, in seconds of processor time so
that other work on the machine disturbs little, and ratios are what is read.
"""

from __future__ import annotations

import gc
import sys
import time
import tracemalloc
from collections.abc import Callable
from functools import partial

import numpy as np
import torch

from bench.engine.exported import onnx_runner
from bench.engine.peers import torch_runner
from generator.engine import zoo
from generator.engine.cost import cost_table
from generator.engine.fast import Runner
from generator.engine.kernels import aligned
from generator.engine.layers_language import parse
from generator.engine.network import Network, peak_activation_bytes
from generator.engine.parameters import random_weights
from generator.engine.run import forward

ROUNDS = 12


def say(line: str) -> None:
    """Print a line of the report at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def written(text: str) -> Network:
    """The network of a text in the layer language."""
    network = parse(text).network
    if network is None:
        raise ValueError(text)
    return network


def best(*programs: Callable[[], object], rounds: int = ROUNDS, times: int = 1) -> list[float]:
    """The best seconds of each program, run in turn."""
    found = [float("inf")] * len(programs)
    for _ in range(rounds):
        for i, program in enumerate(programs):
            start = time.process_time()
            for _ in range(times):
                program()
            found[i] = min(found[i], (time.process_time() - start) / times)
    return found


def image(network: Network) -> np.ndarray:
    return np.random.default_rng(0).standard_normal((1, *network.input_shape)).astype(np.float32)


def networks() -> None:
    """Whole networks, all on the same weights, outputs compared before anything is timed."""
    say("| network | direct ms | Winograd ms | torch ms | onnxruntime ms | ours / torch | ours / ort |")
    say("|---|---|---|---|---|---|---|")
    for name in zoo.NAMES:
        network = zoo.build(name)
        weights, x = random_weights(network, 1), image(network)
        programs = [partial(Runner(network, weights, winograd=w), x) for w in (False, True)]
        programs.append(torch_runner(network, weights, x))
        if name != "deepface":
            programs.append(onnx_runner(network, weights, x))
        outputs = [np.asarray(program()).reshape(-1) for program in programs]
        if any(np.abs(y - outputs[0]).max() > 1e-4 * np.abs(outputs[0]).max() for y in outputs):
            raise ValueError(f"{name}: the programs compute different functions")
        direct, winograd, torch_s, *other = best(*programs)
        ours = min(direct, winograd)
        ort = f"{other[0] * 1e3:.1f}" if other else "–"
        ratio = f"{ours / other[0]:.2f}" if other else "–"
        say(
            f"| {name} | {direct * 1e3:.1f} | {winograd * 1e3:.1f} | {torch_s * 1e3:.1f} | {ort} "
            f"| {ours / torch_s:.2f} | {ratio} |",
        )


LAYERS = (
    ("pointwise 32 → 64 at 112", "input 32x112x112\npw 64"),
    ("pointwise 64 → 256 at 56", "input 64x56x56\npw 256"),
    ("pointwise 256 → 1024 at 14", "input 256x14x14\npw 1024"),
    ("pointwise 512 → 512 at 14", "input 512x14x14\npw 512"),
    ("pointwise 1024 → 1024 at 7", "input 1024x7x7\npw 1024"),
    ("3x3 64 → 64 at 56", "input 64x56x56\nconv 3x3 64"),
    ("3x3 128 → 128 at 28", "input 128x28x28\nconv 3x3 128"),
    ("3x3 256 → 256 at 14", "input 256x14x14\nconv 3x3 256"),
    ("3x3 512 → 512 at 7", "input 512x7x7\nconv 3x3 512"),
    ("depthwise 3x3 128 at 56", "input 128x56x56\ndw 3x3"),
    ("depthwise 3x3 512 at 14", "input 512x14x14\ndw 3x3"),
)


def layers() -> None:
    """Single layers against one large matrix product (2·M·N·K counted, 1024³)."""
    a, b, c = (aligned((1024, 1024), np.float32) for _ in range(3))
    a.fill(0.5), b.fill(0.5)
    say("| layer | direct GFLOP/s | Winograd GFLOP/s | share of sgemm |")
    say("|---|---|---|---|")
    for title, text in LAYERS:
        network = written(text)
        weights, macs = random_weights(network, 1), cost_table(network).total.macs
        runners = [Runner(network, weights, winograd=w) for w in (False, True)]
        for runner in runners:
            runner(image(network))

        def run(runner: Runner) -> None:
            for call in runner.calls:
                call()

        direct, winograd, peak = best(*(partial(run, r) for r in runners), partial(np.dot, a, b, c), times=5)
        speeds = [2 * macs / seconds / 1e9 for seconds in (direct, winograd)]
        sgemm = 2 * 1024**3 / peak / 1e9
        say(
            f"| {title} | {speeds[0]:.0f} | {speeds[1]:.0f} | {max(speeds) / sgemm:.2f} of {sgemm:.0f} |",
        )


def local() -> None:
    """DeepFace's L4: bytes of weights read a second, against a copy's bytes read and written."""
    network = written("input 16x63x63\nlocal 9x9 16 p=0 bias relu")
    weights = random_weights(network, 1)
    size = weights["local1"][0].nbytes
    runner, x = Runner(network, weights), image(network)
    source, target = (np.ones(size // 4, np.float32) for _ in range(2))
    read = partial(np.add.reduce, source)
    ours, copy, reading = best(partial(runner, x), partial(np.copyto, target, source), read)
    say(
        f"local: {size / ours / 1e9:.1f} GB/s of weights; copy: {2 * size / copy / 1e9:.1f} GB/s both ways,"
        f" {size / copy / 1e9:.1f} GB/s one way; reading alone {size / reading / 1e9:.1f} GB/s"
    )


def error() -> None:
    """Largest difference from float64, over the largest output."""
    for name in zoo.NAMES:
        network = zoo.build(name)
        weights, x = random_weights(network, 1), image(network)
        precise = {key: tuple(a.astype(np.float64) for a in arrays) for key, arrays in weights.items()}
        expected = forward(network, precise, x.astype(np.float64))
        del precise
        found = [np.abs(Runner(network, weights, winograd=w)(x) - expected).max() for w in (False, True)]
        scale = np.abs(expected).max()
        say(f"| {name} | {found[0] / scale:.1e} | {found[1] / scale:.1e} |")


def memory() -> None:
    """Bytes that a compiled network holds and allocates in a run, over its peak and its weights."""
    for name in zoo.NAMES:
        network = zoo.build(name)
        weights, x = random_weights(network, 1), image(network)
        needed = peak_activation_bytes(network) + sum(a.nbytes for arrays in weights.values() for a in arrays)
        tracemalloc.start()
        runner = Runner(network, weights)
        del weights
        gc.collect()
        tracemalloc.reset_peak()
        runner(x)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        say(f"| {name} | {peak / 1e6:.1f} | {needed / 1e6:.1f} | {peak / needed:.2f} |")


if __name__ == "__main__":
    torch.set_num_threads(1)
    parts = {"networks": networks, "layers": layers, "local": local, "error": error, "memory": memory}
    for part in sys.argv[1:] or parts:
        say(f"\n## {part}")
        parts[part]()
