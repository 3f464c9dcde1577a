"""The encodings that can be read, their names, and what an unknown one is answered with."""

from __future__ import annotations

import codecs

from persclean.errors import unknown_name

AUTO, UTF8, UTF16, UTF16_LE, UTF16_BE = "auto", "utf-8", "utf-16", "utf-16-le", "utf-16-be"
LEGACY = ("windows-1256", "iso-8859-6")
WIDE = (UTF16, UTF16_LE, UTF16_BE)
KNOWN = (AUTO, UTF8, *WIDE, *LEGACY)
_ALIASES = {
    "utf8": UTF8,
    "utf-8-sig": UTF8,
    "utf16": UTF16,
    "utf-16le": UTF16_LE,
    "utf-16be": UTF16_BE,
    "cp1256": "windows-1256",
    "windows1256": "windows-1256",
    "iso8859-6": "iso-8859-6",
}
BOMS = ((codecs.BOM_UTF8, UTF8), (codecs.BOM_UTF16_LE, UTF16_LE), (codecs.BOM_UTF16_BE, UTF16_BE))
ERRORS = ("keep", "strict", "replace")


def encoding_of(name: str) -> str:
    """Return the encoding a user names; ConfigError with the nearest one if there is none.

    >>> encoding_of("CP1256"), encoding_of("UTF_16LE")
    ('windows-1256', 'utf-16-le')
    """
    plain = name.strip().lower().replace("_", "-")
    plain = _ALIASES.get(plain, plain)
    if plain not in KNOWN:
        raise unknown_name("encoding", name, KNOWN)
    return plain


def errors_of(name: str) -> str:
    """Return the way to treat bad bytes that a user names; ConfigError if there is none of that name."""
    if name not in ERRORS:
        raise unknown_name("value for errors", name, ERRORS)
    return name


def bom_of(head: bytes) -> tuple[bytes, str] | None:
    """Return the byte order mark a text begins with, and the encoding it stands for."""
    return next(((bom, encoding) for bom, encoding in BOMS if head.startswith(bom)), None)
