"""A small account for tests of document filters: keeps what it is told and proves that no word is lost."""

from __future__ import annotations

import re
import unicodedata

from persclean.documents import Chunk, Removal
from persclean.filters import Filter

_ARABIC = str.maketrans("يكىھ", "یکیه")


def letters(text: str) -> str:
    """Return letters and digits alone, one kind of each."""
    plain = unicodedata.normalize("NFKC", text).translate(_ARABIC).lower()
    kept = (c for c in plain if unicodedata.category(c)[0] in "LN" and c != "\u0640")
    return "".join(str(unicodedata.digit(c, c)) for c in kept)


def stands_in(text: str, kept: str) -> bool:
    """Whether all words of a text stand, in order, in another; by letters, a word at a time."""
    place, whole = 0, letters(kept)
    for word in re.findall(r"[^\W_]+", letters_spaced(text)):
        place = whole.find(word, place)
        if place < 0:
            return False
        place += len(word)
    return True


def letters_spaced(text: str) -> str:
    return " ".join(letters(piece) for piece in re.split(r"[^\w\u200c\u0640\u064b-\u0655\u0670]+", text))


class Account:
    """Keeps removals; asserts that each one's words stand in the kept copy."""

    def __init__(self, source: str = "", earlier: tuple[str, ...] = ()) -> None:
        self.removals: list[Removal] = []
        self.kept: dict[str, object] = {}
        self.source, self.earlier = source, earlier

    def removed(self, removal: Removal) -> None:
        assert stands_in(removal.text, removal.kept), removal
        self.removals.append(removal)

    def joined(self, filter_name: str, number: int) -> None:
        raise AssertionError("nothing is joined here")

    def memory(self, filter_name: str, fresh: object) -> object:
        return self.kept.setdefault(filter_name, fresh)


def chunks_of(data: bytes, sizes: list[int] | None = None, starts: tuple[int, ...] = (0,)) -> list[Chunk]:
    """Return the chunks of a text: of these numbers of lines in turn, or one; starts: first lines of documents."""
    lines = data.splitlines(keepends=True) if b"\r" not in data else re.findall(rb"[^\n]*\n|[^\n]+", data)
    found, at, turn = [], 0, 0
    while at < len(lines):
        size = max(sizes[turn % len(sizes)], 1) if sizes else len(lines)
        own = tuple(i - at for i in starts if at <= i < min(at + size, len(lines)))
        part = lines[at : at + size]
        found.append(Chunk(b"".join(part), range(at + 1, at + 1 + len(part)), own))
        at, turn = at + size, turn + 1
    return found


def run(one: Filter, text: str, account: Account | None = None, **how: object) -> str:
    """Return what a document filter makes of a text."""
    found = one.documents(iter(chunks_of(text.encode("utf-8", "surrogateescape"), **how)), account or Account())  # type: ignore[arg-type]
    return b"".join(chunk.data for chunk in found).decode("utf-8", "surrogateescape")
