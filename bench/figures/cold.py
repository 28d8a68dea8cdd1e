"""CPU seconds of every figure together, cold, in one process: imports, scene, lint, SVG, raster.

    python -m bench.figures.cold --rounds 5

Each round is a process of its own; the one of the median total is printed as Markdown, with the figures
that take longest. "Scene" is the engine's computing and the layout; the raster is PNG, of a figure in
steps GIF. Warm is what the build spends on drawing: a second time in one process, and in a second process.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from itertools import pairwise
from pathlib import Path
from time import process_time
from typing import Any

ROOT = Path(__file__).parents[2]
PHASES = ("scene", "lint", "svg", "raster")
WARM = """
import sys, time
from pathlib import Path
from generator.build.drawing import draw_images
from generator.build.cache.memory import Memory
memory = Memory()
for _ in range(2):
    started = time.process_time()
    draw_images(Path(sys.argv[1]), (), "zh", lambda *_: None, memory)
    print(time.process_time() - started)
"""


def once() -> dict[str, Any]:
    """Import, draw every kind, and tell the CPU seconds of each phase of each figure."""
    started = process_time()
    import generator.engine  # noqa: F401 what is timed

    engine = process_time()
    from generator.diagnostics import Location
    from generator.figures.lint import lint
    from generator.figures.raster import raster
    from generator.figures.registry import KINDS, scene_of
    from generator.figures.svg import svg, svgs, thumbnail

    imported = process_time()
    figures = {}
    for kind in sorted(KINDS):
        marks = [process_time()]
        scene = scene_of(kind, (), Location("")).value
        if scene is None:
            raise SystemExit(f"{kind} cannot be drawn at its defaults")
        marks.append(process_time())
        lint(scene)
        marks.append(process_time())
        _ = svgs(scene) if scene.steps else (svg(scene),)
        thumbnail(scene)
        marks.append(process_time())
        raster(scene, "gif" if scene.steps else "png")
        marks.append(process_time())
        figures[kind] = [after - before for before, after in pairwise(marks)]
    imports = {
        "start Python": started,
        "import the engine (NumPy)": engine - started,
        "import figures (Matplotlib, Pillow, fontTools)": imported - engine,
    }
    return {"imports": imports, "figures": figures, "total": process_time()}


def warm(kinds: list[str]) -> tuple[str, str, str]:
    """CPU seconds of drawing in a build of every kind: the first, the same again, in a second process."""
    with tempfile.TemporaryDirectory() as blog:
        entries = "".join(f'["{kind}.png"]\nfigure = "{kind}"\n' for kind in kinds)
        (Path(blog) / "imgs.toml").write_text(entries, encoding="utf-8")
        first, again = run("-c", WARM, blog).split()
        return first, again, run("-c", WARM, blog).split()[0]


def run(*arguments: str) -> str:
    done = subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603 our own
    return done.stdout


def report(found: list[dict[str, Any]]) -> str:
    median = found[len(found) // 2]
    figures: dict[str, list[float]] = median["figures"]
    rows = list(median["imports"].items())
    rows += [(phase, sum(times[place] for times in figures.values())) for place, phase in enumerate(PHASES)]
    rows.append((f"{len(figures)} figures, all", median["total"]))
    lines = ["| part | CPU s |", "|---|--:|", *(f"| {name} | {seconds:.2f} |" for name, seconds in rows)]
    lines += ["", f"Rounds: {', '.join(format(each['total'], '.2f') for each in found)} s. The longest:", ""]
    lines += [f"| figure | {' | '.join(PHASES)} | CPU s |", f"|---|{'--:|' * (len(PHASES) + 1)}"]
    for kind, times in sorted(figures.items(), key=lambda item: -sum(item[1]))[:5]:
        lines.append(f"| {kind} | {' | '.join(f'{each:.3f}' for each in times)} | {sum(times):.3f} |")
    first, again, second = (f"{float(each):.3f}" for each in warm(list(figures)))
    return "\n".join((*lines, "", f"In a build: {first} s; again {again} s; in a second process {second} s."))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--once", action="store_true", help="draw here, and print the seconds as JSON")
    given = parser.parse_args()
    if given.once:
        sys.stdout.write(json.dumps(once()))
        return
    found = [json.loads(run("-m", "bench.figures.cold", "--once")) for _ in range(given.rounds)]
    sys.stdout.write(report(sorted(found, key=lambda each: each["total"])) + "\n")


if __name__ == "__main__":
    main()
