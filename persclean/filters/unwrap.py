"""PC201 unwrap: lines that were broken mid-sentence, joined into paragraphs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from persclean.filters.base import Effects, Filter
from persclean.tables import KASHIDA

if TYPE_CHECKING:
    from persclean.documents import Account, Chunk


class Unwrap(Filter):
    """Joins lines that a page width broke in the middle of sentences.

    What it does: joins the lines of a paragraph into one, with a space, across a blank line too where the sentence
    plainly runs on; a word broken by a hyphen, a kashida or a half-space becomes one word again. Each break is weighed:
    would the next word have fitted on the line, as wide as the lines around are; how does the line end, how does the
    next one begin; do the lines around look as if a width had broken them.

    Why: text out of a PDF or an e-mail has a line end every hundred characters, which no search and no model reads.

    Examples:

    >>> first = "شهردار در نشست دیروز از طرح تازه ای خبر داد. این طرح که"
    >>> second = "از اول مهر آغاز می شود، سه کتابخانه بزرگ را در بر می گیرد و"
    >>> third = "به گفته او به زودی به دوازده محله دیگر هم می رسد."
    >>> Unwrap()("\\n".join([first, second, third])) == " ".join([first, second, third])
    True

    A word broken by kashida (كتـ / ـاب) is known by the one with which the next line begins: the filter `marks`, which
    comes before in the preset `page`, leaves that one and takes the other. Where only the first part has one
    (كتـ / اب), this filter alone joins it, but the preset makes two words of it: after `marks` nothing tells.

    Left alone: text with a paragraph a line; headings, bylines, list items, speeches, table rows, verse, addresses,
    code, page numbers; a line that ends a sentence, where a blank line follows; whatever stands in a stretch in which
    no line was surely broken.
    """

    code = "PC201"
    name = "unwrap"
    why = "lines that a page width broke mid-sentence joined into paragraphs"
    reach = ("document",)
    default = False

    @property
    def effects(self) -> Effects:
        """A kashida at a break goes."""
        return Effects(drops=frozenset({KASHIDA}))

    def documents(self, chunks: Iterator[Chunk], account: Account) -> Iterator[Chunk]:
        """See `Filter.documents`."""
        from persclean.unwrap.stream import unwrap

        return unwrap(chunks, account, self.name)
