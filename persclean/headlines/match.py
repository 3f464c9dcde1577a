"""How far two texts agree: whether the words of one stand, in order, in the other, whatever the line breaks.

Texts are compared letter by letter, without spaces, from word break to word break that both have; the other text may
have words in between. Time is linear in what agrees.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import accumulate

from persclean.headlines.fold import cut_at, words
from persclean.headlines.page import PARAGRAPH, Page

MOST_LINES = 200  # of a block; a longer one is removed in parts
SHORT = 4  # lines that must not all be short
_LOOK = 12  # words of the other text that may be missing at one place
_CUT_WORDS = re.compile("ادامه|بقيه|بقیه|صفحه|مطلب|خبر|گزارش|گفت|مصاحبه|ص |متن")
_PROBE = 10  # bytes of the reading of a line that are looked for in another
_LEAST = 3  # letters that have to agree after missing words, but at the end


@dataclass(slots=True)
class Match:
    """Lines of one page (`lines`) whose words stand in lines of another (`others`).

    reached: for each of these lines the one of the others in which its last word stands.
    missing: letters of the others' words that are not in these lines. cut: the last line is cut off, and the other text
    goes on. tail: the text of the last line without cut mark and without the part of a word before it. mark: the same
    of the line before, where the last one is nothing but a mark.
    """

    lines: list[int] = field(default_factory=list)
    others: list[int] = field(default_factory=list)
    reached: list[int] = field(default_factory=list)
    letters: int = 0
    missing: int = 0
    cut: bool = False
    tail: str | None = None
    mark: str | None = None

    @property
    def similarity(self) -> float:
        """Share of the other text's letters that are in both."""
        return self.letters / (self.letters + self.missing) if self.letters else 0.0


class _Other:
    """The words of a page from a line on, as far as they may be looked at."""

    def __init__(self, page: Page, line: int, limit: int | None) -> None:
        self.page, self.limit = page, limit
        self.lines = [line]
        self.index = self.word = 0  # where the next word stands

    def ahead(self, letters: int) -> list[tuple[str, int, int]]:
        """Return words from here on with this many letters, each with the place after it."""
        found: list[tuple[str, int, int]] = []
        index, word = self.index, self.word
        while letters > 0:
            if index == len(self.lines) and not self.grow():
                break
            line = self.page.words(self.lines[index])
            while word < len(line) and letters > 0:
                one = line[word]
                word += 1
                letters -= len(one)
                found.append((one, index + (word == len(line)), 0 if word == len(line) else word))
            if word >= len(line):
                index, word = index + 1, 0
        return found

    def letters_before(self) -> int:
        """Return the letters of the present line that were passed."""
        return sum(map(len, self.page.words(self.lines[self.index])[: self.word])) if self.word else 0

    def letters(self, most: int) -> str:
        """Return the letters of lines from the present one on, at least so many if there are."""
        index = self.index
        found = ""
        while len(found) < most + 1 and (index < len(self.lines) or self.grow()):
            found += self.page.joined(self.lines[index])
            index += 1
        return found

    def grow(self) -> bool:
        """Add the next line, if there is one."""
        found = self.page.next(self.lines[-1])
        if found is None or (self.limit is not None and found >= self.limit):
            return False
        self.lines.append(found)
        return True

    def ends(self) -> bool:
        """Whether there is no further word."""
        return self.word == 0 and self.index == len(self.lines) and not self.grow()

    def used(self) -> list[int]:
        """Return the lines that hold what was passed."""
        return self.lines[: self.index + (self.word > 0)]


def may_go_on(page: Page, line: int, other: Page, other_line: int) -> bool:
    """Whether a match of two lines may have more than these, by a cheap reading of what follows them."""
    after, other_after = page.next(line), other.next(other_line)
    if after is None or other_after is None:
        return False
    if page is other and (other_after in (line, after) or other.next(other_after) == line):
        return True  # a headline that stands twice, one close to the other
    one, two = page.reading(after), other.reading(other_after)
    return _begins_in(one, two) or _begins_in(two, one)


def _begins_in(one: bytes, two: bytes) -> bool:
    """Whether some of the first words of a line stand in another; the very first may be missing there."""
    later = one[2 * _PROBE : 3 * _PROBE]
    return len(two) < _PROBE or one[:_PROBE] in two or (later != b"" and later in two)


def match(page: Page, line: int, other: Page, other_line: int, share: float) -> Match | None:
    """Return the longest run of whole lines whose words stand in the other page from a line on; None for no line.

    share: the least similarity.
    """
    limit = other_limit = None
    if page is other:
        limit, other_limit = (other_line, None) if line < other_line else (None, line)
    there = _Other(other, other_line, other_limit)
    run, best = Match(), None
    at: int | None = line
    while at is not None and (limit is None or at < limit) and len(run.lines) < MOST_LINES:
        if there.ends():
            break
        place = cut_at(page.text(at)) if _may_be_cut(page, at) else None
        text = page.joined(at)
        if there.word == 0 and there.index < len(there.lines) and text == other.joined(there.lines[there.index]):
            there.index += 1
        else:
            full = _follow(page.words(at), there, share) if text else 0
            if full is None and place is not None:
                done = _cut(page, at, place, there, run, share)
                return _with_mark(page, done, limit) if done else best
            if full is None:
                break
            run.missing += full
        run.lines.append(at)
        run.letters += len(text)
        used = there.used()
        run.reached.append(used[-1] if used else other_line)
        if len(run.lines) == SHORT and run.letters < SHORT * PARAGRAPH // 2:
            break  # verse, a list, a table: not worth going on
        if run.similarity >= share:
            if place is not None and used and (there.word or cut_at(other.text(used[-1])) is None):
                run.others, run.cut, run.tail = used, True, page.text(at)[:place]
                return _with_mark(page, run, limit)
            if there.word == 0:
                best = Match(list(run.lines), used, list(run.reached), run.letters, run.missing)
        at = page.next(at)
    return best


def _with_mark(page: Page, found: Match, limit: int | None) -> Match:
    """Return the match with the next line, if that is nothing but a cut mark."""
    after = page.next(found.lines[-1])
    if after is None or (limit is not None and after >= limit) or not _may_be_cut(page, after):
        return found
    place = cut_at(page.text(after))
    if place is None or words(page.text(after)[:place]):
        return found
    found.lines.append(after)
    found.reached.append(found.reached[-1])
    found.tail, found.mark = "", found.tail
    return found


def _may_be_cut(page: Page, line: int) -> bool:
    end = page.text(line)[-60:].rstrip()
    return end.endswith(("..", "…", "]", ")", "»", ":", "/")) or _CUT_WORDS.search(end) is not None


def _cut(page: Page, line: int, place: int, there: _Other, run: Match, share: float) -> Match | None:
    """Return the match that ends with a line that is cut off at a place; the other text must go on."""
    tail = page.text(line)[:place]
    own = words(tail)
    missing = _follow(own, there, share)
    if missing is None and len(own) > 1:
        # The cut may have gone through a word.
        before = _Other(there.page, there.lines[0], there.limit)
        before.lines, before.index, before.word = there.lines, there.index, there.word
        missing = _follow(own[:-1], before, share)
        rest = before.ahead(1)
        if missing is None or not rest or not rest[0][0].startswith(own[-1]):
            return None
        there.index, there.word = before.index, before.word
        tail = tail.rstrip()
        tail = tail[: max(tail.rfind(" "), tail.rfind("\t")) + 1]
        own = words(tail)
    if missing is None or not there.ahead(1):
        return None
    letters = sum(map(len, own))
    used = there.used() or there.lines
    reached = [*run.reached, used[-1]]
    done = Match([*run.lines, line], used, reached, run.letters + letters, run.missing + missing, True, tail)
    return done if done.letters and done.similarity >= share else None


def _follow(own: list[str], there: _Other, share: float) -> int | None:
    """Go over the other text as far as these words reach; return the letters left out, None if they do not."""
    text = "".join(own)
    allowed = max(int(len(text) * (1 - share) * 1.5), 12)
    # What follows could say no as well, but most lines that are asked about only begin alike.
    near = there.letters(len(text) + allowed + there.letters_before())
    if not all(word in near for word in own):
        return None
    breaks = set(accumulate(map(len, own)))
    ahead = there.ahead(len(text) + allowed + 1)
    others = "".join(word for word, _, _ in ahead)
    ends = list(accumulate(len(word) for word, _, _ in ahead))
    places = {end: i for i, end in enumerate(ends)}
    i = j = missing = 0
    while i < len(text):
        step = _agree(text, i, others, j, breaks, places)
        if not step:
            best, start = 0, j
            first = places[j] + 1 if j else 0
            for end in ends[first : first + _LOOK]:
                if end - j > allowed - missing:
                    break
                found = _agree(text, i, others, end, breaks, places)
                if found > best:
                    best, start = found, end
            if best < min(_LEAST, len(text) - i) or not best:
                return None
            missing += start - j
            step, j = best, start
        i, j = i + step, j + step
    if j:
        _, there.index, there.word = ahead[places[j]]
    return missing


def _agree(text: str, i: int, other: str, j: int, breaks: set[int], places: dict[int, int]) -> int:
    """Return how many letters agree from here on, up to a word break that both texts have."""
    most = min(len(text) - i, len(other) - j)
    low, width = 0, 16
    while low < most:
        width = min(width * 2, most - low)
        if text[i + low : i + low + width] == other[j + low : j + low + width]:
            low += width
            continue
        while low < most and text[i + low] == other[j + low]:
            low += 1
        break
    while low and not (i + low in breaks and j + low in places):
        low -= 1
    return low
