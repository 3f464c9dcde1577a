"""Findings as JUnit XML: a test suite for each input, a failed case for each finding."""

from __future__ import annotations

import re
import shutil
import tempfile
from typing import IO
from xml.sax.saxutils import quoteattr

from persclean.check.found import Batch, Place
from persclean.engine.kinds import Kind
from persclean.report.base import Write
from persclean.report.concise import located
from persclean.report.marks import mark
from persclean.report.rows import Row, rows

_MEMORY = 8 << 20  # bytes of cases held in memory; more go to a temporary file
_SPECIAL = re.compile('[\x00-\x1f"&<>\ud800-\udfff\ufffe\uffff]')
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class JUnit:
    """The cases of an input are held until their number is known, which stands before them."""

    def __init__(self, write: Write) -> None:
        self._write = write
        self.known: dict[Kind, str] = {}
        self._cases: IO[bytes] = tempfile.SpooledTemporaryFile(_MEMORY)  # noqa: SIM115 - of an input
        self._number = 0
        write(b'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="persclean">\n')

    def row(self, source: str) -> Row:
        """Return the parts of a row."""
        name = attribute(source)[1:-1]
        return Row(f'<testcase classname="{name}" name="{name}:', ":", " ")

    def place(self, source: str, place: Place) -> str:
        """Return a place in a record."""
        return f'<testcase classname={attribute(source)} name="{attribute(located(source, place))[1:-1]} '

    def what(self, kind: Kind, message: str) -> str:
        """Return what a finding says."""
        name = attribute(f"{kind.code} {kind.name}")[1:-1]
        failure = f"<failure type={attribute(kind.code)} message={attribute(message)}/>"
        return f'{name}" time="0">{failure}</testcase>'

    def add(self, batch: Batch) -> None:
        """Take in findings."""
        self._number += len(batch)
        for part in rows(batch, self, "\n"):
            self._cases.write(part)

    def input(self, name: str, error: str) -> None:
        """Write the suite of an input; where all is well, with one case that passed."""
        failures, errors = self._number, int(bool(error))
        number = max(failures + errors, 1)
        counts = f'tests="{number}" failures="{failures}" errors="{errors}" skipped="0" time="0"'
        self._say(f"<testsuite name={attribute(name)} {counts}>\n")
        self._cases.seek(0)
        shutil.copyfileobj(self._cases, _Out(self._write), 1 << 20)
        case = f'<testcase classname={attribute(name)} name={attribute(name)} time="0"'
        if error:
            self._say(f'{case}><error type="input" message={attribute(error)}/></testcase>\n')
        elif not failures:
            self._say(f"{case}/>\n")
        self._say("</testsuite>\n")
        self._cases.close()
        self._cases, self._number = tempfile.SpooledTemporaryFile(_MEMORY), 0  # noqa: SIM115

    def finish(self, code: int) -> None:
        """End the document."""
        self._say("</testsuites>\n")

    def _say(self, text: str) -> None:
        self._write(text.encode("utf-8", "backslashreplace"))


class _Out:
    def __init__(self, write: Write) -> None:
        self.write = write


def attribute(text: str) -> str:
    r"""Return a quoted attribute, always in double quotes; what XML cannot hold is shown by its code point.

    >>> attribute('a "b" <c>\x00')
    '"a &quot;b&quot; &lt;c&gt;&lt;U+0000&gt;"'
    """
    if _SPECIAL.search(text) is None:
        return f'"{text}"'
    return quoteattr(_NO_XML.sub(lambda one: mark(one[0]), text).replace('"', "\0")).replace("\0", "&quot;")
