"""Joining lines that were broken mid-sentence: from a stream of chunks (stream) down to one pair of lines (score)."""
