"""persclean on other engines: batches of Arrow columns in, the same with clean texts out; adapters, each a module.

Import what you use: `persclean.scale.polars`, `.duckdb`, `.pandas`, `.datasets`, `.spark`, `.ray`, `.datatrove`.
"""

from __future__ import annotations

from persclean.scale.batch import clean_batch

__all__ = ["clean_batch"]
