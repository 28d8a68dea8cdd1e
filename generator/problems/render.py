"""Problems met while rendering: templates that are wrong, layouts that do not exist."""

from __future__ import annotations

from collections.abc import Iterable

from generator.diagnostics import Diagnostic, Location
from generator.problems.wording import did_you_mean, error, notice, warning


def template_error(message: str, at: Location) -> Diagnostic:
    """A template that does not parse, or fails while it runs."""
    said = message[:1].lower() + message[1:].rstrip(".")
    return error("template-error", said, at, "mend the template at that line")


def template_fault(name: str, known: Iterable[str], at: Location, owner: str = "") -> Diagnostic:
    """A template that asks for a name that its page does not have."""
    whose = f"{owner} has no" if owner else "no"
    help = did_you_mean(name, known, "docs/templates.md lists what a template may use")
    return error("template-error", f'{whose} "{name}"', at, help)


def missing_template(name: str, known: Iterable[str], at: Location) -> Diagnostic:
    """A template that extends or includes one that does not exist."""
    return error("template-error", f'no template "{name}"', at, did_you_mean(name, known))


def unknown_layout(layout: str, used: str, at: Location) -> Diagnostic:
    """A layout named in front matter that no theme has."""
    help = f"add {layout}.html to the folder given with --templates"
    return notice("unknown-layout", f'no layout "{layout}": "{used}" is used', at, help)


def repeated_translation(key: str, ref: str, lang: str, at: Location, first: Location) -> Diagnostic:
    """Two pages that would be one text in one language."""
    message = f"two pages in {lang} have `{key}: {ref}`, which names one text in several languages"
    return warning(
        "repeated-translation",
        message,
        at,
        f"the other is {first.path}:{first.line}; give one its own",
        first,
    )
