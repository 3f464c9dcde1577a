"""Repeated headline blocks: found by hashes of lines, compared word by word, reduced to the most complete copy.

The flow: `features` reads a chunk's lines at a glance, `stream` shares them out to groups, `sweep` finds the repeats
of a group, asking `match` how far two texts agree and `evidence` whether that is a repeated block, `seams` says which
blocks have to stay because `unwrap` would join lines without them, and `memory` looks back.
"""
