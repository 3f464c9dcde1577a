"""Record batches that wait to be written together: in memory, or when they are many, in a temporary file."""

from __future__ import annotations

import contextlib
import mmap
import tempfile
import threading
from collections.abc import Iterator
from typing import Any, BinaryIO

import pyarrow as pa

from persclean.io.failures import OutputError, reason

HELD = 32 << 20  # bytes held in memory
_FORGET = 0.02  # seconds between two times that the pages of the temporary file are let go


class Spill:
    """Batches of one schema, added one by one and given back together. rows: how many they hold.

    The temporary file has no name, so it goes away however the process ends; where it is mapped, `forgetting`
    takes its pages out of memory again. Raises OutputError if it cannot be written.
    """

    def __init__(self, schema: pa.Schema) -> None:
        self._schema = schema
        self._held: list[pa.RecordBatch] = []
        self.rows = self._bytes = 0
        self._file: BinaryIO | None = None
        self._writer: Any = None
        self._map: mmap.mmap | None = None

    def add(self, batch: pa.RecordBatch) -> None:
        """Take a batch."""
        self._held.append(batch)
        self.rows += batch.num_rows
        self._bytes += batch.nbytes
        if self._bytes > HELD:
            self._spill()

    def take(self) -> list[pa.RecordBatch]:
        """Return all batches, which are valid until `clear`."""
        if self._file is None:
            return self._held
        self._spill()
        try:
            self._writer.close()
            self._file.flush()
        except OSError as error:
            raise _failure(error) from error
        self._map = mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ)
        return list(pa.ipc.open_stream(pa.py_buffer(self._map)))

    @contextlib.contextmanager
    def forgetting(self) -> Iterator[None]:
        """Keep letting go of memory that can be read again, while another reads the batches."""
        if self._map is None or not hasattr(mmap, "MADV_DONTNEED"):
            yield
            return
        done, mapped = threading.Event(), self._map

        def forget() -> None:
            while not done.wait(_FORGET):
                mapped.madvise(mmap.MADV_DONTNEED)

        # A thread, since the writer says nothing for as long as it collects values of a dictionary.
        thread = threading.Thread(target=forget, daemon=True)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()

    def clear(self) -> None:
        """Forget all batches and remove the file."""
        self._held, self._map, self._writer = [], None, None
        self.rows = self._bytes = 0
        if self._file is not None:
            self._file.close()  # a mapping outlives it
            self._file = None

    def _spill(self) -> None:
        try:
            if self._file is None:
                self._file = tempfile.TemporaryFile(prefix="persclean-")  # noqa: SIM115
                self._writer = pa.ipc.new_stream(pa.PythonFile(self._file, "w"), self._schema)
            for batch in self._held:
                self._writer.write_batch(batch)
        except OSError as error:
            raise _failure(error) from error
        self._held, self._bytes = [], 0


def _failure(error: OSError) -> OutputError:
    return OutputError(f"a temporary file in {tempfile.gettempdir()} cannot be written: {reason(error)}")
