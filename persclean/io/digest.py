"""The digest that manifests use."""

from __future__ import annotations

from hashlib import blake2b, file_digest
from pathlib import Path


def digest_of(path: Path) -> str:
    """Return the digest of a file's bytes; OSError if it cannot be read."""
    with path.open("rb") as file:
        return file_digest(file, new_digest).hexdigest()


def new_digest() -> blake2b:
    """Return the digest of nothing as yet: BLAKE2b of 16 bytes."""
    return blake2b(digest_size=16)
