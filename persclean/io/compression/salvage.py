"""What a damaged member still holds: it is decompressed once more, up to the very byte at which that fails."""

from __future__ import annotations

from persclean.io.compression.decoders import Decoder, Decoding, Deflate

_MOST = 16 << 20  # compressed bytes of a member that are remembered
_OUT = 64 << 10


class History:
    """The compressed bytes of the current member. length: how many. given: decompressed bytes given so far."""

    def __init__(self) -> None:
        self._pieces: list[bytes] | None = []
        self._state: Deflate | None = None
        self._before = 0  # decompressed bytes given before the pieces
        self.length = self.given = 0

    def add(self, data: bytes, decoder: Decoder) -> None:
        """Remember a piece that the decoder will be given; of a member that grows too large, at most the last one."""
        self.length += len(data)
        if self.length > _MOST:
            if not isinstance(decoder, Deflate):
                self._pieces = None
            elif data:
                self._state, self._pieces, self._before = decoder.copy(), [data], self.given
        elif data and self._pieces is not None:
            self._pieces.append(data)

    def salvage(self, how: Decoding) -> tuple[bytes, int]:
        """Return what comes after the bytes given, and after how many compressed bytes no more comes (0: forgotten).

        A decoder that finds a damage keeps what it had decompressed in that call to itself. So it is called for single
        bytes where it may fail: the last piece is what it failed at, since it takes a piece only when it needs one.
        """
        if not self._pieces:
            return b"", 0
        drain = _Drain(self._state or how.make(), self.given - self._before)
        *before, last = self._pieces
        place = self.length - len(last)
        try:
            for piece in before:
                drain.feed(piece)
            for number in range(len(last)):
                place += 1
                drain.feed(last[number : number + 1])
        except how.errors:
            pass
        return bytes(drain.out), place


class _Drain:
    """Takes everything from a decoder, beyond what was given in single bytes. out: that."""

    def __init__(self, decoder: Decoder, skip: int) -> None:
        self._decoder, self._skip = decoder, skip
        self.out = bytearray()

    def feed(self, data: bytes) -> None:
        """Give the decoder data and take what it makes of them."""
        while not self._decoder.eof:
            got = self._decoder.decompress(data, min(self._skip, _OUT) or 1)
            if self._skip:
                self._skip -= len(got)
            else:
                self.out += got
            if not got:
                return
            data = b""
