"""Whether words that stand twice are a repeated block, as an editor would judge: the signs for and against.

For: running text of a paragraph's length, a headline with its lead, a text that is cut off. Against: verse, lists,
articles of law, speech, prayers, rows of tables; a headline over another text; a line repeated for effect.
"""

from __future__ import annotations

from itertools import pairwise

from persclean.headlines.match import Match
from persclean.headlines.page import PARAGRAPH, Page

ALONE = 100  # letters; a line of as many may go alone
_CUT = 80  # letters of a block that is cut off
_CUT_LINE = 60  # letters of the longest line there, or in what it was cut from
_HEAD = 2  # short lines over a text: kicker and headline
_WRAPPED = 60  # letters; a line of as many in front of running text may be part of it
_CUT_TWO = 60  # the same of a headline and a longer lead
_CUT_TWO_LINE = 40
_BOX = 3  # headlines in a box
_VERSION_WORDS = 8  # different words; lines of as many, in which this share is the same, are versions of one
_VERSION = 0.75
_BALANCE = 1.4  # the longest line of a verse to the shortest


def block(page: Page, found: Match, other: Page, least_words: int) -> Match | None:
    """Return what of a match is a repeated block that may be removed, None for nothing."""
    if not found.lines or sum(len(page.words(i)) for i in found.lines) < least_words:
        return None
    if found.cut:
        return found if _is_teaser(page, found, other) else None
    trimmed = _trimmed(page, found, other)
    if trimmed is None:
        return None
    found = trimmed
    lines = found.lines
    if len(lines) == 1 and (page.letters(lines[0]) < ALONE or found.missing):
        return None  # in running text a sentence is taken up again in other words
    if page.is_paragraph(lines[0]) and page.is_heading(page.prev(lines[0])):
        return None  # a heading would be left without its text
    after = page.next(lines[-1])
    own = page.is_paragraph(after) and not (page is other and after == found.others[0])
    if own and _heads(page, lines[0]):
        return None
    return None if _are_versions(page, found, other) else found


def _is_teaser(page: Page, found: Match, other: Page) -> bool:
    """Whether a text that is cut off is more than a line of verse of which the beginning stands for the whole."""
    if all(page.is_kept(i) for i in found.lines):
        return False
    own = [size for size in map(page.letters, found.lines) if size]
    longest = max(*own, *(other.letters(i) for i in found.others))
    if found.letters >= _CUT and longest >= _CUT_LINE:
        return True
    unlike = len(own) > 1 and max(own) > _BALANCE * min(own)
    return unlike and found.letters >= _CUT_TWO and max(own) >= _CUT_TWO_LINE


def _are_versions(page: Page, found: Match, other: Page) -> bool:
    """Whether both texts go on, before or behind, in nearly the same words: drafts of a law, a story and its update.

    Neither may be torn.
    """
    sides = (
        (page.prev(found.lines[0]), other.prev(found.others[0])),
        (page.next(found.lines[-1]), other.next(found.others[-1])),
    )
    for one, two in sides:
        if one is None or two is None:
            continue
        own, its = set(page.words(one)), set(other.words(two))
        both = own & its  # of a version each has a word of its own
        if len(both) >= _VERSION_WORDS and _VERSION * max(len(own), len(its)) <= len(both) < min(len(own), len(its)):
            return True
    return False


def _heads(page: Page, line: int) -> bool:
    """Whether a text begins with this line: it is a headline, or stands under one."""
    for one in (line, page.prev(line)):
        if one is None:
            return True
        if not page.is_paragraph(one):
            return not page.is_closer(one)
    return False


def _trimmed(page: Page, found: Match, other: Page) -> Match | None:
    """Return the match without what only stands beside a repeated block in both places.

    At its end: short lines that belong to the text after them. At its beginning: more short lines than a headline has.
    At both: what is repeated on purpose.
    """
    lines, reached = found.lines, found.reached
    end = len(lines)
    closed = page.next(lines[-1]) is None
    while end:
        line = lines[end - 1]
        text = page.is_paragraph(line) or other.is_paragraph(reached[end - 1]) or page.is_closer(line) or closed
        if text and not page.is_kept(line):
            break
        end -= 1
        closed = False
    start = next((i for i in range(end) if page.is_paragraph(lines[i]) and not page.is_kept(lines[i])), end)
    if start == end:
        return None
    first, short = start, 0
    while first and not page.is_kept(lines[first - 1]):
        short += page.letters(lines[first - 1]) < _WRAPPED
        if short > _HEAD:
            break
        first -= 1
    if first == 0 and end == len(lines):
        return found
    others = [one for one in found.others if one <= reached[end - 1] and (not first or one >= reached[first - 1])]
    if first and len(others) > 1 and other.joined(others[0]).endswith(page.joined(lines[first - 1])):
        del others[0]  # ends with what is not in the block
    return Match(lines[first:end], others, reached[first:end], found.letters, found.missing)


def is_twice(page: Page, line: int, other_line: int, least_words: int) -> bool:
    """Whether a headline stands directly before itself, or one line before, at the beginning; the later over a text."""
    if page.is_paragraph(line) or len(page.words(line)) < least_words or page.is_kept(line):
        return False
    before, after = page.prev(line), page.next(line)
    # A kicker between the two: only where a text begins.
    kicker = before is None and after is not None and not page.is_paragraph(after) and page.next(after) == other_line
    if after != other_line and not kicker:
        return False
    if before is not None and not page.is_paragraph(before):
        return False
    return page.is_paragraph(page.next(other_line)) and page.joined(line) == page.joined(other_line)


def is_headline(page: Page, line: int, least_words: int) -> bool:
    """Whether a line may be a headline in a box."""
    return not page.is_paragraph(line) and len(page.words(line)) >= least_words - 2 and not page.is_kept(line)


def is_box(page: Page, lines: list[int], over: bool) -> bool:
    """Whether headlines that all stand elsewhere, too, are a box: over texts there, or between texts here; no verse."""
    if len(lines) < _BOX:
        return False
    if _is_verse(page, lines):
        return False
    if over:
        return True
    before, after = page.prev(lines[0]), page.next(lines[-1])
    for _ in range(2):  # the box's title, the end of a paragraph; the next headline, a kicker
        if before is not None and not page.is_paragraph(before):
            before = page.prev(before)
        if after is not None and not page.is_paragraph(after):
            after = page.next(after)
    sides = [one for one in (before, after) if one is not None]
    return bool(sides) and all(page.is_paragraph(one) for one in sides)


def _is_verse(page: Page, lines: list[int]) -> bool:
    """Whether lines are as long as each other and rhyme, each with the next or the one after."""
    sizes = [page.letters(i) for i in lines]
    if max(sizes) > _BALANCE * min(sizes) or max(sizes) >= PARAGRAPH:
        return False
    ends = [page.joined(i)[-2:] for i in lines]
    rhymes = sum(a == b for a, b in pairwise(ends)) + sum(a == b for a, b in zip(ends, ends[2:], strict=False))
    return rhymes * 3 >= len(lines)
