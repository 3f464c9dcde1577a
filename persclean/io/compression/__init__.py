"""Compression: recognised by content, read and written as a stream, with caps; zip archives as folders of inputs.

kinds: what a stream is compressed with. read: `decompressed`. write: `compressor`. limits: the caps and the errors.
archive, zipwrite: `Archive` and `ZipWriter`. Only kinds is needed, and quick to import, where nothing is compressed.
"""
