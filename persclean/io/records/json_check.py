"""Whether a record is valid JSON, and if not, what is wrong and where."""

from __future__ import annotations

import re

import orjson

from persclean.io.records.json_literal import blanked

_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F][0-9a-fA-F]{2}")
_STRING = re.compile(rb'"[^"]*+"')


class Fault(Exception):  # noqa: N818
    """A record that is no JSON. code, reason: as of a Bad."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code, self.reason = code, reason


def load(record: bytes) -> tuple[object, bool]:
    r"""Return the value of a record, and whether it is inexact, because strings hold halves of surrogate pairs.

    Raises Fault for what orjson rejects (NaN, numbers beyond a double, more than 1024 levels), but for such halves.

    >>> load(b'{"a": [1, 2]}')
    ({'a': [1, 2]}, False)
    >>> load(b'{"a": NaN}')
    Traceback (most recent call last):
        ...
    persclean.io.records.json_check.Fault: invalid JSON: unexpected character, ... at byte 6 of the record
    """
    if not record:
        raise Fault("syntax", "invalid JSON: a comma with no value beside it")
    try:
        return orjson.loads(record), False
    except orjson.JSONDecodeError as error:
        fault = error
    try:
        text = record.decode()
    except UnicodeDecodeError as error:
        reason = f"invalid UTF-8: byte 0x{record[error.start]:02X} at byte {error.start} of the record"
        raise Fault("bytes", reason) from None
    if b"\\u" in record:
        try:
            return orjson.loads(_SURROGATE.sub(rb"\\u0000", blanked(record))), True
        except orjson.JSONDecodeError as error:
            fault = error
    place = len(text[: fault.pos].encode())
    raise Fault("syntax", f"invalid JSON: {fault.msg}, at byte {place} of the record")


def is_open(record: bytes) -> bool:
    """Return whether a string, array or object of a record has no end.

    >>> is_open(b'{"a": [1'), is_open(b'{"a": "[1'), is_open(b'{"a": "["}')
    (True, True, False)
    """
    plain = blanked(record)
    if plain.count(b'"') % 2:
        return True
    plain = _STRING.sub(b"", plain)
    return plain.count(b"{") > plain.count(b"}") or plain.count(b"[") > plain.count(b"]")
