"""One string of JSON as it is written: read, and written again in the style of the old one."""

from __future__ import annotations

import json
import re

import orjson

# Patterns look for the one backslash, which is quicker than to look for two characters as bytes do.
_PAIR = re.compile(rb'\\[\\"]')
_UNUSUAL = re.compile(rb"\\[u/]")
_RUN = re.compile(rb"(?:\\u[0-9a-fA-F]{4})+")
_FOREIGN = re.compile(rb"\\u(?!00[0-7])")  # an escape of what is not ASCII
_SIGN = re.compile(rb"\\u00([2-7][0-9a-fA-F])")
_DIGIT = re.compile(rb"\\u[0-9]*+([a-fA-F])")
_SURROGATE = re.compile("[\ud800-\udfff]")
_ASCII, _UTF8 = json.JSONEncoder().encode, json.JSONEncoder(ensure_ascii=False).encode
_ESCAPE = re.compile(r"\\(?:u([0-9a-f]{4})|.)")


def blanked(data: bytes) -> bytes:
    r"""Return JSON of the same length and structure in which each quotation mark begins or ends a string.

    An escaped backslash or quotation mark becomes the escape of a line feed.

    >>> blanked(rb'{"a\\": "\"b\" \u0645"}')
    b'{"a\\n": "\\nb\\n \\u0645"}'
    """
    return _PAIR.sub(rb"\\n", data)


def text_of(literal: bytes) -> str:
    r"""Return the text of a valid string with its quotation marks; halves of surrogate pairs come through.

    >>> text_of(rb'"\u0645a"'), text_of(rb'"\ud83d"')
    ('مa', '\ud83d')
    """
    if b"\\" not in literal:
        return literal[1:-1].decode()
    try:
        return str(orjson.loads(literal))
    except orjson.JSONDecodeError:  # orjson wants surrogates in pairs
        return str(json.loads(literal))


def texts_of(literals: list[bytes]) -> list[str] | None:
    r"""Return the texts of strings with their quotation marks, None if one of them is anything but one valid string.

    >>> texts_of([b'"a"', rb'"\ud83d"']), texts_of([b'"a', b'b"']), texts_of([b'"a","b"']), texts_of([b"1"])
    (['a', '\ud83d'], None, None, None)
    """
    if any(literal[:1] != b'"' or literal[-1:] != b'"' for literal in literals):
        return None
    # No string goes on behind a line feed, and no value is empty: as many values as there are lines are one in each.
    data = b"[" + b",\n".join(literals) + b"]"
    if data.count(b"\n") == max(len(literals) - 1, 0):
        try:
            found = orjson.loads(data)
        except orjson.JSONDecodeError:  # it may be halves of surrogate pairs
            try:
                found = [json.loads(literal.decode()) for literal in literals]
            except ValueError:
                return None
        if len(found) == len(literals) and all(type(one) is str for one in found):
            return list(found)
    return None


def literal_of(text: str, old: bytes, before: str, record: bytes) -> bytes:
    r"""Return a text as a string of JSON.

    old, before: the string it replaces and its text. It gets its style: what it escaped (all that is not ASCII; some
    signs; `/`; in capital digits) is escaped, all else is UTF-8. record: tells the style if the old one is ASCII
    without escapes.

    >>> literal_of("م", rb'"\u064A"', "ي", b""), literal_of("/", rb'"\/"', "/", b"")
    (b'"\\u0645"', b'"\\/"')
    >>> literal_of("م", b'"a"', "a", rb'["a", "\u064a"]')
    b'"\\u0645"'
    """
    ascii_ = old.isascii()
    if ascii_ and not before.isascii() and _ASCII(before).encode() == old:
        return _ASCII(text).encode()  # the usual way to escape all that is not ASCII
    return in_style(text, old, record)


def in_style(text: str, old: bytes, record: bytes) -> bytes:
    """Return a text in the style of the string it replaces, by what that one escaped; see `literal_of`."""
    ascii_ = old.isascii()
    if not ascii_ and not _UNUSUAL.search(old):
        try:
            return orjson.dumps(text)
        except TypeError:  # half of a surrogate pair
            pass
    plain = blanked(old)
    if ascii_:
        foreign = bool(_FOREIGN.search(plain)) or (record.isascii() and bool(_FOREIGN.search(blanked(record))))
        escaped = {chr(int(code, 16)) for code in set(_SIGN.findall(plain))}
    else:
        foreign = False
        escaped = {char for run in set(_RUN.findall(plain)) for char in str(json.loads(b'"' + run + b'"'))}
    new = (_ASCII if foreign else _UTF8)(text)
    # Letters and digits of ASCII stand in escapes, too; the other three are escaped as they must be.
    chars = "".join(sorted(c for c in escaped if not (c.isascii() and c.isalnum()) and c >= " " and c not in '"\\/'))
    if chars:
        new = re.sub(f"[{re.escape(chars)}]", _escape, new)
    if not foreign:
        new = _SURROGATE.sub(_escape, new)
    if b"\\/" in plain and plain.count(b"/") == plain.count(b"\\/"):
        new = new.replace("/", "\\/")
    digit = _DIGIT.search(plain)
    if digit and digit[1] < b"a":
        new = _ESCAPE.sub(lambda found: f"\\u{found[1].upper()}" if found[1] else found[0], new)
    return new.encode()


def _escape(found: re.Match[str]) -> str:
    char = found[0]
    return f"\\u{ord(char):04x}" if char <= "\uffff" else json.dumps(char)[1:-1]
