"""The tally of bytes that could not be decoded."""

from __future__ import annotations

from dataclasses import dataclass, field

from persclean.engine.stream import BadByte


@dataclass(slots=True)
class BadBytes:
    """The undecodable bytes of one input: how many, the first ones, and what was done with them."""

    encoding: str
    done: str = "kept"
    count: int = 0
    first: list[BadByte] = field(default_factory=list)

    def __str__(self) -> str:
        bad = self.first[0]
        of = {"utf-8": "UTF-8", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16"}.get(self.encoding, self.encoding)
        return (
            f"line {bad.line}, byte {bad.offset}: invalid {of} byte 0x{bad.value:02X} {self.done} ({self.count} in all)"
        )
