"""Stage 2 as queries: lines that share a hash meet the copies to be kept. One groupBy, one join: see docs/repeats.md.

A copy's place and its rank are one number each, so that the smallest is a min(): no sort, no list of a group is held.
Rank `best`: the longest line first, of equally long ones the first in the corpus. Rank `over`: of these, too, the one
before the longest lines: the one over an article, where the other is a teaser.
"""

from __future__ import annotations

HEADLINE = 60  # bytes of the reading; a shorter line may be a headline
LONG, BOX = 30, 3  # bytes of the reading of a line that a block has at least, or headlines of a box
_SPAN = 1 << 83  # places are below it
PLACE = "(cast(unit as hugeint) * 1048576 + line)"
_BEST = f"(cast(1048575 - length as hugeint) * {_SPAN} + {PLACE})"
_OVER = f"((cast(1048575 - length as hugeint) * 1048576 + (1048575 - rest)) * {_SPAN} + {PLACE})"
UNPACKED = f"cast(({{0}} % {_SPAN}) // 1048576 as bigint) as unit, cast({{0}} % 1048576 as int) as line"

#: Of each hash that stands more than once: how often, and the copies to be kept.
HOMES = f"""
create or replace table homes as
select hash, min(kind) as kind, count(*) as copies, min({_BEST}) as best, min({_OVER}) as over
from lines group by hash having count(*) > 1
"""

#: Lines with the copies they may be compared with, the most promising first: for headlines the one over an article.
PAIRS = f"""
create or replace table met as
with homed as (
    select hash, kind, best as place, 0 as second from homes
    union all select hash, kind, over, 1 from homes where over % {_SPAN} <> best % {_SPAN}
), unpacked as (
    select hash, kind, second, {UNPACKED.format("place")} from homed
)
select l.unit, l.line, h.unit as home, h.line as there,
    min(case when (second = 1) = (l.length < {HEADLINE}) then 0 else 8 end
        + case h.kind when 2 then 0 when 0 then 1 when 1 then 2 else 3 end) as rank,
    min(l.length) as length
from lines l join unpacked h using (hash)
where l.unit <> h.unit or l.line <> h.line
group by l.unit, l.line, h.unit, h.line
"""

#: What is left of them in units where a block can be: a long enough line, or the lines of a box.
HOPEFUL = f"""
create or replace table hopeful as
select unit from met group by unit having max(length) >= {LONG} or count(distinct line) >= {BOX}
"""

#: Who contradicts whom: `loser` keeps words that `winner` removes.
CONFLICTS = """
create or replace table conflicts as
select distinct k.id as loser, r.id as winner
from kept k join gone r on k.unit = r.unit and k.line = r.line
where k.id <> r.id
"""
