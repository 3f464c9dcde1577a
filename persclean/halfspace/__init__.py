"""The half-space model: where a ZWNJ was lost, where a space stands in its place, where a space was lost.

letters (runs of letters as codes), strings (hashes and tables of them), features (what the model sees), model (the
weights file), tagger (inside a run), spaces (between two words), context (runs with two readings), rules (what needs no
learning), training/ (how the weights are made).
"""
