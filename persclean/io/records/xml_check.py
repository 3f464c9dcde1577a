"""Whether XML records are well-formed, by expat, which sees one after the other and never a document type."""

from __future__ import annotations

import re
from xml.parsers.expat import ErrorString, ExpatError, ParserCreate, XMLParserType

from persclean.io.records.xml_cut import NAME

ROOT = b"<records>"
ENTITY = re.compile(b"&" + NAME + b";")


def character_data(pieces: list[bytes]) -> list[str] | None:
    """Return the text of each piece of content; None if one has markup other than CDATA sections, or is broken.

    >>> character_data([b"a &lt; b", b"<![CDATA[<b>]]>", b""]), character_data([b"a<b/>"]), character_data([b"</t><t>"])
    (['a < b', '<b>', ''], None, None)
    """
    found: list[str] = []
    held: list[str] = []
    inside = False

    def start(name: str, attributes: object) -> None:
        nonlocal inside
        if name == "r":
            return
        if inside:
            raise ValueError
        inside = True
        held.clear()

    def end(name: str) -> None:
        nonlocal inside
        if inside:
            found.append("".join(held))
        inside = False

    def other(*_: object) -> None:
        raise ValueError

    parser = ParserCreate("UTF-8")
    parser.buffer_text, parser.buffer_size = True, 1 << 16
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CommentHandler = parser.ProcessingInstructionHandler = other
    parser.CharacterDataHandler = held.append
    try:
        parser.Parse(b"<r>" + b"".join([b"<t>%b</t>" % piece for piece in pieces]) + b"</r>", True)
    except (ExpatError, ValueError):
        return None
    return found if len(found) == len(pieces) else None


class Checker:
    """Checks records of an element `name`. entities: references to entities that it cannot know may stand."""

    def __init__(self, name: str, entities: bool) -> None:
        self._name, self._entities = name, entities
        self._parser: XMLParserType | None = None
        self._fed = self._ends = 0

    def error(self, record: bytes) -> str:
        """Return what is wrong with a record, in words, with its line and column; "" if nothing is."""
        if self._entities and b"&" in record:
            record = ENTITY.sub(lambda m: b"-" * len(m[0]), record)  # of the same length: places stay right
        if self._parser is None:
            self._parser = ParserCreate("UTF-8")
            self._parser.EndElementHandler = self._ended
            self._parser.Parse(ROOT, False)
            self._fed = len(ROOT)
        self._ends = 0
        try:
            self._parser.Parse(record, False)
        except ExpatError as error:
            before = record[: max(self._parser.ErrorByteIndex - self._fed, 0)]
            self._parser = None
            line = before.count(b"\n") + 1
            column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
            return f"{ErrorString(error.code)} at line {line}, column {column} of the record"
        self._fed += len(record)
        if self._ends == 0:
            self._parser = None
            return "its end tag is part of something that is not closed"
        return ""

    def _ended(self, name: str) -> None:
        if name == self._name:
            self._ends += 1
