"""Blocks one after the other, in this process."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from persclean.engine.blocks import BlockEngine
from persclean.engine.cutter import Block
from persclean.engine.result import BlockResult

if TYPE_CHECKING:
    from persclean.pipeline import Pipeline


def clean_blocks(pipeline: Pipeline, blocks: Iterable[Block], jobs: int = 1) -> Iterator[tuple[Block, BlockResult]]:
    """Yield each block with its result, in order; jobs is there for the signature's sake."""
    engine = BlockEngine(pipeline)
    for block in blocks:
        yield block, engine.clean_block(block)
