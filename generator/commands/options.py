"""The options that several commands share."""

from __future__ import annotations

from pathlib import Path

import click

SOURCE = click.option(
    "--source",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default="content",
    show_default=True,
    help="The blog: _config.yml, _posts/, pages, assets.",
)
DRAFTS = click.option("--drafts", is_flag=True, help="Include _drafts/ and `draft: true`.")
FUTURE = click.option("--future", is_flag=True, help="Include posts dated after now.")
TEMPLATES = click.option(
    "--templates",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=None,
    help="A folder of templates that go before the bundled ones.",
)
