"""`persclean config`: what holds and why, as TOML and JSON; the schema says what the reader takes, and is current."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from persclean import Config, Pipeline, clean
from persclean.errors import ConfigError
from persclean.presets import presets
from persclean.project import read
from persclean.project.keys import keys
from persclean.project.schema import schema
from persclean.settings import resolved
from tests.command import ROOT, ZWNJ, persclean
from tests.test_settings_files import WRONG


def test_show_tells_where_each_value_comes_from(tmp_path: Path) -> None:
    (tmp_path / "persclean.toml").write_text(
        'preset = "search"\n[[overrides]]\npaths = ["a/"]\nheh_ye = "ye"\nquote = ""\n', "utf-8"
    )
    done = persclean("config", "show", "a/x.txt", "--no-config", cwd=tmp_path)
    assert done.text.startswith("# no settings file\n")
    text = persclean("config", "show", "a/x.txt", cwd=tmp_path).text
    lines = [" ".join(line.split()) for line in text.splitlines()]
    assert lines[0] == "# persclean.toml"
    assert 'preset = "search" # persclean.toml:1' in lines
    assert 'heh_ye = "ye" # persclean.toml:4' in lines
    assert 'digits = "latin" # preset search (persclean.toml:1)' in lines
    assert "jobs = 1 # default" in lines
    shown = json.loads(persclean("config", "show", "a/x.txt", "--json", cwd=tmp_path).text)
    assert shown["settings"]["heh_ye"] == {"value": "ye", "from": "persclean.toml:4"}
    # What is shown is a settings file, which says the same.
    (tmp_path / "again.toml").write_text(text, "utf-8")
    again = json.loads(persclean("config", "show", "--config", "again.toml", "--json", cwd=tmp_path).text)
    values = [{name: one["value"] for name, one in of["settings"].items()} for of in (shown, again)]
    assert values[0] == values[1]
    assert list(values[0]) == list(keys())


def test_every_field_of_config_is_a_setting_with_its_default() -> None:
    values = dict(resolved({"no_config": True}).given)
    for name in Config.__slots__:
        assert name in keys()
        if name != "exceptions":
            assert values[name].value == getattr(Config(), name)
    assert resolved({"no_config": True}).pipeline == Pipeline.preset()


def test_presets_are_shown_and_bring_their_settings() -> None:
    shown = tomllib.loads(persclean("config", "presets").text)
    for name, one in presets().items():
        assert tuple(shown[name].pop("filters")) == one.filters
        assert shown[name] == one.config
        settings = resolved({"preset": name, "no_config": True})
        assert settings.pipeline == Pipeline.preset(name)


@pytest.mark.parametrize(
    "spellings",
    [
        ("خانهٔ", "خانۀ", f"خانه{ZWNJ}ی", "خانة", "خانه", "خـانه"),
        ("مسئول", "مسيول", "مَسئول"),
        ("تأمین", "تامين", "تامین"),
        ("۱۴۰۰", "1400", "١٤٠٠"),
        (f"می{ZWNJ}روم", "می روم", "مي روم"),
        ("كتاب", "کتاب", "ڪتاب"),
        ("الله", "ﷲ"),
    ],
    ids=lambda words: ascii(words[0]),
)
def test_search_folds_all_spellings_to_one(spellings: tuple[str, ...]) -> None:
    keys = {clean(f"در {word} بود", preset="search") for word in spellings}
    assert len(keys) == 1
    key = keys.pop()
    assert clean(key, preset="search") == key


def test_the_schema_that_ships_is_current() -> None:
    text = persclean("config", "schema").out
    assert text == (ROOT / "docs/persclean.schema.json").read_bytes()
    Draft7Validator.check_schema(json.loads(text))


@pytest.mark.parametrize("text", [one for one, _, _ in WRONG if "document_separator" not in one])
def test_the_schema_refuses_what_the_reader_refuses(text: str) -> None:
    # Names of filters and encodings are open in the schema: plug-ins and other spellings.
    open_names = "digts" in text or "utf-61" in text or "filters = []" in text or 'delimiter = "||"' in text
    assert Draft7Validator(schema()).is_valid(tomllib.loads(text)) == open_names


def test_the_schema_takes_what_the_reader_takes(tmp_path: Path) -> None:
    whole: dict[str, Any] = {name: key.default for name, key in keys().items() if name not in ("filters", "exceptions")}
    table = {name: list(value) if isinstance(value, tuple) else value for name, value in whole.items()}
    Draft7Validator(schema()).validate(table | {"overrides": [{"paths": ["a"], "digits": "latin"}]})
    path = tmp_path / "x.toml"
    path.write_text("".join(f"{name} = {json.dumps(value)}\n" for name, value in table.items()), "utf-8")
    assert read.read(path).layer.values.keys() == table.keys()
    with pytest.raises(ConfigError):
        resolved({"config": tmp_path / "x.toml", "digits": "x"}).pipeline  # noqa: B018


def test_the_page_of_settings_has_all_settings_and_presets() -> None:
    page = (ROOT / "docs/settings.md").read_text("utf-8")
    for key in keys().values():
        assert f"| `{key.name}` | " in page
        assert f" | {'yes' if key.per_path else 'no'} | {key.help}" in page
    for name, one in presets().items():
        row = next(line for line in page.splitlines() if line.startswith(f"| `{name}` | "))
        more = [filter for filter in one.filters if filter not in ("unicode", "letters", "marks")]
        assert f"| {', '.join(more)} |".replace("|  |", "| |") in row
        assert all(f"`{setting} = {json.dumps(value)}`" in row for setting, value in one.config.items())


def test_the_exceptions_of_the_page_do_what_it_says(tmp_path: Path) -> None:
    page = (ROOT / "docs/settings.md").read_text("utf-8")
    path = tmp_path / "words.tsv"
    path.write_text(page.partition("# word\t")[2].partition("```")[0].partition("\n")[2], "utf-8")
    text = clean("میشود می شود آنها آن ها آنهایی تهرون علیرغم #آنها", exceptions=path)
    assert text.replace(ZWNJ, "|") == "میشود می شود آن|ها آن|ها آنهایی تهران به رغم #آنها"
