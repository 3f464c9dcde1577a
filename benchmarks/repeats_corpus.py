"""Precision, recall and memory of `persclean repeats` on known repeats: `python -m benchmarks.repeats_corpus`.

Exit code 1 below the floors, above the limit of memory, where the sharding shows in the result, or where a record is
not what is left of it.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import islice
from pathlib import Path
from random import Random

from benchmarks.headlines import PRECISION, RECALL
from benchmarks.measure import PERSCLEAN, run
from benchmarks.memory import LIMIT
from benchmarks.repeats import KICKERS, TITLES, Line, Maker, Story, from_lines, near_misses, stories

FILES = 100
AGAIN, ORIGINAL = -1, -2  # the two versions of a story in other lines
Group = tuple[str, int, int]


@dataclass(slots=True)
class Page:
    """A record: its lines, and for those of which one copy must stay, any, what they are copies of."""

    lines: list[Line] = field(default_factory=list)
    groups: dict[int, Group] = field(default_factory=dict)

    def add(self, *lines: Line) -> None:
        self.lines += lines

    def one_of(self, group: Group, line: Line) -> None:
        self.groups[len(self.lines)] = group
        self.lines.append(line)


class Corpus:
    """Pages in files, all made from stories; copies stand in any file, before their story or after it."""

    def __init__(self, source: Iterator[Story], count: int, seed: int) -> None:
        self.rng = Random(seed)
        self.make = Maker(self.rng)
        self.footers = [story.lead for story in islice(source, 3)]
        self.stories = list(islice(source, count))
        self.misses = near_misses()
        pages = [page for number in range(len(self.stories)) for page in self._pages(number)]
        self.rng.shuffle(pages)
        self.files = [pages[i::FILES] for i in range(FILES)]

    def _pages(self, number: int) -> Iterator[Page]:
        story, rng = self.stories[number], self.rng
        page = Page()
        pick = rng.random()
        if pick < 0.2 and number:
            kind, lines = self.make.teaser(self._another(number))
            page.add(*(Line(line, kind, True) for line in lines), Line(rng.choice(KICKERS)))
        again = rng.random()
        for i, line in enumerate(story.lines):
            group, kind = ("wrapped", ORIGINAL) if 0.06 <= again < 0.12 else ("story", i)
            page.one_of((group, number, kind), Line(line, "story" if again < 0.06 else ""))
        if rng.random() < 0.3:
            footer = rng.randrange(len(self.footers))
            page.one_of(("footer", footer, 0), Line(self.make.dirty(self.footers[footer]), "footer"))
        if rng.random() < 0.2:
            kind, lines = rng.choice(self.misses)
            own = str(rng.randint(1000, 9999))
            page.add(Line(""), *(Line(line.replace("{N}", own), kind) for line in lines), Line(""))
        if number:
            self._copies(page, self._another(number))
        yield page
        yield from self._alone(number, story, again)

    def _another(self, number: int) -> Story:
        return self.stories[
            self.rng.choice([i for i in (self.rng.randrange(len(self.stories)) for _ in range(9)) if i != number])
        ]

    def _copies(self, page: Page, story: Story) -> None:
        rng, pick = self.rng, self.rng.random()
        if pick < 0.08:
            page.add(Line(rng.choice(TITLES)))
            page.add(*(Line(self.make.dirty(one), "headline and lead", True) for one in (story.headline, story.lead)))
        elif pick < 0.16:
            page.add(Line(rng.choice(TITLES)))
            some = rng.sample(self.stories, rng.randint(4, 6))
            page.add(*(Line(self.make.dirty(one.headline), "box", True) for one in some))

    def _alone(self, number: int, story: Story, again: float) -> Iterator[Page]:
        """Yield a story once more, as a record of its own, in one of the ways in which that is done."""
        page = Page()
        if again < 0.06:
            for i, line in enumerate(story.lines):
                page.one_of(("story", number, i), Line(self.make.dirty(line), "story"))
        elif again < 0.12:
            for line in self.make.wrapped(story.lines):
                page.one_of(("wrapped", number, AGAIN), Line(line, "story in other lines"))
        elif again < 0.18:
            page.add(Line(story.headline, "story, fewer words", True))
            page.add(*(Line(self.make.fewer(line), "story, fewer words", True) for line in story.lines[1:]))
        elif again < 0.24:
            page.add(*(Line(self.make.other(line), "own words") for line in story.lines))
        elif again < 0.28:
            page.add(Line(story.headline, "story, nearly the same", True))
            page.add(*(Line(_nearly(line), "story, nearly the same", True) for line in story.lines[1:]))
        if page.lines:
            yield page

    def write(self, folder: Path, name: str = "part-") -> int:
        """Write the files, whose names begin so; return their size."""
        size = 0
        for number, pages in enumerate(self.files):
            texts = ("\n".join(line.text for line in page.lines) for page in pages)
            data = "".join(
                json.dumps({"id": i, "body": text}, ensure_ascii=False) + "\n" for i, text in enumerate(texts)
            )
            size += Path(folder, f"{name}{number:03}.jsonl").write_bytes(data.encode())
        return size


def _nearly(line: str) -> str:
    """Return a line without its second word and the last but one: neither its beginning nor its end is the same."""
    words = line.split(" ")
    return " ".join(words[:1] + words[2:-2] + words[-1:]) if len(words) > 24 else line


def stays(page: Page, left: str) -> set[int]:
    """Return which lines of a page are left. ValueError if what is left is something else."""
    kept: set[int] = set()
    at = 0
    for line in left.split("\n") if left else ():
        while page.lines[at].text != line:
            at += 1
            if at == len(page.lines):
                raise ValueError(f"not of the record: {line[:100]!r}")
        kept.add(at)
        at += 1
    return kept


def score(corpus: Corpus, folder: Path, show: int) -> tuple[float, float]:
    """Print precision and recall by kind; return both over all lines."""
    lines, goes, gone, good = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    groups: dict[Group, list[bool]] = defaultdict(list)
    names: dict[Group, str] = {}
    for number, pages in enumerate(corpus.files):
        rows = Path(folder, f"part-{number:03}.jsonl").read_text(encoding="utf-8").splitlines()
        for page, row in zip(pages, rows, strict=True):
            kept = stays(page, json.loads(row)["body"])
            for i, line in enumerate(page.lines):
                if not line.text.strip():
                    continue
                kind = line.kind or "other text"
                if i in page.groups:
                    groups[page.groups[i]].append(i not in kept)
                    names[page.groups[i]] = kind
                    continue
                lines[kind] += 1
                goes[kind] += line.goes
                gone[kind] += i not in kept
                good[kind] += line.goes and i not in kept
                if line.goes != (i not in kept) and show:
                    show -= 1
                    print(f"{'missed' if line.goes else 'WRONG'} {number}: [{kind}] {line.text[:150]}", file=sys.stderr)
    for group, copies in list(groups.items()):
        if group[0] == "wrapped":  # the same story in two versions, of which either may stay
            other = groups[("wrapped", group[1], -3 - group[2])]
            mine, its = sum(copies) * len(other), sum(other) * len(copies)
            went = mine > its or (mine == its and group[2] == AGAIN)
            kind = "story in other lines"
            lines[kind] += len(copies)
            goes[kind] += len(copies) * went
            gone[kind] += sum(copies)
            good[kind] += sum(copies) * went
            continue
        kind, most = names[group], len(copies) - 1  # one must stay
        lines[kind] += len(copies)
        goes[kind] += most
        gone[kind] += sum(copies)
        good[kind] += min(sum(copies), most)
    print(f"{'kind':24}{'lines':>9}{'to go':>9}{'gone':>9}{'right':>9}")
    for kind in sorted(lines):
        print(f"{kind:24}{lines[kind]:9}{goes[kind]:9}{gone[kind]:9}{good[kind]:9}")
    return good.total() / max(gone.total(), 1), good.total() / max(goes.total(), 1)


def digest(folder: Path) -> str:
    """Return a digest of all files of a corpus."""
    found = sha256()
    for path in sorted(folder.glob("*.jsonl")):
        found.update(path.name.encode() + path.read_bytes())
    return found.hexdigest()


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="benchmarks.repeats_corpus", description=__doc__)
    parser.add_argument("--articles", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--stories", type=Path, help="a file with a paragraph a line; default: made-up articles")
    parser.add_argument("--show", type=int, default=0, help="print this many lines that are judged wrong")
    parser.add_argument("--no-near", action="store_true", help="without MinHash")
    options = parser.parse_args(argv)
    source = stories(options.seed)
    if options.stories:
        source = from_lines(options.stories.read_text(encoding="utf-8", errors="replace").split("\n"))
    corpus = Corpus(source, options.articles, options.seed)
    extra = ["--no-near"] if options.no_near else []
    digests, peak, seconds = [], 0, []
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place, "corpus")
        folder.mkdir()
        size = corpus.write(folder)
        for shards, jobs in ((100, 1), (7, 2)):
            out = Path(place, f"out-{shards}")
            command = [*PERSCLEAN, "repeats", "run", str(folder), "-o", str(out), "--column", "body", "-q", *extra]
            done = run([*command, "--shards", str(shards), "-j", str(jobs)], watch=True)
            if done.code:
                print(f"failed ({done.code})", file=sys.stderr)
                return 1
            peak = max(peak, done.peak_all)
            seconds.append(f"{done.wall:.1f} s, {done.peak_all / 1e6:.0f} MB with {shards} shards, -j {jobs}")
            digests.append(digest(out))
        precision, recall = score(corpus, Path(place, "out-100"), options.show)
    same = len(set(digests)) == 1
    print(f"precision {precision:.4f} (floor {PRECISION})  recall {recall:.4f} (floor {RECALL})")
    print(f"{size / 1e6:.1f} MB in {FILES} files: {'; '.join(seconds)} (limit {LIMIT / 1e6:.0f} MB)")
    print(f"result independent of the sharding: {'yes' if same else 'NO'}")
    return 0 if precision >= PRECISION and recall >= RECALL and same and peak <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
