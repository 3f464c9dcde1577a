"""Headlines: blocks of lines that stand twice, teasers that are cut off, boxes and footers, reduced to one copy."""

from __future__ import annotations

from collections.abc import Iterator

from persclean.documents import Account, Chunk
from persclean.filters.base import Effects, Filter


class Headlines(Filter):
    """Remove repeated blocks of whole lines; keep the most complete copy, where it belongs.

    What it does
        - a headline with its lead, or the beginning of it ("...", …, ادامه در صفحه ۳, ادامه مطلب), that stands again
          over the full article: the teaser goes
        - a story, a paragraph of 100 letters, a footer, a box of headlines that stands again: the later copy goes, or
          the one that is not over an article
        - copies are compared by their words: Arabic letters, digits, half-spaces, marks, punctuation and line breaks
          do not count; a copy may lack a few words of the kept one (`headlines_similarity`)
        - up to two short lines in front of a repeated block, a kicker and a headline, go with it where the kept copy
          has them, too; the title of a box («پربیننده\u200cترین\u200cها») stays unless it is one of these
        - blank lines around a block: those of one side stay

    Why
        Teasers, most-read lists and footers print the same words again and again; they are counted, indexed and learned
        as often.

    Left alone
        Copies with a word of their own. Lines of fewer than `headlines_min_words` words, and single lines of less than
        100 letters, but in boxes. Sentences within a paragraph, verse, lists, articles of law, speakers, prayers,
        tables, subtitles, code, a headline over another text. Repeats further apart than `headlines_window` (once
        a block has been repeated, its copy is remembered). One line in some thousand, chosen by its own hash, is never
        removed: groups of lines are parted there. After `unwrap`: blocks without which it would join lines that it left
        alone.

    Words are only removed that stand, in order, in the kept copy; the words of the cut mark («ادامه در صفحه ۳») and the
    part of a word before it are not counted.

    Examples:
    >>> headline = "گسترش روابط شهرهای منطقه"
    >>> lead = "در پایان سفر شهردار تهران به ترکیه، هیئت هایی از آذربایجان و فلسطین با وی دیدار کردند"
    >>> article = [headline, lead + " و از برنامه های خود گفتند."]
    >>> page = [headline, lead + "...", "در آخرین روز اجلاس", *article]
    >>> Headlines()("\\n".join(page)) == "\\n".join(page[2:])
    True
    """

    code = "PC202"
    name = "headlines"
    why = "headline blocks, teasers, boxes and footers stand more than once"
    reach = ("document",)
    default = False

    @property
    def effects(self) -> Effects:
        """What this filter may lose: the marks that say that a text was cut off."""
        from persclean.headlines.fold import cut_marks

        return Effects(cuts=cut_marks())

    def documents(self, chunks: Iterator[Chunk], account: Account) -> Iterator[Chunk]:
        """Return the chunks without repeated blocks; each removal is told to the account first."""
        from persclean.headlines.stream import headlines

        return headlines(chunks, self.config, account, self.name)
