"""The findings in a frame of records: in its texts, of its bad records, and those of document filters."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from persclean.check.found import BAD_RECORD, Batch, Place, told
from persclean.engine.kinds import Kind
from persclean.engine.records import Done, Work

#: A finding of a document filter: record, line in its texts, and what it says.
OfRecord = tuple[int, int, Kind]


def batch_of(
    source: str, work: Work, done: Done, records: int, line: int, of_records: Sequence[OfRecord]
) -> Batch | None:
    """Return what was found in a frame, in the order of records; None for nothing.

    records, line: how many records and line feeds stand before the frame.
    """
    kinds: list[Kind] = []
    found: list[tuple[int, int, Place, int, int]] = []  # record, order in it, place, kind, text
    places = done.findings
    if places is not None:
        kinds += places.kinds
        columns = (places.which, places.texts, places.lines, places.columns, places.starts, places.file_columns)
        for n, (which, text, row, column, start, in_file) in enumerate(
            zip(*(one.tolist() for one in columns), strict=True)
        ):
            owner, field = places.owners[text]
            in_line = line + start + (row if in_file else 1) if start >= 0 else 0
            place = Place(in_line, in_file, records + owner + 1, field, row, column)
            if in_file and work.format.name == "markdown":  # its records are but stretches of text
                place = Place(in_line, in_file, 0, "", row, column)
            found.append((records + owner, n, place, which, text))
    for bad in done.bad:
        place = Place(line + bad.line + 1 if bad.start >= 0 else 0, 0, records + bad.record + 1)
        found.append((records + bad.record, 0, place, len(kinds), -1))
        kinds.append(_bad(bad.code, bad.reason))
    if work.frame.kind == "bad":
        found.append((records, 0, Place(line + 1, 0, records + 1), len(kinds), -1))
        kinds.append(_bad(work.frame.code, work.frame.reason))
    for record, row, what in of_records:
        found.append((record - 1, 1 << 60, Place(0, 0, record, "", row, 1), len(kinds), -1))
        kinds.append(what)
    if not found:
        return None
    found.sort(key=lambda one: one[:2])

    def context(n: int) -> tuple[str, int]:
        _, _, place, _, text = found[n]
        if text < 0:
            return "", 0
        return work.parsed().texts[text].split("\n")[place.text_line - 1], place.text_column - 1

    return Batch(
        source,
        kinds,
        np.array([one[3] for one in found], np.int32),
        np.array([one[2].line for one in found], np.int64),
        np.array([one[2].column for one in found], np.int64),
        [one[2] for one in found],
        context,
    )


def _bad(code: str, reason: str) -> Kind:
    return told(*BAD_RECORD[:2], f"bad record ({code}): {reason or 'too large'}")
