"""Spacing: spaces around punctuation, brackets, quotes and numbers, and the Persian signs for the Latin ones."""

from __future__ import annotations

from persclean.classes import chars
from persclean.filters.base import Effects, Filter, Gap, Trigger
from persclean.lazy import pattern
from persclean.protect import DIGIT
from persclean.spacing.gaps import SpacingGap
from persclean.spacing.lists import PM, P
from persclean.spacing.quotes import QUOTES, SIGNS, guillemets, is_quoted, signs_of, tightened
from persclean.spacing.words import mend, mend_beside

# (Each begins with what can be searched for fast.)
_GAP_AFTER = pattern(r"» {1,3}[،؛؟!.:)\]]")
_GAP_BEFORE = pattern(r" «(?:(?<=[(\[] «)|(?<=[(\[]  «)|(?<=[(\[]   «))")
_P, _PM, _D = chars(P), chars(PM), chars(DIGIT)


class Spacing(Filter):
    """Put spaces where an editor puts them, and nowhere else; Persian punctuation for the Latin one.

    What it does
        - a missing space after . ، ؛ : ؟ ! … between two Persian words, before an opening and after a closing
          bracket or guillemet, and between a number and a word
        - a stray space before closing punctuation, and just inside brackets and guillemets
        - two or three spaces between words to one
        - , ; ? after a Persian letter to ، ؛ ؟; three to six dots beside Persian text to …
        - "…" and “…” around Persian text to «…», in pairs within one line

    Why
        Where a page was scanned, extracted or typed in haste, words stick to signs; they are then not found by a
        search, not split by a tokenizer, and lines break in the wrong place.

    Examples
        >>> print(Spacing()("با وی دیدار کردند.مدیریت شهری ، که"))
        با وی دیدار کردند. مدیریت شهری، که
        >>> print(Spacing()("اظهارنظر 3نماینده درباره دانش بین\N{ZERO WIDTH NON-JOINER}المللی2 شهر"))
        اظهارنظر 3 نماینده درباره دانش بین\N{ZERO WIDTH NON-JOINER}المللی 2 شهر
        >>> print(Spacing()('گفت:"متن( توضیح )دارد"، چرا?'))
        گفت: «متن (توضیح) دارد»، چرا؟
        >>> print(Spacing()("امام(ره) فرمود...  پس از آن"))
        امام (ره) فرمود… پس از آن

    Left alone
        Decimals, times, dates, URLs, e-mails, #hashtags, @mentions, file names (گزارش.pdf), paths, `code`, Latin
        text, abbreviations (ق.م, ه.ش) and spelt letters (سی.دی), ordinals and endings of numbers (۱۰ام, ۵مین,
        ۸۰ها), names of short letters and a number (اف16, پ۲), a half-space beside a number, optional endings
        (کتاب(ها)), reference marks (متن(۱), متن[۱]), list marks (1.متن, الف)متن), links [متن](http://a.ir),
        smileys :), the ا... of newspapers for الله, columns (four spaces or more), indentation, tabs, lines whose
        quotes do not pair or are syntax (JSON, CSV, HTML attributes), inch marks (5").

        >>> print(Spacing()("سال ۲۳ ق.م، کتاب(ها) :) گزارش.pdf"))
        سال ۲۳ ق.م، کتاب(ها) :) گزارش.pdf
    """

    code = "PC105"
    name = "spacing"
    why = "words stick to punctuation, brackets and numbers, or stand too far from them"
    reach = ("word", "gap", "line")
    trigger = Trigger(
        pairs=(
            (frozenset(".،؛:؟!…,;?)»]"), _P | frozenset("«([")),
            (_PM, frozenset(",;?(«[") | _D),
            (frozenset(")»]"), frozenset(",;?")),
            (_D, _P),
            (frozenset("،؛؟"), _D),
            (frozenset("!؟"), frozenset("?")),
        ),
        repeats=frozenset("."),
    )
    line_trigger = Trigger(
        chars=frozenset(QUOTES),
        pairs=((frozenset("«"), frozenset("\n ")), (frozenset("\n "), frozenset("»"))),
    )

    @property
    def effects(self) -> Effects:
        """No letter or digit changes; the signs that do are named."""
        return Effects(
            maps={",": "،", ";": "؛", "?": "؟", ".": "…", '"': "«»", "“": "«»", "”": "»", "„": "«", "‟": "«"},
            drops=frozenset(" ."),
            inserts=frozenset(" "),
        )

    def make_gap(self) -> Gap:
        """Return the part that decides the spaces between two words."""
        return SpacingGap()

    def words(self, text: str) -> str:
        """Return the text with each piece mended on its own."""
        return mend(text)

    def lines(self, text: str) -> str:
        """Return the text with the quotes of each line as guillemets, and these close to what they hold.

        What stands beside new guillemets is spaced like any other, so that the next run finds nothing to do.
        """
        from persclean.engine.light import run_gaps

        gap = self.gap or SpacingGap()
        lines, signs = text.split("\n"), signs_of(text)
        at = [i for i, line in enumerate(lines) if is_quoted(line)]
        while at:
            news = {i: tightened(guillemets(lines[i], signs)) for i in at}
            signs = SIGNS  # what changes may bring others
            at = [i for i in at if news[i] != lines[i]]
            for i in at:
                line = mend_beside(news[i])
                # A new guillemet lets a gap be decided only beside a bracket or a sign, or a wide one.
                loose = "  " in line or _GAP_AFTER.search(line) or _GAP_BEFORE.search(line)
                lines[i] = run_gaps([gap], line) if loose else line
            at = [i for i in at if is_quoted(lines[i])]
        return "\n".join(lines)
