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
    >>> doubled.decode('"a ""b"" c"'), doubled.encode('"a"', "a", 'a "b" c'), doubled.encode("a", "a", "a, b")
    ('a "b" c', '"a ""b"" c"', '"a, b"')
    """

    def __init__(self, dialect: Dialect, alone: bool = False) -> None:
        self._quote, self._escape, self._padded, self._alone = dialect.quote, dialect.escape, dialect.padded, alone
        self.nothing = {"", self._quote * 2} | (set() if self._quote and not self._escape else {"\\N"})
        self._delimiter = dialect.delimiter
        if not self._escape:
            return
        quote, breaks = re.escape(self._quote), re.escape(dialect.delimiter) + r"\r\n"
        self._usual = re.compile(rf"[^\\]*+(?:\\[{quote}{breaks}\\][^\\]*+)*+", re.DOTALL)
        self._escaped_break = re.compile(rf"[^\\]*+(?:\\[^{breaks}][^\\]*+)*+\\[{breaks}]", re.DOTALL)
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

    def decode(self, raw: str) -> str:
        """Return the text of a field."""
        quoted = self._is_quoted(raw)
        text = raw[1:-1] if quoted else raw
        if not self._escape:
            return text.replace(self._quote * 2, self._quote) if quoted else text
        if "\\" not in text and not (quoted and self._quote in text):
            return text
        escaped = text.count("\\" + self._quote) if quoted else 0
        if escaped and escaped == text.count("\\") == text.count(self._quote):  # nothing but quotes is escaped
            return text.replace("\\" + self._quote, self._quote)
        pairs = self._quoted_pairs if quoted else self._pairs
        if self._usual.fullmatch(text):
            return pairs.sub(lambda pair: pair[pair.lastindex or 0], text)
        taken = self._taken
        return pairs.sub(lambda pair: after if (after := pair[pair.lastindex or 0]) in taken else pair[0], text)

    def encode(self, raw: str, old: str, new: str) -> str:
        """Return the field with a new text. raw, old: the field and its text as they were.

        It stays quoted if it was, and gets quotes if it must. Where there are none, and no escape, a text that a
        delimiter or line end has come into cannot be written: then the field stays as it was.
        """
        quoted = was_quoted = self._is_quoted(raw)
        if self._escape:
            inside = raw[1:-1] if quoted else raw
            quoted = quoted or self._needs_quotes(old, new, escaped=self._escaped_break.match(inside) is not None)
            if quoted and "\\" not in new and self._quote not in new:
                return self._quote + new + self._quote
            special = self._special[self._usual.fullmatch(inside) is not None, quoted]
            # Where backslashes escape, some files double quotes nevertheless.
            before = {self._quote: self._quote if was_quoted and self._quote * 2 in inside else "\\"}
            new = special.sub(lambda one: (before.get(one[0], "\\") if len(one[0]) == 1 else "") + one[0], new)
        elif quoted or self._needs_quotes(old, new):
            quoted = True
            new = new.replace(self._quote, self._quote * 2)
        if quoted:
            return self._quote + new + self._quote
        cannot_stand = (not new and self._alone) or (not self._escape and self._has_break(new))
        return raw if cannot_stand else new

    def _is_quoted(self, raw: str) -> bool:
        return bool(self._quote) and raw.startswith(self._quote)

    def _has_break(self, text: str) -> bool:
        return self._delimiter in text or "\n" in text or "\r" in text

    def _needs_quotes(self, old: str, new: str, escaped: bool = False) -> bool:
        """Whether a text cannot stand without quotes. escaped: delimiters or line ends stood there with backslashes."""
        if not self._quote:
            return False
        if (not new and self._alone) or (self._padded and new != new.strip(" ")):
            return True
        if self._escape:
            return not escaped and self._has_break(new)
        # Readers that took a quote within for a letter will go on to do so.
        strange = self._quote in new and (self._quote not in old or new.startswith(self._quote))
        return strange or self._has_break(new)
