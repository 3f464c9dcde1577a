"""Sets of code points, written as the inside of a class of a regular expression."""

from __future__ import annotations


def chars(ranges: str) -> frozenset[str]:
    """Return the code points of a class (single characters and ranges, no escapes) as a set.

    >>> sorted(chars("a-cx"))
    ['a', 'b', 'c', 'x']
    """
    found: set[str] = set()
    at = 0
    while at < len(ranges):
        first = last = ranges[at]
        if ranges[at + 1 : at + 2] == "-":
            last = ranges[at + 2]
        found.update(map(chr, range(ord(first), ord(last) + 1)))
        at += 1 if first is last else 3
    return frozenset(found)
