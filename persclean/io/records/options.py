"""What the user said of records; apart from the formats, which need not be imported for it."""

from __future__ import annotations

from dataclasses import dataclass

MAX_RECORD = 16 << 20  # bytes of a record, unless the user says otherwise


@dataclass(frozen=True, slots=True)
class RecordOptions:
    """What the user said of the records.

    columns: names or paths (`article.body`; an array on the way means each of its elements) of the fields with text.
    record, texts: names of the XML elements of a record and of its texts. delimiter, quote, escape: of CSV, "" to find
    out (escape `"`: a quote is doubled; `\\`: a backslash stands before it), except that a quote of "" means that there
    are none. header: whether the first record of CSV names the columns. max_record: bytes. encoding: what the user said
    the input is in, "" if nothing; the stream is UTF-8 all the same, whatever it says of itself.
    """

    columns: tuple[str, ...] = ()
    record: str = ""
    texts: tuple[str, ...] = ()
    delimiter: str = ""
    quote: str = '"'
    escape: str = ""
    header: bool = True
    max_record: int = MAX_RECORD
    encoding: str = ""
