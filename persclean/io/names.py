"""Names that this tool gives to files and folders of its own."""

from __future__ import annotations

FOLDER = ".persclean"  # in an output folder: what runs remember there
QUARANTINE = ".quarantine.jsonl"  # what names of files of bad records end with
