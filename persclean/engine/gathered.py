"""Frames gathered into groups that the engine cleans at once.

What a block of text costs beside its size (looking up what is known, above all) is the same for a small one, and there
are formats whose frames are small: those of a file of columns end with each of its batches or row groups.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING

from persclean.engine.engines import Engines
from persclean.engine.records import ERRORS, Done, Work, clean_frame, clean_joined, parted, rendered, untouched

if TYPE_CHECKING:
    from persclean.engine.parallel import Workers

GATHERED = 3 << 20  # bytes of a group, at which it is complete: a frame of its usual size is a group by itself


@dataclass(frozen=True, slots=True)
class Group:
    """Frames that follow one another. data: that of all of them, which `works` are without; sizes: of each."""

    data: bytes
    works: tuple[Work, ...]
    sizes: tuple[int, ...]

    def whole(self) -> Iterator[Work]:
        """Yield the frames with their data."""
        start = 0
        for work, size in zip(self.works, self.sizes, strict=True):
            yield replace(work, data=self.data[start : start + size])
            start += size


@dataclass(slots=True)
class GroupDone:
    """What became of a group, frame by frame; their data is apart, too."""

    data: bytes
    dones: list[Done] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)

    def whole(self) -> Iterator[Done]:
        """Yield what became of each frame."""
        start = 0
        for done, size in zip(self.dones, self.sizes, strict=True):
            yield replace(done, data=self.data[start : start + size])
            start += size


def cleaned(engines: Engines, workers: Workers | None, works: Iterable[Work]) -> Iterator[tuple[Work, Done]]:
    """Yield each frame with what became of it, in order."""
    if workers is not None:
        pairs = workers.ordered(clean_group, groups(works), _nothing_to_do)
    else:
        pairs = ((group, clean_group(engines, group)) for group in groups(works))
    for group, done in pairs:
        yield from zip(group.whole(), done.whole(), strict=True)


def groups(works: Iterable[Work]) -> Iterator[Group]:
    """Yield the frames in groups."""
    held: list[Work] = []
    size = 0
    for work in works:
        held.append(work)
        size += len(work.data)
        if size >= GATHERED:
            yield _grouped(held)
            held, size = [], 0
    if held:
        yield _grouped(held)


def _grouped(works: list[Work]) -> Group:
    data = b"".join(work.data for work in works)
    return Group(data, tuple(replace(work, data=b"") for work in works), tuple(len(work.data) for work in works))


def _nothing_to_do(group: Group) -> GroupDone | None:
    """Return the outcome of a group without records, for which no worker is needed; None for others."""
    if any(work.frame.kind == "records" for work in group.works):
        return None
    return GroupDone(group.data, [Done(b"") for _ in group.works], list(group.sizes))


def clean_group(engines: Engines, group: Group) -> GroupDone:
    """Return the frames of a group with their texts cleaned."""
    works = list(group.whole())
    if engines.traced == "each":  # places are looked for frame by frame
        return _joined(untouched(work) or clean_frame(engines, work) for work in works)
    found = [work.parsed() if work.frame.kind == "records" else None for work in works]
    before = [text for parsed in found if parsed is not None for text in parsed.texts]
    joined = "\n".join(before).encode("utf-8", ERRORS)
    all_of_them = Done(b"")
    out = clean_joined(engines, joined, all_of_them, None, b"")
    texts = iter(parted(out, before) if all_of_them.changed else before)
    dones: list[Done] = []
    for n, work in enumerate(works):
        parsed = found[n]
        done = untouched(work)
        if parsed is not None:
            data = rendered(engines, work, parsed, list(islice(texts, len(parsed.texts))))
            done = Done(data, parsed.records, len(parsed.texts), parsed.bad, data != work.data)
            if not any(each.texts for each in dones):  # the first frame with texts stands for all
                done.passed_through, done.changes = all_of_them.passed_through, all_of_them.changes
                done.places = all_of_them.places
            found[n] = None  # those that are done need no memory
        assert done is not None
        dones.append(done)
    return _joined(dones)


def _joined(dones: Iterable[Done]) -> GroupDone:
    parts, result = [], GroupDone(b"")
    for done in dones:
        parts.append(done.data)
        result.dones.append(replace(done, data=b""))
        result.sizes.append(len(parts[-1]))
    result.data = b"".join(parts)
    return result
