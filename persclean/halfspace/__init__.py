"""The half-space model: where a ZWNJ was lost, where a space stands in its place, where a space was lost.

letters (runs of letters as codes), strings (hashes and tables of them), features (what the model sees), model (the
weights file), tagger (inside a run), spaces (between two words), context (runs with two readings), rules (what needs no
learning), training/ (how the weights are made).
"""

from __future__ import annotations

UNIT = 32  # weights and margins are whole numbers of 1/UNIT, natural log odds
# The kinds of place a half-space stands in: after the می of a verb, before an ending; else in a compound or a name.
VERB = "می نمی برمی درمی بازمی فرامی فرومی وامی برنمی درنمی بازنمی"
ENDING = (
    "ها های هایی هایم هایت هایش هایمان هایتان هایشان ای ام ات اش ایم اید اند تر ترین تری ترها ترهای"
    " مان تان شان ترند ترم هاست هایند هایشم"
)
