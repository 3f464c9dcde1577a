"""The wanted columns of JSON records as a tree of keys."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

import orjson

from persclean.errors import ConfigError

_PART = re.compile(r"(?:[^.\\]|\\[.\\])+")

# On valid JSON. Nothing is tried twice: all that repeats is possessive.
SPACE = rb"[ \t\r\n]*+"
_LEVELS = 4  # that are skipped in one match; deeper ones take a loop


def value_of(string: bytes) -> bytes:
    """Return the pattern of a value, given the one of strings."""
    nested = rb"(?!)"
    for _ in range(_LEVELS):
        inner = rb"(?:[^\"\[\]{}]++|" + string + rb"|" + nested + rb")*+"
        nested = rb"(?:\[" + inner + rb"\]|\{" + inner + rb"\})"
    return rb"(?:" + string + rb"|" + nested + rb"|[^\"\[\]{}, \t\r\n]++)"


STRING = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
VALUE = value_of(STRING)
PLAIN_VALUE = value_of(rb'"[^"]*+"')  # in JSON made plain by `blanked`


@dataclass(slots=True)
class Node:
    """A place in a record.

    key: in the object around it. path: its name. column: the same if its text is wanted, else "". below: the places
    under its keys. columns: all that are wanted here and below. literals: `below` by keys as they are mostly written.
    others: matches members of an object that are not wanted, and commas and white space beside them.
    """

    key: str = ""
    path: str = ""
    column: str = ""
    below: dict[str, Node] = field(default_factory=dict)
    columns: tuple[str, ...] = ()
    literals: dict[bytes, Node] = field(default_factory=dict)
    others: re.Pattern[bytes] = re.compile(b"")


def parts(column: str) -> list[str]:
    r"""Return the keys of a path: `.` parts them; `\.` and `\\` are a dot and a backslash of a key.

    Raises ConfigError for an empty key.

    >>> parts("article.body"), parts(r"a\.b.c")
    (['article', 'body'], ['a.b', 'c'])
    """
    found = _PART.findall(column)
    if ".".join(found) != column or not found:
        raise ConfigError(rf"column '{column}' is no path: write it as article.body (a dot of a key as \., a \ as \\)")
    return [re.sub(r"\\(.)", r"\1", part) for part in found]


def joined(keys: Iterable[str]) -> str:
    r"""Return the path of keys: the inverse of `parts`."""
    return ".".join(key.replace("\\", "\\\\").replace(".", "\\.") for key in keys)


def tree(columns: Iterable[str]) -> Node:
    """Return the tree of the wanted columns; ConfigError for one that is no path."""
    root = Node()
    for column in columns:
        node, keys = root, parts(column)
        for depth, key in enumerate(keys):
            node = node.below.setdefault(key, Node(key, joined(keys[: depth + 1])))
        node.column = column
    _finish(root)
    return root


def _finish(node: Node) -> None:
    for child in node.below.values():
        _finish(child)
    own = (node.column,) if node.column else ()
    node.columns = own + tuple(name for child in node.below.values() for name in child.columns)
    try:
        node.literals = {orjson.dumps(key): child for key, child in node.below.items()}
    except TypeError:
        raise ConfigError(f"column {node.columns[0]!r} is no Unicode text") from None
    unwanted = b"(?!(?:" + b"|".join(re.escape(key[1:]) for key in node.literals) + b"))" if node.literals else b""
    # A key with escapes may be a wanted one: it is looked at.
    member = SPACE + b'"' + unwanted + rb'[^"\\]*+"' + SPACE + b":" + SPACE + VALUE + SPACE + b",?"
    node.others = re.compile(SPACE + b",?(?:" + member + b")*+" + SPACE)
