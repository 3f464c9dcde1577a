"""A compressed stream, decompressed as it is read: all its members, everything readable before an error."""

from __future__ import annotations

from collections.abc import Callable

from persclean.io.compression.decoders import Decoder, Decoding, decoding
from persclean.io.compression.kinds import HEAD, Compression, continues
from persclean.io.compression.limits import DamagedError, Limits, MemoryLimitError, TrailingError, TruncatedError
from persclean.io.compression.salvage import History

Read = Callable[[int], bytes]

_IN, _OUT = 16 << 10, 64 << 10  # bytes given to a decoder at once, and taken from it


def decompressed(read: Read, compression: Compression, limits: Limits | None = None) -> Decompressed:
    """Return a stream decompressed. read: gives the stream from its first byte on (`none`: it is passed through)."""
    limits = limits or Limits()
    name = compression.name
    return Decompressed(read, decoding(name, limits), limits, f"{name} data", lambda head: continues(name, head))


class Decompressed:
    """A stream decompressed: `read(n)` gives at most n bytes, b"" at the end.

    consumed: compressed bytes used so far. given: decompressed bytes so far.

    What is damaged or cut short gives everything that is readable before it raises DamagedError or TruncatedError; only
    in a member of more than 16 MiB (compressed) that is not gz, up to 64 KiB before a damage may be lost. Zero bytes
    between and after members are padding; for anything else after the last one TrailingError is raised at the end.
    BombError and MemoryLimitError are raised at once. None of this depends on how `read` delivers.
    """

    def __init__(
        self, read: Read, how: Decoding, limits: Limits, what: str, another: Callable[[bytes], bool] | None = None
    ) -> None:
        self._read, self._how, self._limits, self._what, self._another = read, how, limits, what, another
        self._decoder: Decoder | None = how.make()
        self._history = History()
        self._rest = b""  # of what was read: what the decoder has not been given
        self._out, self._place = b"", 0
        self._starved = True  # it gave nothing when it was given nothing
        self._error: Exception | None = None
        self.consumed = self.given = 0

    def read(self, size: int) -> bytes:
        """Return some of the decompressed bytes."""
        while self._place == len(self._out):
            if self._error is not None:
                raise self._error
            if self._decoder is None and not self._next():
                if self._error is None:
                    return b""
                continue
            self._out, self._place = self._step(), 0
            self.given += len(self._out)
            try:
                self._limits.check(self.consumed, self.given)
            except Exception as error:
                self._out, self._error = b"", error
        given = self._out[self._place : self._place + size]
        self._place += len(given)
        return given

    def _piece(self) -> bytes:
        """Return the next piece of the stream, of fixed length, b"" at its end."""
        parts, length = [self._rest], len(self._rest)
        self._rest = b""
        while length < _IN and (part := self._read(_IN - length)):
            parts.append(part)
            length += len(part)
        return b"".join(parts)

    def _step(self) -> bytes:
        """Return what the decoder makes of a piece, or of what it still has."""
        decoder = self._decoder
        assert decoder is not None
        wanted = (decoder.needs_input or self._starved) and not decoder.eof
        data = self._piece() if wanted else b""
        self.consumed += len(data)
        self._history.add(data, decoder)
        try:
            out = decoder.decompress(data, _OUT) if not decoder.eof else b""
        except self._how.errors as error:
            return self._damaged(str(error), len(data))
        self._history.given += len(out)
        self._starved = not out and not data
        if decoder.eof:
            self._rest = decoder.unused_data or b""
            self.consumed -= len(self._rest)
            self._decoder = None
        elif wanted and self._starved:
            self._error = TruncatedError(
                f"is cut short: the {self._what} end too early, after byte {self.consumed:,}; "
                f"{self.given:,} decompressed bytes were readable. Get a whole copy",
                self.consumed,
                self.given,
            )
        return out

    def _damaged(self, why: str, length: int) -> bytes:
        """Note the error; return what the decoder would have given before it, had it been given single bytes."""
        if self._how.memory and self._how.memory in why:
            self._error = MemoryLimitError(
                f"needs more than {self._limits.max_memory >> 20:,} MiB of memory to be decompressed "
                f"({self._what}, byte {self.consumed - length:,}): decompress it by itself, with a tool that may"
            )
            return b""
        start = self.consumed - self._history.length
        out, place = self._history.salvage(self._how)
        self.consumed = start + place if place else self.consumed - length
        readable = self.given + len(out)
        self._error = DamagedError(
            f"is damaged: the {self._what} make no sense at byte {self.consumed:,} ({why}); "
            f"{readable:,} decompressed bytes before it were readable. Get a sound copy",
            self.consumed,
            readable,
        )
        return out

    def _next(self) -> bool:
        """Begin the next member, if there is one; an error is noted."""
        while True:
            head = self._piece()
            bare = head.lstrip(b"\0") if self._another else head
            self.consumed += len(head) - len(bare)
            if bare:
                break
            if not head:
                return False
        self._rest = bare
        if len(bare) < HEAD:
            self._rest = bare = self._piece()
        if self._another is None or not self._another(bare):
            self._error = TrailingError(
                f"holds something else after the end of the {self._what}, from byte {self.consumed:,} on; "
                f"the {self.given:,} decompressed bytes before it were readable",
                self.consumed,
                self.given,
            )
            return False
        self._decoder, self._history = self._how.make(), History()
        return True
