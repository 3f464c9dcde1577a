"""How a text is written in a field of CSV: read from it, and put back in the same style."""

from __future__ import annotations

import re

from persclean.io.records.csv_dialect import Dialect


class Writing:
    r"""How a dialect writes texts. alone: whether a record is one field, which then cannot be empty unless quoted.

    Where a backslash escapes, a field in which it stands only before backslashes, quotes, delimiters and line ends has
    what follows it for its text. In a field that holds others (`\n`, `\t`, which readers understand in different ways)
    all backslashes but those before quotes, delimiters and line ends are kept as letters of the text, so that none gets
    another meaning. An unquoted `\N` is no value there, and where there are no quotes.

    nothing: raw fields that hold no text.

    >>> doubled = Writing(Dialect())
    >>> doubled.decode(b'"a ""b"" c"'), doubled.encode(b'"a"', "a", 'a "b" c'), doubled.encode(b"a", "a", "a, b")
    ('a "b" c', b'"a ""b"" c"', b'"a, b"')
    """

    def __init__(self, dialect: Dialect, alone: bool = False) -> None:
        self._quote, self._escape, self._padded, self._alone = dialect.quote, dialect.escape, dialect.padded, alone
        self._raw_quote = dialect.quote.encode()
        self.nothing = {b"", self._raw_quote * 2} | (set() if self._quote and not self._escape else {b"\\N"})
        self._breaks = re.compile("[" + re.escape(dialect.delimiter) + r"\r\n]")
        if not self._escape:
            return
        quote, breaks = re.escape(self._quote), re.escape(dialect.delimiter) + r"\r\n"
        self._usual = re.compile(rf"(?:[^\\]|\\[{quote}{breaks}\\])*+", re.DOTALL)
        self._escaped_break = re.compile(rf"(?:[^\\]|\\[^{breaks}])*+\\[{breaks}]", re.DOTALL)
        self._taken = frozenset(self._quote + dialect.delimiter + "\r\n")
        self._pairs = re.compile(r"\\(.)", re.DOTALL)
        self._quoted_pairs = re.compile(rf"\\(.)|{quote}({quote})", re.DOTALL) if quote else self._pairs
        letters = {True: "", False: rf"\\[^{quote}{breaks}]|"}  # pairs that are part of the text
        signs = {True: rf"[\\{quote}]", False: rf"[\\{quote}{breaks}]"}
        self._special = {
            (usual, quoted): re.compile(letters[usual] + signs[quoted], re.DOTALL)
            for usual in (False, True)
            for quoted in (False, True)
        }

    def decode(self, raw: bytes) -> str:
        """Return the text of a field."""
        text, quoted = self._inside(raw)
        if not self._escape:
            return text.replace(self._quote * 2, self._quote) if quoted else text
        pairs = self._quoted_pairs if quoted else self._pairs
        if self._usual.fullmatch(text):
            return pairs.sub(lambda pair: pair[pair.lastindex or 0], text)
        taken = self._taken
        return pairs.sub(lambda pair: after if (after := pair[pair.lastindex or 0]) in taken else pair[0], text)

    def encode(self, raw: bytes, old: str, new: str) -> bytes:
        """Return the field with a new text. raw, old: the field and its text as they were.

        It stays quoted if it was, and gets quotes if it must. Where there are none, and no escape, a text that a
        delimiter or line end has come into cannot be written: then the field stays as it was.
        """
        inside, quoted = self._inside(raw)
        quoted = quoted or (bool(self._quote) and self._needs_quotes(inside, old, new))
        if self._escape:
            special = self._special[self._usual.fullmatch(inside) is not None, quoted]
            new = special.sub(lambda one: one[0] if len(one[0]) == 2 else "\\" + one[0], new)
        elif quoted:
            new = new.replace(self._quote, self._quote * 2)
        if quoted:
            return f"{self._quote}{new}{self._quote}".encode()
        return raw if self._cannot_stand(new) else new.encode()

    def _inside(self, raw: bytes) -> tuple[str, bool]:
        """Return what stands within the quotes of a field, and whether it has some."""
        if self._quote and raw.startswith(self._raw_quote):
            return raw[1:-1].decode("utf-8"), True
        return raw.decode("utf-8"), False

    def _needs_quotes(self, inside: str, old: str, new: str) -> bool:
        if (not new and self._alone) or (self._padded and new != new.strip(" ")):
            return True
        if self._escape:
            return self._breaks.search(new) is not None and not self._escaped_break.match(inside)
        # Readers that took a quote within for a letter will go on to do so.
        quote = new.startswith(self._quote) or (self._quote in new and self._quote not in old)
        return quote or self._breaks.search(new) is not None

    def _cannot_stand(self, new: str) -> bool:
        return (not new and self._alone) or (not self._escape and self._breaks.search(new) is not None)
