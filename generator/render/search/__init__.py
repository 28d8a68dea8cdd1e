"""Search without a server: an index of our own, written as small files that a page fetches by need.

Owns what is indexed, how it is cut into files, and the files' format; `assets/search` reads them.
"""

from __future__ import annotations

from generator.render.search.index import FOLDER, NO_INDEX, Index, indexing, plan_index, search_outputs

__all__ = ["FOLDER", "NO_INDEX", "Index", "indexing", "plan_index", "search_outputs"]
