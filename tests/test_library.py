"""What the library promises: clean, explain, Pipeline, Config, the registry and its plug-ins."""

from __future__ import annotations

import pickle
import subprocess
import sys
from importlib.metadata import EntryPoint

import pytest
from hypothesis import given, settings

import persclean
from persclean import Config, Pipeline, filters
from persclean.changes import Change
from persclean.engine.safety import check
from persclean.errors import ConfigError, LettersLostError
from persclean.filters.base import Effects, Filter
from persclean.pipeline import LIGHT_LIMIT
from persclean.presets import presets
from tests.test_engine import texts

ZWNJ = "\N{ZERO WIDTH NON-JOINER}"
PAGE = 'نمي خواهند در آخرين روز 3نماینده گفتند:کتاب ها (UCLG-MEWA) را "بخوانید" .\n'


def test_clean_takes_filters_skip_and_settings() -> None:
    assert persclean.clean("علي 3", filters=["letters"]) == "علی 3"
    assert persclean.clean("علي 3", skip=["letters"]) == "علي ۳"
    assert persclean.clean("علي ۳", digits="latin") == "علی 3"
    assert persclean.clean("علي ۳", preset="minimal") == "علی ۳"


def test_filters_run_in_the_order_given() -> None:
    class Mark(Filter):
        code, name, why = "X1", "x", "x"

        def words(self, text: str) -> str:
            return text.replace("ی", "!")

    pipeline = Pipeline(("letters",))
    object.__setattr__(pipeline, "filters", (*pipeline.filters, Mark()))
    object.__setattr__(pipeline, "verify", False)
    assert pipeline("علي") == "عل!"
    object.__setattr__(pipeline, "filters", pipeline.filters[::-1])
    assert pipeline("علي") == "علی"


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: persclean.clean("x", filters=["leters"]), "did you mean 'letters'"),
        (lambda: persclean.clean("x", skip=["zwjn"]), "did you mean 'zwnj'"),
        (lambda: persclean.clean("x", preset="defalt"), "did you mean 'default'"),
        (lambda: persclean.clean("x", digits="latn"), "did you mean 'latin'"),
        (lambda: persclean.clean("x", digit="latin"), "did you mean 'digits'"),
    ],
)
def test_wrong_names_are_errors_that_suggest(call: object, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        call()  # type: ignore[operator]


def test_a_pipeline_is_a_value() -> None:
    one, two = Pipeline.preset(config=Config(digits="latin")), Pipeline.preset(config=Config(digits="latin"))
    assert one == two
    assert hash(one) == hash(two)
    assert one != Pipeline.preset()
    assert pickle.loads(pickle.dumps(one)) == one
    assert {one: 1}[two] == 1
    with pytest.raises(AttributeError):
        one.names = ()  # type: ignore[misc]


def test_pipelines_compose() -> None:
    joined = Pipeline(("letters",)) | Pipeline(("digits",)) | "spacing"
    assert joined.names == ("letters", "digits", "spacing")
    assert joined("علي 3نفر") == Pipeline(("letters", "digits", "spacing"))("علي 3نفر")


def test_a_large_text_takes_the_fast_path_to_the_same_result() -> None:
    text = PAGE * (LIGHT_LIMIT // len(PAGE) + 2)
    assert len(text) > LIGHT_LIMIT
    assert Pipeline.preset()(text) == Pipeline.preset()(PAGE) * (len(text) // len(PAGE))


def test_explain_names_filter_and_places() -> None:
    text = "علي  3نفر می خواهند"
    found = persclean.explain(text)
    cleaned = persclean.clean(text)
    assert {(c.filter, c.before, c.after) for c in found} >= {
        ("letters", "ي", "ی"),
        ("digits", "3", "۳"),
        ("zwnj", " ", ZWNJ),
    }
    for change in found:
        if change.filter in ("letters", "digits", "zwnj"):
            assert text[change.start : change.end] == change.before
            assert cleaned[change.after_start : change.after_end] == change.after


@settings(max_examples=150, deadline=None)
@given(texts)
def test_explain_covers_every_difference(text: str) -> None:
    found = persclean.explain(text)
    cleaned = persclean.clean(text)
    assert bool(found) >= (text != cleaned)
    touched, written = set[int](), set[int]()
    for change in found:
        assert 0 <= change.start <= change.end <= len(text)
        assert 0 <= change.after_start <= change.after_end <= len(cleaned)
        touched.update(range(change.start, change.end))
        written.update(range(change.after_start, change.after_end))
    # What no change touches stands in both, in the same order.
    before = "".join(c for i, c in enumerate(text) if i not in touched)
    after = "".join(c for i, c in enumerate(cleaned) if i not in written)
    assert before == after


def test_explain_of_clean_text_is_empty() -> None:
    assert persclean.explain("متنی درست که می\N{ZERO WIDTH NON-JOINER}ماند.") == []
    assert isinstance(persclean.explain("ي")[0], Change)


def test_a_filter_that_loses_letters_is_stopped() -> None:
    class Thief(Filter):
        code, name, why = "X2", "thief", "drops a letter it does not declare"

        def words(self, text: str) -> str:
            return text.replace("ب", "")

    with pytest.raises(LettersLostError, match="thief"):
        Thief()("کتاب")


def test_the_check_reads_declarations() -> None:
    class Declared(Filter):
        code, name, why = "X3", "declared", "maps one letter"

        @property
        def effects(self) -> Effects:
            return Effects(maps={"ب": "پ"})

    check(Declared(), "کتاب", "کتاپ")
    with pytest.raises(LettersLostError):
        check(Declared(), "کتاب", "کتا")
    with pytest.raises(LettersLostError):
        check(Declared(), "کتاب", "کتب")


@pytest.mark.parametrize("name", list(filters.built_in()))
def test_every_filter_declares_itself(name: str) -> None:
    one = filters.built_in()[name]
    assert one.code.startswith("PC")
    assert one.__doc__
    assert ">>>" in one.__doc__
    assert set(one.reach) <= {"word", "gap", "line", "document"}
    assert one.name == name


def test_codes_are_unique_and_presets_hold_known_filters() -> None:
    known = filters.built_in()
    assert len({one.code for one in known.values()}) == len(known)
    for names in (one.filters for one in presets().values()):
        assert set(names) <= set(known)
    assert set(presets()["default"].filters) == {name for name, one in known.items() if one.default}


class Shout(Filter):
    """A plug-in of a third party."""

    code, name, why = "XX1", "shout", "puts an exclamation mark after سلام"

    def words(self, text: str) -> str:
        return text.replace("سلام", "سلام!")


def test_plugins_come_from_the_entry_points(monkeypatch: pytest.MonkeyPatch) -> None:
    point = EntryPoint("shout", "tests.test_library:Shout", "persclean.filters")
    monkeypatch.setattr(filters, "_entry_points", lambda: [point])
    filters.all_filters.cache_clear()
    try:
        assert Pipeline(("letters", "shout"))("سلام علي") == "سلام! علی"
    finally:
        filters.all_filters.cache_clear()


def test_a_plugin_may_not_take_a_built_in_name(monkeypatch: pytest.MonkeyPatch) -> None:
    point = EntryPoint("letters", "persclean.filters.letters:Letters", "persclean.filters")
    monkeypatch.setattr(filters, "_entry_points", lambda: [point])
    filters.all_filters.cache_clear()
    try:
        with pytest.raises(ConfigError, match="built-in"):
            filters.all_filters()
    finally:
        filters.all_filters.cache_clear()


@pytest.mark.parametrize("heavy", ["pyarrow", "hazm", "rich", "regex", "pathspec"])
def test_cleaning_a_small_text_imports_nothing_heavy(heavy: str) -> None:
    code = f"import sys, persclean; persclean.clean('كتاب ها می خواهند سلاااام'); sys.exit({heavy!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_engine_does_not_import_pandas() -> None:
    """pyarrow does, where it is installed, for some of its functions: that would be a third of a second a process."""
    code = "import sys, persclean; persclean.clean('كتاب ها می خواهند سلاااام\\n' * 5000); print(sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "'pyarrow'" in done.stdout
    assert "'pandas'" not in done.stdout
