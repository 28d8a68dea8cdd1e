"""Computed tables as HTML: a caption, scoped headers, numbers set to be compared.

A table's texts are finished; only a bare run of four digits or more is given its thousands commas.
"""

from __future__ import annotations

from html import escape

from generator.model import Column, Table
from generator.patterns import pattern
from generator.render.words import Words

_BARE_NUMBER = pattern(r"-?\d{4,}(\.\d+)?")
_SUBSCRIPT = pattern(r"\b([A-Za-z])_([A-Za-z]{1,3}|\d)\b")


def prose(text: str) -> str:
    """Escaped text in which `D_K` and `C_in` have real subscripts."""
    return _SUBSCRIPT.sub(r"\1<sub>\2</sub>", escape(text, quote=False))


def table_html(table: Table, label: str = "") -> str:
    """A table in its own scrolling box. `label` names the box where no caption stands with it."""
    name = label or table.caption
    caption = f'<caption class="unseen">{prose(name)}</caption>' if name else ""
    head = f"<thead><tr>{_head(table.columns)}</tr></thead>"
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(name)}">'
        f'<table class="computed">{caption}{head}{_bodies(table)}</table></div>'
    )


def download_html(table: Table, href: str, words: Words) -> str:
    """The link to the table's numbers in full, as a file to be saved."""
    name = escape(f"{words.download}{words.colon}{table.caption}" if table.caption else words.download)
    saved = escape(table.csv.rpartition("/")[2])
    attributes = f'href="{escape(href)}" download="{saved}" aria-label="{name}"'
    return f'<p class="download"><a {attributes}>{words.download}</a></p>'


def bare_table_html(table: Table) -> str:
    """A table for readers without our style sheet."""
    caption = f"<caption>{prose(table.caption)}</caption>" if table.caption else ""
    return f"<table>{caption}<thead><tr>{_head(table.columns)}</tr></thead>{_bodies(table)}</table>"


def _head(columns: tuple[Column, ...]) -> str:
    return "".join(
        f'<th scope="col"{_numeric(column)}>{prose(column.label)}{_unit(column)}</th>' for column in columns
    )


def _unit(column: Column) -> str:
    return f' <span class="unit">({prose(column.unit)})</span>' if column.unit else ""


def _bodies(table: Table) -> str:
    """The rows, with totals in a `<tfoot>`-like body of their own so that a rule can part them."""
    end = len(table.rows) if table.totals_from is None else table.totals_from
    body = "".join(_row(table, index) for index in range(end))
    totals = "".join(_row(table, index) for index in range(end, len(table.rows)))
    return f"<tbody>{body}</tbody>" + (f'<tbody class="totals">{totals}</tbody>' if totals else "")


def _row(table: Table, index: int) -> str:
    cells = zip(table.columns, table.rows[index], strict=True)
    first, *rest = (_cell(column, text) for column, text in cells)
    note = table.notes[index] if index < len(table.notes) else ""
    opening = '<tr class="noted">' if note else "<tr>"
    row = f"{opening}{_row_header(first, table.columns[0])}{''.join(rest)}</tr>"
    if not note:
        return row
    return f'{row}<tr class="working"><td colspan="{len(table.columns)}">{prose(note)}</td></tr>'


def _row_header(cell: str, column: Column) -> str:
    """The first cell names its row, unless it is a number itself."""
    if column.numeric:
        return cell
    return '<th scope="row"' + cell.removeprefix("<td").removesuffix("</td>") + "</th>"


def _cell(column: Column, text: str) -> str:
    shown = _grouped(text) if column.numeric else text
    return f"<td{_numeric(column)}>{prose(shown)}</td>"


def _numeric(column: Column) -> str:
    return ' class="number"' if column.numeric else ""


def _grouped(text: str) -> str:
    if not _BARE_NUMBER.fullmatch(text):
        return text
    whole, point, decimals = text.partition(".")
    return f"{int(whole):,}{point}{decimals}"
