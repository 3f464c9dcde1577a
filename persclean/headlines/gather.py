"""Many small chunks made few: what is seen of lines at a glance is seen of many at once."""

from __future__ import annotations

from collections.abc import Iterator

from persclean.documents import Chunk

SIZE = 1 << 20  # bytes gathered before they are looked at


def gathered(chunks: Iterator[Chunk]) -> Iterator[Chunk]:
    """Yield the same lines in chunks of about SIZE; what ends without a line feed ends its chunk, as before.

    >>> [one.data for one in gathered(iter([Chunk(b"a\\n", [1]), Chunk(b"b", [2]), Chunk(b"c\\n", [2])]))]
    [b'a\\nb', b'c\\n']
    """
    parts: list[bytes] = []
    numbers: list[int] = []
    starts: list[int] = []
    size = 0
    for chunk in chunks:
        if not chunk.data:
            continue
        starts += (start + len(numbers) for start in chunk.starts)
        numbers += chunk.numbers
        parts.append(chunk.data)
        size += len(chunk.data)
        if size >= SIZE or not chunk.data.endswith(b"\n"):
            yield Chunk(b"".join(parts), numbers, starts)
            parts, numbers, starts, size = [], [], [], 0
    if parts:
        yield Chunk(b"".join(parts), numbers, starts)
