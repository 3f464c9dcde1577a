"""Texts through a pipeline whose engine stays from one batch to the next: one for each pipeline in a process."""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from persclean.config import Config
from persclean.engine.engines import Engines
from persclean.engine.records import ERRORS, Done, clean_joined, parted
from persclean.engine.stream import LIGHT
from persclean.pipeline import Pipeline

KEPT = 4  # pipelines whose engines stay in memory; one takes up to 300 MB
_AT_ONCE = 4 << 20  # characters, about, that are cleaned together: what bounds the memory


class Cleaner:
    """Cleans lists of texts; `cleaner` returns the one of a pipeline. Threads may share it: they take turns."""

    def __init__(self, pipeline: Pipeline) -> None:
        self.pipeline = pipeline
        self.lock = threading.RLock()
        self.memo: OrderedDict[int, object] = OrderedDict()  # what arrays.py keeps between batches, under the lock
        self._separated = bool(pipeline.config.document_separator)
        # A value is a file, and a run, of its own: without separators that is one document.
        config = pipeline.config if self._separated else replace(pipeline.config, headlines_scope="document")
        self._engines = Engines(Pipeline(pipeline.names, config, pipeline.verify))
        self._whole = len(self._engines.groups) > 1
        self._seen = 0

    def __call__(self, texts: Sequence[str]) -> list[str]:
        """Return for each text what `pipeline(text)` returns. Raises LettersLostError."""
        with self.lock:
            return [new for some in _portions(texts) for new in self._cleaned(some)]

    def _cleaned(self, texts: Sequence[str]) -> list[str]:
        if self._whole and self._separated:
            return [self.pipeline(text) for text in texts]
        joined = "\n".join(texts).encode("utf-8", ERRORS)
        self._seen += len(joined)
        if self._seen > LIGHT and self._engines.groups[0]:
            _ = self._engines.first  # many small batches are one large input: its start-up pays
        cleaned = parted(clean_joined(self._engines, joined, Done(b""), None, b""), texts)
        if not self._whole:
            return cleaned
        from persclean.engine.record_documents import documents

        return documents(self._engines, cleaned)


def _portions(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    start = size = 0
    for n, text in enumerate(texts):
        size += len(text) + 1
        if size >= _AT_ONCE:
            yield texts[start : n + 1]
            start, size = n + 1, 0
    if start < len(texts):
        yield texts[start:]


_cleaners: OrderedDict[Pipeline, Cleaner] = OrderedDict()
_lock = threading.Lock()


def cleaner(pipeline: Pipeline | Config | None = None) -> Cleaner:
    """Return the cleaner of a pipeline, made at its first use in this process.

    pipeline: None for the default preset, a Config for the default preset with these settings. Of more than KEPT
    pipelines, the one that was used longest ago is forgotten.
    """
    pipeline = pipeline_of(pipeline)
    with _lock:
        found = _cleaners.get(pipeline)
        if found is None:
            found = _cleaners[pipeline] = Cleaner(pipeline)
            if len(_cleaners) > KEPT:
                _cleaners.popitem(last=False)
        _cleaners.move_to_end(pipeline)
        return found


def pipeline_of(pipeline: Pipeline | Config | None) -> Pipeline:
    """Return a pipeline: the default preset for None, with these settings for a Config."""
    if isinstance(pipeline, Pipeline):
        return pipeline
    if pipeline is None or isinstance(pipeline, Config):
        return Pipeline.preset(config=pipeline)
    raise TypeError(f"pipeline: a persclean.Pipeline, a persclean.Config or None, not {type(pipeline).__name__}")


def _forked() -> None:
    """Forget in a forked process what another thread of its parent was changing; all else is shared, and stays."""
    global _lock  # noqa: PLW0603 - it may have been held
    _lock = threading.Lock()
    for pipeline, one in list(_cleaners.items()):
        if not one.lock.acquire(blocking=False):
            del _cleaners[pipeline]
        else:
            one.lock.release()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forked)
