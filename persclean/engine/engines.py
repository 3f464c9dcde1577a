"""The engines of one pipeline in one process: made when first used, and kept from one stream to the next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from persclean.engine.cutter import Cutter
from persclean.engine.passes import passes

if TYPE_CHECKING:
    from persclean.engine.blocks import BlockEngine
    from persclean.engine.cutter import Block
    from persclean.engine.documents import Clean
    from persclean.engine.result import BlockResult
    from persclean.filters.base import Filter
    from persclean.pipeline import Pipeline


class Engines:
    """What cleans with each group of filters of a pipeline. What one stream has taught them serves the next.

    traced: whether the changes of the first group are counted by filter, or with "each" kept one by one. Results never
    depend on what was learnt.
    """

    def __init__(self, pipeline: Pipeline, traced: Literal["", "counts", "each"] = "") -> None:
        self.pipeline, self.traced = pipeline, traced
        self.groups = passes(pipeline.filters)
        self._made: dict[tuple[Filter, ...], BlockEngine] = {}
        self._beside: dict[Pipeline, Engines] = {}

    def beside(self, pipeline: Pipeline) -> Engines:
        """Return the engines of another pipeline, kept with these: for files with settings of their own."""
        if pipeline not in self._beside:
            self._beside[pipeline] = Engines(pipeline, self.traced)
        return self._beside[pipeline]

    @property
    def warm(self) -> bool:
        """Whether an engine is there already: then even a small text is quicker with it."""
        return bool(self._made)

    @cached_property
    def first(self) -> BlockEngine:
        """The engine of the first group, which has no document filter."""
        return self.of(self.groups[0])

    def of(self, group: tuple[Filter, ...]) -> BlockEngine:
        """Return the engine of a group; worker processes must have started before."""
        if group not in self._made:
            from persclean.engine.blocks import BlockEngine

            traced = bool(self.traced) and group is self.groups[0]
            self._made[group] = BlockEngine(self.pipeline.part(group), traced)
        return self._made[group]

    def clean_block(self, block: Block) -> BlockResult:
        """Return a block as the first group leaves it."""
        result = self.first.clean_block(block)
        if result.findings is not None:
            result.changes = result.findings.counts()
            if self.traced == "counts":
                result.findings = None
        return result

    def cleaner(self, group: tuple[Filter, ...]) -> Clean:
        """Return what cleans a stream of bytes with a group."""

        def clean(parts: Iterable[bytes]) -> Iterator[bytes]:
            cutter = Cutter()
            for part in parts:
                for block in cutter.feed(part):
                    yield self.of(group).clean_block(block).data
            for block in cutter.finish():
                yield self.of(group).clean_block(block).data

        return clean
