"""Settings files: which one counts, what is stronger, and what is wrong named with file, line and key."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from persclean import Config
from persclean.errors import ConfigError, InputError
from persclean.project import find, read
from persclean.project.lines import Lines
from persclean.settings import Resolver, resolved


@pytest.fixture(autouse=True)
def _fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    find.nearest.cache_clear()
    read.read.cache_clear()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("APPDATA", str(tmp_path / "home"))


def put(path: str, text: str) -> Path:
    file = Path(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    return file


def test_the_nearest_file_counts_and_only_it() -> None:
    put("persclean.toml", 'digits = "latin"\nheh_ye = "ye"\n')
    put("a/pyproject.toml", '[tool.persclean]\ndigits = "arabic"\n')
    put("a/b/pyproject.toml", "[tool.other]\nx = 1\n")
    put("c/persclean.toml", 'digits = "keep"\n')
    put("c/pyproject.toml", '[tool.persclean]\ndigits = "arabic"\n')
    assert resolved({})["digits"] == "latin"
    assert resolved({}, Path("a/b/new.txt"))["digits"] == "arabic"
    assert resolved({}, Path("a/b"))["heh_ye"] == "keep"
    assert resolved({}, Path("c/x.txt"))["digits"] == "keep"
    assert resolved({}, Path("d/e/f.txt")).where("digits") == "persclean.toml:1"


def test_the_users_own_file_counts_where_no_project_has_one() -> None:
    put("home/persclean/persclean.toml", 'digits = "latin"\n')
    put("p/persclean.toml", "jobs = 2\n")
    assert resolved({})["digits"] == "latin"
    assert resolved({}, Path("p"))["digits"] == "persian"
    assert resolved({"no_config": True})["digits"] == "persian"


def test_config_names_the_file_and_no_config_reads_none() -> None:
    put("persclean.toml", 'digits = "latin"\n')
    put("other/ours.toml", 'digits = "arabic"\nexceptions = "words.tsv"\n')
    put("other/words.tsv", "میشود\n")
    put("other/py.toml", '[tool.persclean]\ndigits = "keep"\n')
    ours = resolved({"config": "other/ours.toml"})
    assert (ours["digits"], Path(ours["exceptions"])) == ("arabic", Path("other/words.tsv").absolute())
    assert ours.pipeline.config.exceptions.keep == ("میشود",)
    assert resolved({"config": "other/py.toml"})["digits"] == "keep"
    assert resolved({"no_config": True}).file is None
    with pytest.raises(ConfigError, match="exclude each other"):
        resolved({"config": "other/ours.toml", "no_config": True})
    with pytest.raises(InputError, match=r"none\.toml: cannot be read: No such file"):
        resolved({"config": "none.toml"})


def test_what_is_stronger() -> None:
    put("persclean.toml", 'preset = "search"\ndiacritics = "keep"\nskip = ["spacing"]\n')
    both = resolved({})
    assert (both["digits"], both.where("digits")) == ("latin", "preset search (persclean.toml:1)")
    assert (both["diacritics"], both.where("diacritics")) == ("keep", "persclean.toml:2")
    assert both.pipeline.names == ("unicode", "letters", "fold", "marks", "digits")
    assert resolved({"digits": "arabic"}).where("digits") == "--digits"
    # A preset of the command line is stronger than all the file says, but for what it does not speak of.
    put("persclean.toml", 'digits = "arabic"\nheadlines_min_words = 9\nskip = ["spacing"]\n')
    read.read.cache_clear()
    ours = resolved({"preset": "search"})
    assert (ours["digits"], ours["headlines_min_words"], ours["skip"]) == ("latin", 9, ("spacing",))
    # Filters that are named are run, exactly these; what a weaker preset would have brought does not count.
    put("persclean.toml", 'preset = "search"\nskip = ["digits"]\n')
    read.read.cache_clear()
    exact = resolved({"filters": "digits"})
    assert (exact.pipeline.names, exact["digits"]) == (("digits",), "persian")
    assert "preset" not in dict(exact.given)


def test_overrides_hold_for_their_paths_and_the_later_is_stronger() -> None:
    put(
        "p/persclean.toml",
        'digits = "latin"\n[[overrides]]\npaths = ["*.srt", "!keep.srt"]\ndigits = "keep"\nskip = ["spacing"]\n'
        '[[overrides]]\npaths = ["/old/"]\nencoding = "windows-1256"\ndigits = "arabic"\n',
    )
    of = Resolver({}).of
    assert [of(Path("p", name))["digits"] for name in ("a.txt", "x/a.srt", "keep.srt", "old/a.srt", "x/old/a.txt")] == [
        "latin", "keep", "latin", "arabic", "latin",
    ]  # fmt: skip
    assert of(Path("p/old/a.srt"))["skip"] == ("spacing",)
    assert of(Path("p/old/a.srt"))["encoding"] == "windows-1256"
    assert of(Path("p/a.srt")).where("digits") == "p/persclean.toml:4".replace("/", str(Path("/"))[-1])
    assert Resolver({"digits": "persian"}).of(Path("p/a.srt"))["digits"] == "persian"
    assert of(Path("p"))["digits"] == "latin"


WRONG = [
    ('digitz = "latin"', 1, "unknown setting 'digitz': did you mean 'digits'?"),
    ('\n# digits\n"digits" = "latn"', 3, "unknown value for digits 'latn': did you mean 'latin'?"),
    ("digits = 3", 1, "digits must be a text, not a whole number (3)"),
    ("[digits]\nx = 1", 1, "digits must be a text, not a table"),
    ('jobs = "2"', 1, "jobs must be a whole number, not a text ('2')"),
    ("jobs = true", 1, "jobs must be a whole number, not true or false (True)"),
    ("jobs = -1", 1, "jobs is -1: it must be from 0 to 4096"),
    ('skip = "digits"', 1, "skip must be a list of texts, not a text"),
    ("skip = [1]", 1, "skip must be a list of texts, not a list"),
    ('skip = [\n  "unicode", # [\n  "digts",\n]\nfilters = []', 1, "unknown filter 'digts': did you mean 'digits'?"),
    ("verify = true\nfilters = []", 2, "filters names no filter to run"),
    ('preset = "serch"', 1, "unknown preset 'serch': did you mean 'search'?"),
    ('preset = "search"\nfilters = ["digits"]', 2, "filters and preset exclude each other"),
    ("zwnj_confidence = 2.0", 1, "zwnj_confidence is 2.0: it must be a number from 0.01 to 0.999"),
    ('encoding = "utf-61"', 1, "did you mean 'utf-16'?"),
    ('errors = "strikt"', 1, "did you mean 'strict'?"),
    ('format = "jsonn"', 1, "did you mean 'json'?"),
    ('delimiter = "||"', 1, "delimiter is '||': it must be one character"),
    ('document_separator = "("', 1, "("),
    ("x = '''\n[a]\n'''\n", 1, "unknown setting 'x'"),
    ("verify = true\noverrides = 1", 2, "overrides must be tables: [[overrides]]"),
    ('[[overrides]]\npaths = ["a"]\n[[overrides]]\ndigits = "latin"', 3, "an override needs its paths"),
    ('[[overrides]]\npaths = ["a"]\n\njobs = 3', 4, "jobs holds for a whole run"),
    ('[[overrides]]\npaths = ["a"]\n[[overrides]]\npaths = ["b"]\ndigits = 1', 5, "digits must be a text"),
    ('[[overrides]]\npaths = ["a"]\npreset = "news"\nskp = []', 4, "did you mean 'skip'?"),
]


@pytest.mark.parametrize(("text", "line", "says"), WRONG, ids=[text for text, _, _ in WRONG])
@pytest.mark.parametrize("name", ["persclean.toml", "pyproject.toml"])
def test_what_is_wrong_is_named_with_its_line(name: str, text: str, line: int, says: str) -> None:
    if name == "pyproject.toml":
        text = "[tool.persclean]\n" + text.replace("[[o", "[[tool.persclean.o").replace(
            "[digits", "[tool.persclean.digits"
        )
        line, says = line + 1, says.replace("[[o", "[[tool.persclean.o")
    put(name, text)
    with pytest.raises(ConfigError) as caught:
        resolved({})
    assert str(caught.value).startswith(f"{name}:{line}: ")
    assert says in str(caught.value)


def test_a_file_that_is_no_toml_or_no_utf_8_is_named() -> None:
    put("a.toml", "digits = \n")
    with pytest.raises(ConfigError, match=r"a\.toml: not TOML: Invalid value \(at line 1, column 10\)"):
        resolved({"config": "a.toml"})
    Path("b.toml").write_bytes(b'digits = "\xe9"')
    with pytest.raises(ConfigError, match=r"b\.toml: byte 10: not UTF-8"):
        resolved({"config": "b.toml"})
    put("pyproject.toml", "[tool.persclean\n")
    with pytest.raises(ConfigError, match=r"pyproject\.toml: not TOML"):
        resolved({})
    put("x/pyproject.toml", "persclean = [\n")  # not ours: the one above counts
    with pytest.raises(ConfigError, match=r"^pyproject\.toml: not TOML"):
        resolved({}, Path("x/a.txt"))


def test_lines_of_keys() -> None:
    text = 'a.b = 1\r\n[t."x y"]\r\nc = """\r\nd = 2\r\n"""\r\ne = {f = 1}\r\n[[o.p]]\r\nh=1\r\n[[o.p]]\r\nh=2'
    lines = Lines(text)
    assert [lines.of(p) for p in (("a", "b"), ("t", "x y"), ("t", "x y", "c"), ("t", "x y", "e"))] == [1, 2, 3, 6]
    assert [lines.of(p) for p in (("o", "p", "0", "h"), ("o", "p", "1"), ("o", "p", "1", "h"))] == [8, 9, 10]
    assert [lines.of(p) for p in (("t", "x y", "d"), ("nowhere",))] == [2, 0]


def test_settings_are_a_value() -> None:
    put("persclean.toml", 'digits = "latin"\nskip = ["marks"]\n')
    one = resolved({"jobs": "3"})
    again = pickle.loads(pickle.dumps(one))
    assert (again, hash(again), again.pipeline) == (one, hash(one), one.pipeline)
    assert one.pipeline.config == Config(digits="latin")
    assert one.request().jobs == 3
    assert one != resolved({})


def test_options_are_checked_as_those_of_the_command_line() -> None:
    for options, says in (
        ({"digitz": "latin"}, "did you mean 'digits'?"),
        ({"jobs": "two"}, "--jobs 'two': not a whole number"),
        ({"zwnj_confidence": "x"}, "--zwnj-confidence 'x': not a number between 0 and 1"),
        ({"filters": "a", "preset": "b"}, "exclude each other"),
        ({"filters": "digits", "skip": "digits"}, "names no filter"),
    ):
        with pytest.raises(ConfigError) as caught:
            resolved(options)
        assert says in str(caught.value)
