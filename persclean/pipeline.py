"""The whole flow on one page: which filters, in which order and why, and which path runs them.

Order of the presets, decided once:

1. unicode   first, so that all others see one code point for one letter, and spaces that are spaces
2. letters   before anything that knows Persian words
3. marks     kashida and stretched letters hide words from the word lists
4. zwnj      before what looks at the edges of words: a stray ZWNJ hides an edge; it needs no spacing, for
             it looks at runs of letters
5. digits    before spacing, which leaves decimals and identifiers alone by what they look like
6. spacing   after all other filters of words and lines, between words, numbers and signs that are final

7. unwrap    of the preset `page`: joins lines; after all the others, which never change the number of lines, so that
             its words are clean and its line numbers those of the input. What it joined goes through 1 to 6 once more
             (می at the end of a line, خواهند at the start of the next); other lines have no need to
8. headlines last: a block is found again whatever its lines were, and what is removed was a whole paragraph. A block
             stays where lines would meet without it that unwrap would join (headlines/seams.py)

Within a pass, the word parts of all filters come first, then the gap parts, then the line parts: a gap is decided
between words that are already clean, and the order is the one in which the engine can work on distinct words. A filter
that reaches over a document (7 and 8) is a pass of its own: what stands before it is finished first, and every line it
joins or removes is proved to stand elsewhere (engine/documents.py, engine/proof.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from persclean.config import Config
from persclean.engine import light
from persclean.errors import unknown_name
from persclean.filters import Filter, find

PRESETS: dict[str, tuple[str, ...]] = {
    "default": ("unicode", "letters", "marks", "zwnj", "digits", "spacing"),
    "page": ("unicode", "letters", "marks", "zwnj", "digits", "spacing", "unwrap", "headlines"),
    "minimal": ("unicode", "letters", "marks"),
    "typography": ("unicode", "letters", "marks", "digits", "spacing"),
}

LIGHT_LIMIT = 1 << 16  # characters; above it the engine's start-up pays for itself


@dataclass(frozen=True)
class Pipeline:
    """An ordered tuple of filter names and one Config: immutable, hashable, picklable, callable.

    Raises ConfigError for a name that is not a filter.

    >>> Pipeline.preset("default", skip=["digits"])("كتابي از 3 نويسنده")
    'کتابی از 3 نویسنده'
    >>> (Pipeline(("letters",)) | "digits")("علي 3")
    'علی ۳'
    """

    names: tuple[str, ...]
    config: Config = Config()
    verify: bool = True
    filters: tuple[Filter, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", tuple(self.names))
        object.__setattr__(self, "filters", tuple(find(name)(self.config) for name in self.names))

    @classmethod
    def preset(cls, name: str = "default", *, skip: Iterable[str] = (), config: Config | None = None) -> Pipeline:
        """Return the pipeline of a preset, without the filters in `skip`."""
        if name not in PRESETS:
            raise unknown_name("preset", name, PRESETS)
        skipped = set(skip)
        for one in skipped:
            find(one)
        return cls(tuple(n for n in PRESETS[name] if n not in skipped), config or Config())

    @property
    def remembers(self) -> bool:
        """Whether what is done with an input depends on those before it."""
        return self.config.headlines_scope == "run" and any("document" in one.reach for one in self.filters)

    def part(self, filters: Iterable[Filter]) -> Pipeline:
        """Return the pipeline of some of this one's filters."""
        return Pipeline(tuple(one.name for one in filters), self.config, self.verify)

    def __or__(self, other: Pipeline | str) -> Pipeline:
        """Return a pipeline that runs the other's filters after this one's, with this one's settings."""
        names = (other,) if isinstance(other, str) else other.names
        return Pipeline(self.names + names, self.config, self.verify)

    def __call__(self, text: str) -> str:
        """Return the cleaned text. Same text and settings, same result, whatever path is taken."""
        if len(text) <= LIGHT_LIMIT:
            return light.run(self.filters, text, self.verify)
        from persclean.engine.blocks import clean_text

        return clean_text(self, text)

    def __reduce__(self) -> tuple[type[Pipeline], tuple[tuple[str, ...], Config, bool]]:
        return Pipeline, (self.names, self.config, self.verify)
