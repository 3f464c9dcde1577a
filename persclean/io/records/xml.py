"""XML as corpora have it: many records of one name, in a root element or, as in SGML dumps, without one.

Nothing is built from the document: records are cut by their tags (xml_cut.py), each is checked by expat, and the
character data of the wanted elements is replaced where it stands (xml_texts.py). There is no entity that expat could
expand and nothing it could fetch: it never sees a document type.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import BinaryIO, cast

from persclean.errors import InputError
from persclean.io.records import base
from persclean.io.records.base import Assembler, Bad, Frame, Parsed, Plain, Read, RecordOptions, Write
from persclean.io.records.xml_cut import TAG, Cutter, Layout
from persclean.io.records.xml_texts import Texts

DECLARATION = re.compile(rb"""(<\?xml\s[^?>]*?\sencoding\s*=\s*)(["'])([A-Za-z0-9._-]+)["']""")
KNOWN = 12  # names of elements that an error lists


class Xml:
    """The format `xml`. options.record: the name of a record's element; options.texts: those of its texts."""

    name = "xml"
    seeks = False

    def __init__(self, options: RecordOptions) -> None:
        self.options = options

    def frames(self, source: Read | BinaryIO) -> Iterator[Frame]:
        """Yield the frames of a stream.

        Raises InputError if the stream declares an encoding that is not UTF-8 while the user named none, if the names
        of the record and its texts are not given, or if no such record is there.
        """
        read = cast(Read, source)
        cutter = Cutter(read, self.options.record.encode(), self.options.max_record, base.FRAME)
        cutter.fill()
        if not cutter.buffer:
            return
        head = cutter.buffer[:1024]
        declared = DECLARATION.match(head)
        if declared and declared[3].lower() not in (b"utf-8", b"utf8"):
            if not self.options.encoding:
                name = declared[3].decode()
                raise InputError(
                    f"line 1: the XML declaration says encoding '{name}': "
                    f"give --encoding {name}, or --encoding utf-8 if that is wrong"
                )
            yield Frame(cutter.take(declared.end()), layout=declared.span(3))
        if not self.options.record or not self.options.texts:
            raise InputError(f"name the elements with --record and --text; the first ones are {names(cutter.buffer)}")
        held: list[Frame] | None = []  # until a record is there
        for frame in cutter.frames():
            if held is None:
                yield frame
                continue
            held.append(frame)
            if frame.kind != "raw":
                yield from held
                held = None
            elif sum(len(one.data) for one in held) > self.options.max_record:
                break
        if held is not None:
            seen = names(b"".join(one.data for one in held))
            raise InputError(f"there is no element <{self.options.record}> (--record); the first elements are {seen}")

    def parse(self, frame: Frame) -> Parsed:
        """Return the texts of a frame."""
        if isinstance(frame.layout, tuple):
            return Recoded(frame.data, *frame.layout)
        layout = cast(Layout, frame.layout)
        texts = Texts(frame.data, self.options.record, self.options.texts, layout.entities)
        for start, end, code, reason in layout.records:
            texts.add(start, end, code, reason)
        return texts

    def again(self, frame: Frame, data: bytes) -> Iterator[Frame]:
        """Yield the frames of the records that were rendered."""
        if isinstance(frame.layout, tuple):
            return iter(())
        name = self.options.record.encode()
        return Cutter(BytesIO(data).read, name, self.options.max_record, base.FRAME).frames()

    def assembler(self, write: Write, source: BinaryIO | None = None) -> Assembler:
        """Return what writes the output."""
        return Plain(write)


@dataclass(slots=True)
class Recoded:
    """An XML declaration whose encoding becomes UTF-8, which the output is in; implements Parsed."""

    data: bytes
    start: int
    end: int
    texts: list[str] = field(default_factory=list)
    owners: list[tuple[int, str]] = field(default_factory=list)
    records: int = 0
    bad: list[Bad] = field(default_factory=list)

    def render(self, cleaned: Sequence[str]) -> bytes:
        """Return the declaration."""
        return self.data[: self.start] + b"UTF-8" + self.data[self.end :]

    def proved(self, cleaned: Sequence[str]) -> None:
        """Only reading again tells."""

    def lines(self) -> list[tuple[int, int]]:
        """Return nothing: there are no texts."""
        return []


def names(data: bytes) -> str:
    """Return the names of the first elements, for the user.

    >>> names(b"<?xml version='1.0'?><a><!-- <b> --><c d='1'/><c/></a>")
    'a, c'
    """
    seen = dict.fromkeys(m[1].decode("utf-8", "replace") for m in TAG.finditer(data, 0, 1 << 16) if m[1])
    return ", ".join(list(seen)[:KNOWN]) or "none: this is no XML"
