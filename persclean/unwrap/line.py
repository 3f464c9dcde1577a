"""One line and what can be read off it alone: size, shape, how it begins, how it ends."""

from __future__ import annotations

from functools import cached_property

from persclean.lazy import pattern
from persclean.tables import KASHIDA, ZWNJ
from persclean.unwrap.edges import BREAKS, CLOSERS, WHITE, Begin, End, begin_of, end_of, ending_of
from persclean.unwrap.shapes import deliberate, halves, opens_item
from persclean.unwrap.words import first_length

LONG = 125  # letters and digits; no page is wrapped so wide, so a longer line is a paragraph
BYTES = 360  # a line of more bytes counts as long, whatever is in it: offsets alone tell

_NOTE = pattern(r"[\[(](?:[0-9۰-۹٠-٩]{1,3}|[ivxlc]{1,6})[\])]\s*$")
SIGNS = (" ", ZWNJ, "\t", *'.…،؛:!؟?,;«»"()-–/')
VOWELS = "\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0653\u0654\u0655\u0670"
_VOWEL = pattern(f"[{VOWELS}]")
_BROKEN = pattern(rf"(?:[^\W\d_]-|[^\W\d_]{KASHIDA}|\w{ZWNJ}|\w\N{{SOFT HYPHEN}})\s*$")
_DATELINE = pattern(r"\s*[^\W\d]+(?: [^\W\d]+){0,2}\s?[-–—،]\s?[^\W\d]+(?: [^\W\d]+){0,2}\s?[-–—]\s")
_LEAD = pattern(r"\s*(?:به گزارش |پایگاه خبر[یي] [^:]{1,40}:|خبرگزار[یي] [^\s:]+(?: [^\s:]+)?\s?:|گزارش از ?:)")
_SPEAKER = pattern(r"\s*[^\W\d][^\s.،؛:]*(?: [^\s.،؛:]+){0,3}(?<![\W\d])[-ـ–] ?(?=\s)")
_ITEM_SIGNS = frozenset(".)-–")
_OPENERS, _SHUTTERS = "«(“[", "»)”]"


class Line:
    """A line of the text as it stands, or several joined into one.

    text: without its line end. end: the line end. place: the index, among the lines looked at, of the one it begins
    with. more: the places of those that were joined to it.
    """

    def __init__(self, text: str, end: str, place: int, more: tuple[int, ...] = ()) -> None:
        self.text = text
        self.end = end
        self.place = place
        self.more = more

    @cached_property
    def size(self) -> int:
        """Letters and digits (and rare signs): the measure that no other filter changes, and quick to take."""
        text = self.text
        size = len(text) - sum(map(text.count, SIGNS))
        return size - len(_VOWEL.findall(text)) if _VOWEL.search(text) else size

    @cached_property
    def blank(self) -> bool:
        """Whether there is nothing but white space."""
        return not self.text.strip()

    @cached_property
    def long(self) -> bool:
        """Whether this is a paragraph that is not wrapped, and parts what stands before it from what follows."""
        text = self.text
        return len(text) > LONG and (self.size > LONG or len(text.encode("utf-8", "surrogateescape")) >= BYTES)

    @cached_property
    def on_purpose(self) -> bool:
        """Whether this is a line on purpose by its looks alone: table row, code, page number, a rule of signs."""
        return deliberate(self.text)

    @cached_property
    def halves(self) -> bool:
        """Whether it may be two half-lines of verse."""
        return halves(self.text)

    @cached_property
    def begins(self) -> Begin:
        """What its first word says."""
        return begin_of(self.text)

    @cached_property
    def ends(self) -> End:
        """What its last word says."""
        return end_of(self.text)

    @cached_property
    def item(self) -> bool:
        """Whether a list item, a speech or a quotation begins here."""
        text, stop = self.text, self.begins.stop
        if stop and text[stop + 1 : stop + 2] not in _ITEM_SIGNS:
            second = text.find(" ", stop + 1)  # past it, no sign makes an item of what begins with a word
            if ":" not in (text[: second + 2] if second > 0 else text) and "/" not in text[: stop + 3]:
                return False
        return opens_item(text)

    @cached_property
    def hangs(self) -> bool:
        """Whether it ends with a word that something must follow, or in the middle of one."""
        ends = self.ends
        return ends.hangs or ((ends.cut or self.text[-1:] in WHITE) and self.broken)

    @cached_property
    def broken(self) -> bool:
        """Whether it ends in the middle of a word: hyphen, kashida or half-space."""
        tail = self.text[-8:].rstrip()
        return tail[-1:] in BREAKS and _BROKEN.search(tail) is not None

    @cached_property
    def ending(self) -> str:
        """How it ends: stop, comma, colon, verb, or plain."""
        if self.ends.sort:
            return self.ends.sort
        text = self.text.rstrip(CLOSERS)
        if self.text.rstrip()[-1:] in ("]", ")"):
            text = _NOTE.sub("", self.text).rstrip(CLOSERS)
        return ending_of(text, end_of(text).word)

    @property
    def speaker(self) -> bool:
        """Whether it begins with a name and a dash, as in the minutes of a meeting."""
        return self._dashed and _SPEAKER.match(self.text) is not None

    @property
    def dateline(self) -> bool:
        """Whether it begins with a place and an agency: تهران - ایرنا - ..."""
        return self._dashed and _DATELINE.match(self.text) is not None

    @cached_property
    def lead(self) -> bool:
        """Whether it begins as the lead of a news item does: به گزارش …، خبرگزاری …:."""
        return self.begins.word in ("به", "خبرگزاری", "پایگاه", "گزارش") and _LEAD.match(self.text) is not None

    @property
    def _dashed(self) -> bool:
        text = self.text
        return "-" in text or "–" in text or "—" in text or KASHIDA in text

    @cached_property
    def first(self) -> int:
        """Letters and digits of the first word."""
        length = self.begins.size
        return length if length >= 0 else first_length(self.text)

    @cached_property
    def open(self) -> bool:
        """Whether a bracket or a quotation is open at its end."""
        text = self.text
        for opener, shutter in zip(_OPENERS, _SHUTTERS, strict=True):
            last = text.rfind(opener)
            if last >= 0 and last > text.rfind(shutter):
                return True
        return False

    @cached_property
    def indent(self) -> int:
        """How many columns of white space it begins with; a tab counts for four."""
        if self.text[:1] not in (" ", "\t", "\f"):
            return 0
        rest = self.text.lstrip(" \t\f")
        return len(self.text[: len(self.text) - len(rest)].replace("\f", "").expandtabs(4))
