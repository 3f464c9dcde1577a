"""Every row of tests/cases/*.tsv, by the filter of that name alone (zwnj_lost.tsv: by zwnj)."""

from __future__ import annotations

from importlib.util import find_spec

import pytest

from persclean.filters import find
from tests import casefile
from tests.casefile import Case

WITHOUT = set() if find_spec("hazm") else {"informal"}  # what cannot be run here
ALL = [(name, case) for name in casefile.names() if name not in WITHOUT for case in casefile.load(name)]


def _params(rewrites: bool) -> list[object]:
    rows = [(name, case) for name, case in ALL if (case.expected is not None) == rewrites]
    return [pytest.param(name, case, id=f"{name}-{case.id}") for name, case in rows]


def _run(name: str, case: Case, text: str) -> str:
    return find(name.partition("_")[0])(case.config)(text)


@pytest.mark.parametrize(("name", "case"), _params(rewrites=True))
def test_rewrite(name: str, case: Case) -> None:
    assert ascii(_run(name, case, case.input)) == ascii(case.expected), case.note


@pytest.mark.parametrize(("name", "case"), _params(rewrites=False))
def test_noop(name: str, case: Case) -> None:
    assert ascii(_run(name, case, case.input)) == ascii(case.input), case.note


@pytest.mark.parametrize(("name", "case"), [*_params(rewrites=True), *_params(rewrites=False)])
def test_twice_is_once(name: str, case: Case) -> None:
    once = _run(name, case, case.input)
    assert ascii(_run(name, case, once)) == ascii(once), case.note


@pytest.mark.parametrize("case", casefile.load("known/zwnj"), ids=lambda case: case.id)
def test_a_known_failure_still_fails(case: Case) -> None:
    """What ought not to change and does; when one no longer does, move it to the cases that must hold."""
    assert _run("zwnj", case, case.input) != case.input


def test_a_rewrite_changes_something() -> None:
    assert [case.id for _, case in ALL if case.input == case.expected] == []
