"""The page that tells a theme's writer what a template may use, made from the view's own fields.

`python -m generator.render.theming > docs/templates.md` writes it; a test holds the two together.
"""

from __future__ import annotations

import inspect
import re
import sys
from dataclasses import fields

from generator.render import view

_VIEWS = (
    view.PageView,
    view.Frame,
    view.Group,
    view.Entry,
    view.Anchor,
    view.Day,
    view.Translation,
    view.TocEntry,
    view.Thumbnail,
    view.Pager,
)
_OPENING = """\
# Templates

A theme is a folder: `--templates DIR` puts it before the bundled templates, and a file of it
replaces the bundled one of the same name. Start from the smallest part that you want to change:
`_header.html`, `_footer.html`, `_title.html`, `_contents.html`, `_end.html`, or a whole layout such as
`post.html`. A page's `layout:` in its front matter names the template `<layout>.html`.

A template sees one value, `page`, and nothing else of the site. Every `href` in it is finished:
relative to the page and percent-encoded. Text is escaped when it is printed; fields of the type
`Markup` are HTML already. A name that does not exist is an error with file, line and the nearest name.

This page is generated from the view's fields.
"""


def reference() -> str:
    """The reference as Markdown: one table of fields for each view."""
    return "\n".join((_OPENING, *(_section(kind) for kind in _VIEWS)))


def _section(kind: type) -> str:
    notes = _notes(kind)
    called = " (`page`)" if kind is view.PageView else ""
    head = f"## {kind.__name__}{called}\n\n{inspect.getdoc(kind)}\n\n| field | type | |\n|---|---|---|\n"
    rows = (
        f"| `{field.name}` | `{str(field.type).replace('|', 'or')}` | {notes.get(field.name, '')} |\n"
        for field in fields(kind)
    )
    return head + "".join(rows)


def _notes(kind: type) -> dict[str, str]:
    """The string that stands below a field in the class's source, by field name."""
    pattern = re.compile(r'^    (\w+): .*\n    """(.*?)"""$', re.MULTILINE)
    return {name: " ".join(text.split()) for name, text in pattern.findall(inspect.getsource(kind))}


if __name__ == "__main__":
    sys.stdout.write(reference())
