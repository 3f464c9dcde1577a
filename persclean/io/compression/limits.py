"""What decompressing may cost, and the errors of what cannot be decompressed or costs more."""

from __future__ import annotations

from dataclasses import dataclass

from persclean.errors import InputError

GRACE = 16 << 20  # decompressed bytes for which no ratio is too high


@dataclass(frozen=True, slots=True)
class Limits:
    """Caps for one input. max_bytes: of it decompressed (None: any number).

    max_ratio: decompressed to compressed bytes, looked at beyond 16 MiB; archives of text reach 20 to 50.
    max_memory: bytes the decompression may ask for: half of it for the window of zst, all of it for xz and lzma.
    """

    max_bytes: int | None = None
    max_ratio: float = 1000.0
    max_memory: int = 256 << 20

    def check(self, consumed: int, given: int) -> None:
        """Raise BombError if so many compressed bytes may not become so many."""
        if self.max_bytes is not None and given > self.max_bytes:
            raise BombError(
                f"decompresses to more than {self.max_bytes:,} bytes ({given:,} from {consumed:,} so far): "
                "if it is right, allow more by Limits(max_bytes=...)"
            )
        if given > GRACE and given > self.max_ratio * consumed:
            raise BombError(
                f"decompresses to {given / max(consumed, 1):,.0f} times its size "
                f"({given:,} bytes from {consumed:,} so far); "
                f"allowed are {self.max_ratio:,g} times: if it is right, allow more with --max-ratio"
            )


class BombError(InputError):
    """A stream that becomes larger than the limits allow: a decompression bomb, or a limit too low."""


class MemoryLimitError(InputError):
    """A stream that asks for more memory to decompress than the limits allow."""


class DamagedError(InputError):
    """A stream that cannot be decompressed further; what was readable has been given before.

    offset: the compressed byte where that was noticed. readable: how many decompressed bytes were given.
    """

    def __init__(self, message: str, offset: int = 0, readable: int = 0) -> None:
        super().__init__(message)
        self.offset, self.readable = offset, readable


class TruncatedError(DamagedError):
    """A stream that ends too early."""


class TrailingError(DamagedError):
    """A stream that was read as a whole, followed by something else."""
