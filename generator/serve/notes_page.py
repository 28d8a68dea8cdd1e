"""The page at /__notes: every diagnostic, the drafts, and how long the latest builds took."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from pathlib import Path

from generator.addresses import encode
from generator.diagnostics import Location
from generator.records import dataclass
from generator.serve.editor import editor_link
from generator.serve.snapshot import Build, Shown
from generator.serve.stream import problem_row

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>
:root {{ font: 15px/1.6 system-ui, sans-serif; color-scheme: light dark; }}
body {{ max-width: 60rem; margin: 2.5rem auto; padding: 0 1.25rem; }}
h1 {{ font-size: 1.4rem; }} h2 {{ font-size: 1.05rem; margin-top: 2.2rem; }}
ul {{ list-style: none; padding: 0; }} li {{ margin: .7rem 0; }}
code, td, .place {{ font-family: ui-monospace, monospace; font-size: .92em; }}
code {{ white-space: nowrap; }}
.error {{ color: light-dark(#b3261e, #f2b8b5); }} .warning {{ color: light-dark(#8a5a00, #f0c674); }}
.notice {{ color: light-dark(#00639b, #8cc8f0); }}
.help {{ display: block; opacity: .75; white-space: pre-line; }}
table {{ border-collapse: collapse; }} td, th {{ padding: .15rem 1.2rem .15rem 0; text-align: right; }}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
<p><a href="/">the site</a></p>
<section>
<h2>Problems</h2>
{problems}
</section>
<section>
<h2>Drafts</h2>
{drafts}
</section>
<section>
<h2>Builds</h2>
<table>
<thead><tr><th>build</th><th>outcome</th><th>seconds</th><th>files changed</th></tr></thead>
<tbody>
{builds}
</tbody>
</table>
</section>
</main>
</body>
</html>
"""


@dataclass(frozen=True, slots=True)
class Ledger:
    """What the page is made from. `hidden` are drafts that the preview leaves out."""

    shown: Shown
    source: Path
    hidden: tuple[str, ...]


def notes_page(ledger: Ledger) -> bytes:
    """The page as HTML, without the live script."""
    said = len(ledger.shown.latest.diagnostics)
    title = f"{said} problem{'s' if said != 1 else ''}" if said else "No problems"
    builds = "\n".join(_build(build) for build in ledger.shown.builds)
    page = _PAGE.format(title=title, problems=_problems(ledger), drafts=_drafts(ledger), builds=builds)
    return page.encode()


def _problems(ledger: Ledger) -> str:
    latest = ledger.shown.latest
    rows = [problem_row(d, latest.editor_url, ledger.source) for d in latest.diagnostics]
    return _list((_problem({k: escape(v) for k, v in row.items()}) for row in rows), "Nothing to mend.")


def _problem(row: dict[str, str]) -> str:
    help = f'<span class="help">{row["help"]}</span>' if row["help"] else ""
    return (
        f'<a class="place" href="{row["href"]}">{row["place"]}</a> '
        f'<span class="{row["severity"]}">{row["severity"]}[{row["code"]}]</span> {row["message"]}{help}'
    )


def _drafts(ledger: Ledger) -> str:
    rows = [_draft(path, ledger, shown=True) for path in ledger.shown.latest.drafts]
    rows += [_draft(path, ledger, shown=False) for path in ledger.hidden]
    return _list(rows, "None.")


def _draft(path: str, ledger: Ledger, *, shown: bool) -> str:
    href = escape(editor_link(ledger.shown.latest.editor_url, ledger.source, Location(path, 1)))
    link = f'<a class="place" href="{href}">{escape(path)}</a>'
    output = ledger.shown.latest.sources.get(path)
    if not shown or output is None:
        return f"{link} left out; start with <code>--drafts</code> to see it"
    return f'{link} <a href="/{escape(encode(output).removeprefix("./"))}">its page</a>'


def _build(build: Build) -> str:
    outcome = "good" if build.ok else '<span class="error">broken</span>'
    cells = (str(build.number), outcome, f"{build.seconds:.3f}", str(build.changed))
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _list(items: Iterable[str], otherwise: str) -> str:
    rows = "\n".join(f"<li>{item}</li>" for item in items)
    return f"<ul>\n{rows}\n</ul>" if rows else f"<p>{otherwise}</p>"
