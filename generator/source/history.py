"""When a file first stood in the history: for posts that name no date. Never the file's own time.

The only caller of git. A folder without history, or with a cut-off one, answers nothing: a clone
of depth one would date every post by its last commit.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

_SECONDS = 60
# Neither programs nor signatures that a stranger's repository may configure.
_QUIET = ("-c", "core.fsmonitor=false", "-c", "log.showSignature=false", "-c", "core.quotePath=false")


def first_commits(root: Path) -> dict[str, datetime]:
    """Path from `root` → author date of the first commit that holds it; empty without a history."""
    import shutil

    git = shutil.which("git")
    if git is None or _ask(git, root, "rev-parse", "--is-shallow-repository").strip() != "false":
        return {}
    log = _ask(
        git, root, "log", "--reverse", "--diff-filter=A", "--no-renames", "--relative", "--name-only",
        "-z", "--format=%x01%aI", "--", ".",
    )  # fmt: skip
    found: dict[str, datetime] = {}
    when = None
    for field in log.split("\0"):
        for part in field.split("\n"):
            if part.startswith("\x01"):
                when = datetime.fromisoformat(part[1:])
            elif part and when:
                found.setdefault(part, when)
    return found


def _ask(git: str, root: Path, *arguments: str) -> str:
    import subprocess

    try:
        answer = subprocess.run(  # noqa: S603 fixed arguments, no shell
            [git, "-C", str(root), *_QUIET, *arguments],
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return answer.stdout.decode("utf-8", "replace") if answer.returncode == 0 else ""
