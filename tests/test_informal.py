"""The filter informal: its tables, its proof, and what is said where hazm is not installed."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator

import pytest

from persclean.config import Config
from persclean.engine import light
from persclean.engine.safety import check, skeleton
from persclean.errors import ConfigError, LettersLostError
from persclean.filters import find
from persclean.filters.base import Filter
from persclean.informal.forms import data_folder, forms
from persclean.pipeline import LIGHT_LIMIT, Pipeline
from persclean.presets import presets

ZWNJ = "\N{ZERO WIDTH NON-JOINER}"
pytestmark = pytest.mark.skipif(importlib.util.find_spec("hazm") is None, reason="hazm is not installed")


@pytest.fixture(name="one")
def _one() -> Iterator[Filter]:
    yield find("informal")(Config())


def _pairs() -> list[tuple[str, str]]:
    found = forms()
    behind = [(f"{p}{ZWNJ}{old}", f"{p}{ZWNJ}{new}") for p in ("می", "نمی") for old, new in found.verbs.items()]
    return [*found.words.items(), *found.bare.items(), *found.glued.items(), *behind]


def test_every_form_is_replaced_proved_and_final(one: Filter) -> None:
    pairs = _pairs()
    assert len(pairs) > 5000
    before = "\n".join(old for old, _ in pairs)
    after = one.words(before)
    assert [(old, new) for (old, new), got in zip(pairs, after.split("\n"), strict=True) if got != new] == []
    assert one.words(after) == after
    assert [old for old, new in pairs if skeleton(one, old) != skeleton(one, new)] == []


def test_the_proof_catches_other_changes(one: Filter) -> None:
    check(one, "خونه ما", "خانه ما")
    for wrong in ("خانهها ما", "خان ما", "خانه", "ما خانه", "خانه شما"):
        with pytest.raises(LettersLostError):
            check(one, "خونه ما", wrong)


def test_nothing_of_formal_text_changes(one: Filter) -> None:
    from tests.command import ROOT

    for path in sorted((ROOT / "samples" / "clean").glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        assert one.words(text) == text, path.name


def test_it_is_off_unless_named() -> None:
    assert not any("informal" in names for names in (one.filters for one in presets().values()))
    pipeline = Pipeline.preset("default") | "informal"
    assert pipeline("نمي تونم برم خونه ها") == f"نمی{ZWNJ}توانم برم خانه{ZWNJ}ها"


def test_the_fast_path_agrees() -> None:
    pipeline = Pipeline(("unicode", "letters", "marks", "zwnj", "informal", "digits", "spacing"))
    line = "ديگه نميتونم برم خونه 3 بار ميخوام بخونم.\n"
    assert pipeline(line * 3000) == pipeline(line) * 3000


@pytest.mark.parametrize("place", ["after zwnj", "last"])
def test_behind_the_half_spaces_a_second_run_finds_nothing_to_do(place: str) -> None:
    """Also where a space parts a verb from its می, which the half-space filter closes first."""
    others = ["unicode", "letters", "marks", "zwnj", "digits", "spacing"]
    others.insert({"after zwnj": 4, "last": 6}[place], "informal")
    pipeline = Pipeline(tuple(others))
    assert pipeline("نمی تونم") == f"نمی{ZWNJ}توانم"
    found = forms()
    words = [old for old, _ in _pairs()]
    words += [f"{p} {old}" for p in ("می", "نمی") for old in found.verbs]
    words += [f"{word}{sign}{end}" for word in found.words for sign in (ZWNJ, " ") for end in ("ها", "های", "تر", "ای")]
    once = pipeline("\n".join(words))
    twice = pipeline(once)
    pairs = zip(words, once.split("\n"), twice.split("\n"), strict=True)
    assert [(word, one, two) for word, one, two in pairs if one != two] == []


def test_both_paths_agree_on_what_the_gaps_have_joined() -> None:
    pipeline = Pipeline(("unicode", "letters", "marks", "informal", "zwnj", "spacing"))
    found = forms()
    pairs = [f"(می {old}، نمی {old} و می{ZWNJ}{old} {n}" for n, old in enumerate(found.verbs)]
    text = "\n".join(pairs * 2)
    assert len(text) > LIGHT_LIMIT
    assert pipeline(text) == light.run(pipeline.filters, text)


def test_without_hazm_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    real = importlib.util.find_spec
    monkeypatch.setattr("persclean.informal.forms.find_spec", lambda name: None if name == "hazm" else real(name))
    with pytest.raises(ConfigError, match=r"pip install 'hazm"):
        data_folder()
    forms.cache_clear()
    from persclean.manual import page

    try:
        with pytest.raises(ConfigError, match="informal"):
            Pipeline(("informal",))
        assert "Cannot be run here" in page(find("informal"))
    finally:
        forms.cache_clear()
