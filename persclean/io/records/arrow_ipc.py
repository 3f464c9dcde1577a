"""Arrow IPC files (Feather V2) and streams: record batches are cut into slices, and put together again as they were.

A file is read as the stream that it contains, so that what stands before a damage is not lost with the footer.

Dictionaries: their values travel in frames of their own, which hold texts but no records; a frame of rows shows the
values it uses, and what numbers they have in the file stands in further columns, for the assembler. What is kept, and
what cannot be: docs/records-columns.md. Memory: about twice the largest record batch, decompressed.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, BinaryIO

from persclean.io.records import base
from persclean.io.records.base import Frame, Read, RecordOptions, Write

if TYPE_CHECKING:
    from persclean.io.records.arrow_ipc_writer import ArrowAssembler
    from persclean.io.records.arrow_rows import Rows


@dataclass(frozen=True, slots=True)
class ArrowIpc:
    """The format; implements RecordFormat.

    Frames hold no bytes of the file but rows of it, or values of a dictionary with texts (no records: a Parsed with
    `records` 0). `raw` ones tell the assembler of other dictionaries, and where batches end.
    """

    options: RecordOptions = RecordOptions()
    name = "arrow"
    seeks = True

    def frames(self, source: Read | BinaryIO) -> Iterator[Frame]:
        """Yield the rows of a file or stream.

        Raises InputError if it is neither, lacks the columns wanted, or is damaged; if this shows only in the middle,
        all batches before it have been yielded.
        """
        import pyarrow as pa

        from persclean.io.records.arrow_checks import check_batch
        from persclean.io.records.arrow_frames import cut, pack
        from persclean.io.records.arrow_paths import resolve
        from persclean.io.records.arrow_plain import Dictionaries, plain, with_dictionaries
        from persclean.io.records.arrow_rows import Layout
        from persclean.io.records.arrow_spill import HELD
        from persclean.io.records.arrow_window import open_arrow

        assert not callable(source)
        stream = open_arrow(source)
        schema = stream.schema
        paths = resolve(schema, self.options.columns)
        encoded = tuple(path for path in paths if pa.types.is_dictionary(schema.field(path.column).type))
        texts = {path.column: path.name for path in encoded}
        layout = Layout(tuple(path for path in paths if path.column not in texts), encoded, len(schema))
        dictionaries = Dictionaries(texts)
        rows = 0
        for n, start in enumerate(stream.starts):
            try:
                batch, metadata = stream.reader.read_next_batch_with_custom_metadata()
                check_batch(batch)
            except (pa.ArrowException, OSError, StopIteration) as error:
                words = str(error).strip().partition("\n")[0] or "it ends here"
                raise stream.failure(f"is damaged ({words})", n, start, rows) from error
            rows += batch.num_rows
            yield from dictionaries.frames(batch)
            numbers, values = plain(batch), batch.columns
            del batch
            piece = numbers
            if numbers.num_rows:
                for piece in cut(numbers, base.FRAME):
                    yield Frame(pack(with_dictionaries(piece, values, schema), {}), layout=layout)
            large = numbers.nbytes > HELD
            del numbers, values, piece
            if large:  # the assembler is about to need as much; to take memory back that was given away takes time
                pa.default_memory_pool().release_unused()
            custom = [[base64.b64encode(one).decode() for one in pair] for pair in (metadata or {}).items()]
            yield Frame(json.dumps({"end": n, "metadata": custom}).encode(), kind="raw")
        if stream.trouble:
            raise stream.failure(stream.trouble, len(stream.starts), stream.end, rows)

    def parse(self, frame: Frame) -> Rows:
        """Return the texts of a frame."""
        from persclean.io.records.arrow_rows import Layout, Rows

        assert isinstance(frame.layout, Layout)
        return Rows(frame.data, frame.layout, self.options.max_record)

    def again(self, frame: Frame, data: bytes) -> Iterator[Frame]:
        """Yield what was rendered from a frame as one."""
        yield replace(frame, data=data)

    def assembler(self, write: Write, source: BinaryIO | None = None) -> ArrowAssembler:
        """Return what writes the output; it asks `source` for its schema and settings at once."""
        from persclean.io.records.arrow_ipc_writer import ArrowAssembler

        assert source is not None
        return ArrowAssembler(write, source)
