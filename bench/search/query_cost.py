"""What a query costs a reader: bytes fetched and results, for the seeded blog of any size.

    python -m bench.search.query_cost 10000

Builds the index alone (no pages, no figures) and runs the site's own script under Node. Sizes are those of
the files; `gzip` is each file packed by itself, as servers send it.
"""

from __future__ import annotations

import argparse
import gzip
import json
import subprocess
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from bench.corpus import write_blog
from generator.build import Memory
from generator.build.reading import Asked, config_of, read
from generator.model import Site
from generator.render import load_assets
from generator.render.search import FOLDER, search_outputs
from generator.resolve import resolve

QUERIES = ("卷积", "空洞卷积", "感受野", "batch", "channel 通道", "conv2d", "激活函数", "3×3")
HARNESS = """
const fs = require("fs"), path = require("path");
const root = process.argv[2];
let fetched = [];
globalThis.window = globalThis;
const run = (src) => { (0, eval)(fs.readFileSync(src, "utf8")); };
globalThis.document = { currentScript: { src: "file://" + root + "/notes-assets/search.js" },
  createElement: () => ({ remove() {} }),
  getElementById: () => ({ dataset: {} }),
  head: { append(script) {
    const name = new URL(script.src).pathname;
    fetched.push(name);
    globalThis.document.currentScript = script;
    run(name);
  } } };
run(root + "/notes-assets/search.js");
(async () => {
  const rows = [];
  for (const query of JSON.parse(process.argv[3])) {
    fetched = [];
    const start = performance.now();
    const { asked, pages } = await notesSearch.find(query);
    let shown = 0, at = 0;
    while (at < Math.min(40, pages.length) && shown < 10) {
      if (await notesSearch.read(pages[at++], asked)) shown++;
    }
    rows.push({ query, pages: pages.length, shown, ms: performance.now() - start, fetched });
  }
  console.log(JSON.stringify(rows));
})();
"""


def site_of(folder: Path) -> Site:
    """The resolved site of a blog; nothing is drawn or rendered."""
    memory = Memory()
    asked = Asked(folder, folder / "site", False, False, datetime.now(UTC))
    config = config_of(asked, memory).value
    reading = read(asked, config, lambda *_: None, memory).value
    return resolve(config, reading.pages, reading.statics, {}).value


def measure(root: Path) -> None:
    harness = root / "harness.js"
    harness.write_text(HARNESS, encoding="utf-8")
    print("| query | pages | shown | files | KB | KB gzipped | ms |\n|---|--:|--:|--:|--:|--:|--:|")  # noqa: T201 its purpose
    for query in QUERIES:
        command = ["node", str(harness), str(root), json.dumps([query])]
        ran = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 its own script
        told = json.loads(ran.stdout)[0]
        files = [Path(name).read_bytes() for name in (str(root / "notes-assets/search.js"), *told["fetched"])]
        raw, packed = sum(map(len, files)), sum(len(gzip.compress(file, 6)) for file in files)
        row = (query, told["pages"], told["shown"], len(files), f"{raw / 1e3:.0f}", f"{packed / 1e3:.0f}")
        print("|", " | ".join(map(str, row)), "|", f"{told['ms']:.0f}", "|")  # noqa: T201


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("count", type=int)
    count = parser.parse_args().count
    with tempfile.TemporaryDirectory() as made:
        root = Path(made)
        write_blog(root / "blog", count)
        site = site_of(root / "blog")
        start = time.process_time()
        outputs = search_outputs(site, {})
        seconds = time.process_time() - start
        for output in (*outputs, load_assets().search):
            path = root / output.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(output.content)
        shards = [len(output.content) for output in outputs if output.path.startswith(f"{FOLDER}/s")]
        print(f"{count} posts: {seconds / count * 1e3:.2f} ms each; {len(shards)} shards,")  # noqa: T201
        print(f"mean {sum(shards) / len(shards) / 1e3:.1f} KB, largest {max(shards) / 1e3:.1f} KB\n")  # noqa: T201
        measure(root)


if __name__ == "__main__":
    main()
