"""Which of the proposed removals are made: no line that is kept for one is removed by another.

Rules, in this order: of two that remove each other's copies, the one stands whose copy comes first in the corpus; what
keeps words that nobody removes stands; what contradicts something that stands falls. Each step asks only about
neighbours, so that many can be decided at once, and the result does not depend on how. Of a box all headlines go, or
none.
"""

from __future__ import annotations

from pathlib import Path

from persclean.errors import PerscleanError
from persclean.scale.repeats.engine import Engine, parquet
from persclean.scale.repeats.queries import CONFLICTS

_EARLIER = """
create or replace table fallen as select distinct g.id from gone g join
    (select home as unit, unnest(others) as line from {earlier}) k on g.unit = k.unit and g.line = k.line
"""
_TABLES = """
create or replace table proposed as
    select id, unit, box, home, lines, others, row_number() over (order by home, others[1], unit, lines[1], id) as rank
    from {proposals};
create or replace table gone as select id, unit, unnest(lines) as line from proposed;
create or replace table kept as select id, home as unit, unnest(others) as line from proposed;
create or replace table fallen (id bigint);
create or replace table standing (id bigint)
"""
_OPEN = """
insert into fallen select distinct a.loser
    from conflicts a join conflicts b on a.loser = b.winner and a.winner = b.loser
    join proposed p on p.id = a.loser join proposed q on q.id = a.winner where q.rank < p.rank;
create or replace table undecided as select id, rank from proposed where id not in (select id from fallen)
"""
_REST = (
    "delete from conflicts where loser not in (select id from undecided) or winner not in (select id from undecided)"
)
_FREE = "create or replace table free as select id from undecided where id not in (select loser from conflicts)"
_FIRST = """
create or replace table free as select id from undecided u where rank < (
    select min(o.rank) from (
        select winner as other from conflicts where loser = u.id union all
        select loser from conflicts where winner = u.id
    ) n join undecided o on o.id = n.other)
"""
_DECIDE = """
insert into standing select id from free;
insert into fallen select distinct id from (
    select loser as id from conflicts where winner in (select id from free)
    union select winner from conflicts where loser in (select id from free));
delete from undecided where id in (select id from standing) or id in (select id from fallen)
"""
_BOXES = """
create or replace table torn as select distinct unit, box from proposed where box > 0 and id in (select id from fallen);
insert into fallen select id from proposed p join torn t on p.unit = t.unit and p.box = t.box;
delete from standing where id in (select id from fallen)
"""
_BROKEN = """
select count(*) from (select unit, unnest(lines) as line from {made}) r
join (select home as unit, unnest(others) as line from {made}) k on r.unit = k.unit and r.line = k.line
"""


def settle(engine: Engine, proposals: Path, earlier: Path | None, made: Path, again: Path) -> None:
    """Write which proposals are made, those of earlier rounds among them, and the units to be looked at again."""
    engine.run(_TABLES.format(proposals=parquet(proposals)))
    if earlier is not None:
        engine.run(_EARLIER.format(earlier=parquet(earlier)))
    engine.run(CONFLICTS)
    engine.run(_OPEN)
    while engine.one("select count(*) from undecided"):
        engine.run(_REST)
        engine.run(_FREE)
        if not engine.one("select count(*) from free"):
            engine.run(_FIRST)
        engine.run(_DECIDE)
    engine.run(_BOXES)
    new = f"select * from {parquet(proposals)} where id in (select id from standing)"
    before = f"select * from {parquet(earlier)} union all " if earlier is not None else ""
    engine.save(f"select * from ({before}{new}) order by unit, lines[1], id", made)
    if engine.one(_BROKEN.format(made=parquet(made))):
        raise PerscleanError("repeats would remove a copy that it keeps for another: nothing was; please report this")
    engine.save("select distinct unit from proposed where id in (select id from fallen) order by unit", again)
