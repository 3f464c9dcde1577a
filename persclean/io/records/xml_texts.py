"""The texts of XML records: where character data of the wanted elements stands, and how it is written back."""

from __future__ import annotations

import re

from persclean.io.records.base import Bad, Spliced
from persclean.io.records.xml_check import Checker, character_data
from persclean.io.records.xml_cut import INDENT, NAME, REST

MARKUP = re.compile(
    rb"<(?:!--[^-]*+(?:-(?!->)[^-]*+)*+-->|!\[CDATA\[([^\]]*+(?:\](?!\]>)[^\]]*+)*+)\]\]>|\?.*?\?>"
    rb"|(/?)(" + NAME + b")" + REST + b")",
    re.DOTALL,
)
REFERENCE = re.compile(r"&(?:(amp|lt|gt|quot|apos)|#(?:([0-9]+)|x([0-9A-Fa-f]+)));")
# What parts the texts within character data: references to entities of the document's own, and to control characters.
APART = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos);)" + NAME + rb";|&#(?:0*(?:9|10|13)|x0*[9aAdD]);")
PREDEFINED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
# Stays beside markup: white space, and the joiners of a word that goes on behind an inline element.
EDGES = " \t\r\n\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"
LEADING = re.compile(f"(?:[{EDGES}]|&#(?:8204|8205|x200[cCdD]);)*+")
TRAILING = re.compile(f"(?:[{EDGES}]|;(?:4028|5028|[cCdD]002x)#&)*+")  # from right to left
CONTROLS = bytes(set(range(32)) - set(b"\t\n\r"))
SPECIAL = CONTROLS + b"<&\r]"  # without these, character data are what they say, and so is a CDATA section


def unescape(text: str) -> str:
    """Return character data with its references resolved.

    >>> unescape("&lt;b&gt; &amp;amp; &#1705;")
    '<b> &amp; ک'
    """
    return REFERENCE.sub(lambda m: PREDEFINED[m[1]] if m[1] else chr(int(m[2]) if m[2] else int(m[3], 16)), text)


def escape(text: str) -> str:
    """Return a text as character data, with no more escaped than must be.

    >>> escape("a < b & c > d ]]>")
    'a &lt; b &amp; c > d ]]&gt;'
    """
    text = text.replace("&", "&amp;").replace("<", "&lt;")
    return text.replace("]]>", "]]&gt;") if "]" in text else text


def writable(text: str, data: bytes) -> bool:
    """Return whether XML has a way to write a text: all but controls, U+FFFE, and U+FFFF. data: it, encoded.

    >>> writable("a", b"a"), writable("\\x01", b"\\x01")
    (True, False)
    """
    return not has_noncharacter(text) and len(data.translate(None, CONTROLS)) == len(data)


def has_noncharacter(text: str) -> bool:
    """Return whether a text holds U+FFFE or U+FFFF, which are no characters to XML."""
    return "\ufffe" in text or "\uffff" in text


class Texts(Spliced):
    """The texts and the bad records of a frame, gathered record by record."""

    __slots__ = ("_cdata", "_checker", "_counted", "_lines", "_names")

    def __init__(self, data: bytes, record: str, names: tuple[str, ...], entities: bool) -> None:
        super().__init__(data)
        self._names = {name.encode(): name for name in names}
        self._checker = Checker(record, entities)
        self._cdata: set[int] = set()
        self._lines = self._counted = 0

    def encode(self, number: int, text: str) -> bytes:
        """Return what stands in the frame for a text that has changed."""
        data = text.replace("]]>", "]]]]><![CDATA[>").encode() if number in self._cdata else escape(text).encode()
        if writable(text, data):
            return data
        start, end = self.spans[number]
        return self.data[start:end]

    def read(self, numbers: list[int], written: list[bytes]) -> list[str] | None:
        """Return what new texts of these numbers read as; None if one is not just character data.

        What has neither markup nor references, nor what XML changes or forbids, is what it says; expat reads the rest.
        """
        cdata, found, special = self._cdata, list[str](), list[int]()
        for n, data in enumerate(written):
            try:
                text = data.decode()
            except UnicodeDecodeError:
                return None
            found.append(text)
            if len(data.translate(None, SPECIAL)) < len(data) or has_noncharacter(text):
                special.append(n)
        pieces = [b"<![CDATA[%b]]>" % written[n] if numbers[n] in cdata else written[n] for n in special]
        texts = character_data(pieces) if pieces else []
        if texts is None:
            return None
        for n, text in zip(special, texts, strict=True):
            found[n] = text
        return found

    def add(self, start: int, end: int, code: str, reason: str) -> None:
        """Take in the next record. code, reason: what was found wrong when it was cut, else empty."""
        record = self.data[start:end]
        if not code and (wrong := self._checker.error(record)):
            code, reason = "syntax", wrong
        if code not in ("", "truncated"):
            try:
                record.decode()
            except UnicodeDecodeError as error:
                code, reason = "bytes", f"byte {error.start} of the record is no UTF-8"
        if not code and (missing := self._find(start, end)):
            code, reason = "column", f"it has no <{missing}>"
        if code:
            self._lines += self.data.count(b"\n", self._counted, start)
            self._counted = start
            self.bad.append(Bad(self.records, start, self._lines, code, reason, record))
            self.dropped.append((start, end) if code == "truncated" else self._line(start, end))
        self.records += 1

    def _line(self, start: int, end: int) -> tuple[int, int]:
        """Return the stretch that goes with a bad record: it, and before it its indentation and line break."""
        before = self.data[max(start - INDENT, 0) : start]
        if (line := before.rstrip(b" \t")).endswith(b"\n"):
            start -= len(before) - len(line.removesuffix(b"\n").removesuffix(b"\r"))
        return start, end

    def _find(self, start: int, end: int) -> str:
        """Gather the texts of a well-formed record; return a wanted element that it lacks, "" if there is none."""
        first = len(self.texts)
        missing, depth, column, done = set(self._names), 0, "", start
        for hit in MARKUP.finditer(self.data, start, end):
            if depth:
                self._stretch(done, hit.start(), column)
                done = hit.end()
            name = hit[3]
            if name is None:
                if depth and hit[1] is not None:
                    self._text(*hit.span(1), column, cdata=True)
            elif hit[2]:
                depth -= depth > 0
            elif depth or name in self._names:
                missing.discard(name)
                if hit[0].endswith(b"/>"):
                    continue
                if not depth:
                    column, done = self._names[name], hit.end()
                depth += 1
        if missing:
            del self.texts[first:], self.spans[first:], self.owners[first:]
            self._cdata = {n for n in self._cdata if n < first}
            return min(self._names[name] for name in missing)
        return ""

    def _stretch(self, start: int, end: int, column: str) -> None:
        if start == end:
            return
        if self.data.find(b"&", start, end) >= 0:
            for apart in APART.finditer(self.data, start, end):
                self._text(start, apart.start(), column)
                start = apart.end()
        self._text(start, end, column)

    def _text(self, start: int, end: int, column: str, cdata: bool = False) -> None:
        raw = self.data[start:end].decode()
        first, last = inner(raw, cdata)
        if first >= last:
            return
        if first or last < len(raw):
            start += len(raw[:first].encode())
            end -= len(raw[last:].encode())
        if cdata:
            self._cdata.add(len(self.texts))
        text = raw[first:last]
        self.texts.append(unescape(text) if not cdata and "&" in text else text)
        self.spans.append((start, end))
        self.owners.append((self.records, column))


def inner(raw: str, cdata: bool) -> tuple[int, int]:
    """Return where the text stands in character data: what is beside markup keeps its white space and joiners.

    >>> inner(" می&#8204;", False)
    (1, 3)
    """
    if cdata or "&" not in raw or "&#" not in raw:
        return len(raw) - len(raw.lstrip(EDGES)), len(raw.rstrip(EDGES))
    return _length(LEADING, raw), len(raw) - _length(TRAILING, raw[::-1])


def _length(pattern: re.Pattern[str], text: str) -> int:
    found = pattern.match(text)
    return found.end() if found else 0
