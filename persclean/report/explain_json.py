"""An explanation as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from persclean.changes import explain
from persclean.pipeline import Pipeline
from persclean.report.json_list import escaped

if TYPE_CHECKING:
    from persclean.explanation import Explained


def written(given: str, bare: str, clean: str, pipeline: Pipeline, steps: Sequence[Explained]) -> str:
    """Return the object, with `before`, `after`, `steps`, and `changes` by offsets in both.

    A step has `code`, `filter`, `why`, the text `before` and `after` it, its `changes` with line and column in the text
    before it, and the `evidence` of the half-space model.
    """
    codes = {step.filter.code for step in steps}
    whole: dict[str, Any] = {
        "before": given,
        "after": clean + given[len(bare) :],
        "steps": [_step(step) for step in steps],
        "changes": [asdict(change) for change in explain(bare, pipeline) if change.code in codes],
    }
    return escaped(json.dumps(whole, ensure_ascii=False, indent=1)) + "\n"


def _step(step: Explained) -> dict[str, Any]:
    return {
        "code": step.filter.code,
        "filter": step.filter.name,
        "why": step.filter.why,
        "before": step.before,
        "after": step.after,
        "changes": [
            {"line": line, "column": column, "before": before, "after": after}
            for line, column, before, after in step.changes
        ],
        "evidence": [
            {
                "left": one.left,
                "right": one.right,
                "by": one.by,
                "choice": one.choice,
                "margin": round(one.margin, 4),
                "limit": round(one.limit, 4),
                "spoke": [{"weight": round(weight, 4), "name": name} for weight, name in one.spoke],
            }
            for one in step.evidence
        ],
    }
