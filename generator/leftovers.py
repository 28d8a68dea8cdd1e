"""What editors, file managers and tools leave beside notes: of no page's concern. Asked of every file before
all else, so nothing is imported."""

from __future__ import annotations

TOOLS = frozenset({".git", ".hg", ".svn", ".idea", ".vscode", ".obsidian"})
"""Folders of tools (Git's may be a file)."""
REPOSITORIES = (".git", ".svn")
"""Those of a site that is pushed as it stands: no build writes them, or removes them unless it is told to."""
SIGNS = ".#T~_"
"""With one of these begins or ends what is passed by: who has thousands of names asks of no others."""
_NAMES = frozenset({".DS_Store", "Thumbs.db"})
_BEGINNINGS = (".#", ".goutputstream-", ".~lock.", ".nfs")
_ENDINGS = ("~", ".kate-swp", "___jb_tmp___", "___jb_old___")
_SWAP = ".sw"
"""Vim's, before a last letter."""


def is_leftover(name: str) -> bool:
    """Whether a file or folder of this name is of no page's concern, wherever it lies."""
    if name in _NAMES or name in TOOLS or name.endswith(_ENDINGS):
        return True
    if name[0] == "#":
        return name[-1] == "#"  # Emacs, while a file is edited
    return name[0] == "." and (name.startswith(_BEGINNINGS) or name[-4:-1] == _SWAP)
