"""PC100 exceptions: words that a project always writes in one way."""

from __future__ import annotations

from persclean.config import Config
from persclean.filters.base import Effects, Filter, Gap, Trigger
from persclean.listed.forms import Forms
from persclean.listed.held import HeldGap
from persclean.listed.match import head, tail
from persclean.protect import spans as protected

_WIDEST = 3  # spaces; more are layout


class Exceptions(Filter):
    """Writes words as the project's exceptions file says.

    What it does: of a line with two words, a tab between them, the first becomes the second; and where half-spaces of
    the second were lost, or a space stands for one, they are put back. It is there wherever a pipeline has such a file
    (`exceptions` in persclean.toml, `--exceptions FILE`): before all other filters, before `zwnj`, and after all.
    Words of the file are then left alone by the others, those that stand by themselves on a line, too, and no space
    beside them is closed.

    Why: names, house style, and what the half-space model gets wrong are known best to those whose text it is.

    Examples:

    >>> from persclean.config import Config
    >>> from persclean.listed.exceptions import Exceptions as Listed
    >>> ours = Config(exceptions=Listed(write=[("آنها", "آن\\u200cها")]))
    >>> print(Exceptions(ours)("آنها، آن ها و «آنها»").replace("\\u200c", "|"))
    آن|ها، آن|ها و «آن|ها»

    Left alone: parts of longer words (آنهایی); addresses, tags, file names and code.
    """

    code = "PC100"
    name = "exceptions"
    why = "words that a project always writes in one way, by its exceptions file"
    reach = ("word", "gap")
    default = False

    def __init__(self, config: Config | None = None) -> None:
        super().__init__(config)
        # Forms may begin and end with anything: each piece is looked at. (Distinct ones only, on the fast path.)
        self.trigger = Trigger(always=bool(self.config.exceptions.write))  # type: ignore[misc]

    @property
    def effects(self) -> Effects:
        """A reading in which the words whose letters change are those that they become."""
        return Effects(fold=self._fold if self.config.exceptions.forms.changed else None)

    def make_gap(self) -> Gap | None:
        """Return the part that closes spaces that stand for a half-space."""
        forms = self.config.exceptions.forms
        return HeldGap(_Joined(forms), forms) if forms.joined else None

    def words(self, text: str) -> str:
        """Return the text with its words written as the list says."""
        forms = self.config.exceptions.forms
        spans = forms.writing.spans(text)
        if not spans:
            return text
        away = protected(text) + forms.holding.spans(text)
        spans = [(a, b) for a, b in spans if not any(start < b and a < stop for start, stop in away)]
        return _replaced(text, spans, forms.written)

    def _fold(self, text: str) -> str:
        forms = self.config.exceptions.forms
        return _replaced(text, forms.changing.spans(text), forms.changed)


def _replaced(text: str, spans: list[tuple[int, int]], written: dict[str, str]) -> str:
    out: list[str] = []
    done = 0
    for start, stop in spans:
        out += (text[done:start], written[text[start:stop]])
        done = stop
    return "".join(out) + text[done:]


class _Joined(Gap):
    def __init__(self, forms: Forms) -> None:
        self._forms = forms
        self.left_ends = frozenset(left[-1] for left, _ in forms.joined)

    def left_may(self, left: str) -> bool:
        return tail(left) in self._forms.tails

    def decide(self, left: str, gap: str, right: str) -> str:
        if len(gap) > _WIDEST:
            return gap
        return self._forms.joined.get((tail(left), head(right)), gap)
