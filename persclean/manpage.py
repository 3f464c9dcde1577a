"""The manual page persclean(1) in the language of man, written from the commands' own definitions and the filters'."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from persclean._version import __version__

_EXIT = (
    ("0", "done"),
    ("1", "findings (check)"),
    ("2", "wrong usage or settings"),
    ("3", "some inputs failed; each is named, the others were done"),
    ("130, 143", "interrupted; outputs are whole or absent"),
)


def page(app: Any, context: Any) -> str:
    """Return the page. app: the Click group. context: its context."""
    about, examples = _parted(app.help or "")
    parts = [
        f'.TH PERSCLEAN 1 "" "persclean {__version__}" "User Commands"',
        ".SH NAME",
        f"persclean \\- {_text(about[0][:1].lower() + about[0].partition('. ')[0][1:])}",
        ".SH SYNOPSIS",
        ".B persclean",
        ".I COMMAND",
        "[OPTIONS] [ARGUMENTS]",
        ".SH DESCRIPTION",
        *_paragraphs(about),
        *examples,
        ".SH OPTIONS",
        *_options(app, context, {}),
        ".SH COMMANDS",
    ]
    shared = _shared(app, context)
    for name in app.list_commands(context):
        command = app.get_command(context, name)
        if not command.hidden:
            parts += _command(name, command, context, shared)
    parts += [".SH FILTERS", *_filters(), ".SH EXIT STATUS"]
    for code, meaning in _EXIT:
        parts += [".TP", f".B {code}", _text(meaning)]
    return "\n".join(parts) + "\n"


def _command(name: str, command: Any, context: Any, shared: dict[str, str]) -> Iterator[str]:
    inner = type(context)(command, info_name=name, parent=context)
    about, examples = _parted(command.help or "")
    yield f".SS persclean {_text(name)}"
    yield f".B persclean {_text(name)}"
    yield _text(" ".join(command.collect_usage_pieces(inner)))
    yield ".PP"
    yield from _paragraphs(about)
    yield from _options(command, inner, shared)
    yield from examples


def _options(command: Any, context: Any, shared: dict[str, str]) -> Iterator[str]:
    """Yield the options of a command; one that was explained at an earlier command is only named."""
    named = []
    for one in command.get_params(context):
        record = one.get_help_record(context)
        if record is None:
            continue
        names, help_text = record
        if shared and "--help" in one.opts:
            continue
        names = re.sub(r" <[^>]*>$", "", names)  # the Python type of an argument
        if shared.get(record[0] + help_text, command.name) != command.name:
            named.append(f"\\fB{_text(one.opts[-1])}\\fR ({shared[record[0] + help_text]})")
            continue
        yield ".TP"
        yield f"\\fB{_text(names)}\\fR"
        yield _text(help_text) or "\\&"
    if named:
        yield ".PP"
        yield f"Explained above: {', '.join(named)}."


def _shared(app: Any, context: Any) -> dict[str, str]:
    """Return for each option, by its words, the first command that has it."""
    found: dict[str, str] = {}
    for name in app.list_commands(context):
        command = app.get_command(context, name)
        inner = type(context)(command, info_name=name, parent=context)
        for one in command.get_params(inner):
            if record := one.get_help_record(inner):
                found.setdefault(record[0] + record[1], name)
    return found


def _filters() -> Iterator[str]:
    from persclean.filters import built_in

    for one in built_in().values():
        yield ".TP"
        yield f"\\fB{_text(one.name)}\\fR ({one.code})"
        yield _text(f"{one.why}.{'' if one.default else ' Not in the default preset.'}")


def _parted(text: str) -> tuple[list[str], list[str]]:
    """Return the paragraphs of a help text, and what it sets line by line, as it comes."""
    plain: list[str] = []
    verbatim: list[str] = []
    for part in re.split(r"\n\s*\n", text.replace("\b\n", "\n\n\b").strip()):
        lines = part.strip("\n").split("\n")
        if not part.lstrip("\n").startswith("\b"):
            plain.append(" ".join(map(str.strip, lines)))
            continue
        lines[0] = lines[0].replace("\b", "")
        if lines[0].startswith("Exit codes"):
            continue  # a section of its own
        verbatim += [".PP", _text(lines[0].strip()), ".PP", ".nf", *(_text(line) for line in lines[1:]), ".fi"]
    return [one for one in plain if one], verbatim


def _paragraphs(texts: list[str]) -> Iterator[str]:
    for text in texts:
        yield _text(text)
        yield ".PP"


def _text(text: str) -> str:
    """Return a text in which nothing is taken for a request or an escape."""
    text = text.strip("\n").replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq").replace("`", "\\(ga")
    return f"\\&{text}" if text.startswith((".", "'")) else text
