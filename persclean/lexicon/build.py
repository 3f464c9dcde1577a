"""Build persclean/data/lexicon.txt: python -m persclean.lexicon.build LEXICONS -o persclean/data/lexicon.txt

LEXICONS is a folder with index.dic (lilak, Apache-2.0), compound_words.csv and vocab.csv (shekar, MIT) and
fawiki2018_vocab.txt (word counts of the Persian Wikipedia; facts). Stems and tagged words come from the installed
hazm (MIT), which only this command needs. A word is let into a section on evidence: a tag, an affix flag, or its own
affixed form attested in counted text; never because it merely looks right.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path

from persclean.errors import PerscleanError
from persclean.lexicon import SECTIONS
from persclean.lexicon.conjugate import IMPERSONAL, participle, past, present, spoken

ZWNJ = "\N{ZERO WIDTH NON-JOINER}"
_FOLD = str.maketrans(
    {"ي": "ی", "ى": "ی", "ك": "ک", "\N{ARABIC TATWEEL}": None, "\N{ARABIC HAMZA ABOVE}": None}
) | dict.fromkeys(range(0x64B, 0x653))
_LETTERS = "ءآأؤإئابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهةیۀ"
_WORD = re.compile(f"[{_LETTERS}]{{2,}}")
# An affixed form speaks for its stem only where the seam shows: by a ZWNJ, or after a letter that does not join.
_SEAM = f"(?:{ZWNJ}|(?<=[ءآأؤإادذرزژوة]))"
_FORM = re.compile(f"([{_LETTERS}{ZWNJ}]+?){_SEAM}(ها|های|هایی)")
_COMPARED = re.compile(f"([{_LETTERS}]+?){_SEAM}(تر|ترین)")
_HEH = re.compile(f"([{_LETTERS}]+[{_LETTERS}]ه){ZWNJ}(ای|ام|ات|اش)")
# Tags of hazm that say a word is no noun or adjective: what follows it with a space is not its plural ending.
_CLOSED = {"CONJ", "DET", "P", "PR", "PRO", "POSTP", "PS", "INT", "V"}
# Lilak's flags of the plural ending, joined (sd) or with a ZWNJ (sg).
_PLURAL_FLAGS = {"sd", "sg"}
_MIN_COUNT = 20  # a word of the Wikipedia counts; below it slips of the keyboard are as common as words
# Nouns and particles that the tags call adjectives and the counts show with تر (as slips for بر, or in ارزشمندتر).
_NOT_COMPARED = frozenset("ارزش افتخار اهمیت جمعیت کیفیت نفوذ هزینه کاربرد عمق رنگ کار مو سو نا تو که آباد".split())
# After these ها and های are words of their own (ها و هوی), whatever the counts show.
_NOT_PLURAL = frozenset(
    "و که از در به با تا را هم یا اگر چون چه هر نه بر برای است بود شد شود کرد ای او وی من تو ایشان".split()
)
_SURELY = 40  # comparatives, before a word that is a noun too (آب, خطر) counts as an adjective
_MIN_AFFIXED = {"plural": 3, "compared": 5, "heh": 3}  # an affixed form; تر alone is a word (wet), so more is asked


def _folded(text: str) -> str:
    return text.translate(_FOLD).strip(ZWNJ)


def read_hazm() -> tuple[dict[str, set[str]], list[tuple[str, str]], list[str]]:
    """Return hazm's words with their tags, its (past, present) stems, and its spoken present stems.

    Raises PerscleanError where hazm is not installed.
    """
    spec = find_spec("hazm")
    if spec is None or spec.origin is None:
        raise PerscleanError("building the lexicon needs hazm: pip install 'hazm>=0.12.1' (Python 3.12 or 3.13)")
    data = Path(spec.origin).parent / "data"
    words: dict[str, set[str]] = {}
    for row in (data / "words.dat").read_text(encoding="utf-8").splitlines():
        word, _, rest = row.partition("\t")
        tags = set(rest.partition("\t")[2].split(",")) - {"0", ""}
        if tags:
            words.setdefault(_folded(word), set()).update(tags)
    stems = []
    for row in (data / "verbs.dat").read_text(encoding="utf-8").split():
        if "#" in row:
            first, second = row.split("#")
            stems.append((_folded(first), _folded(second)))
    informal = []
    for row in (data / "iverbs.dat").read_text(encoding="utf-8").splitlines():
        fields = row.split()
        if len(fields) == 3:
            informal.append(_folded(fields[1]))
    return words, stems, informal


def read_counts(path: Path) -> Counter[str]:
    """Return the counted forms of `form count` lines, folded to Persian letters and ZWNJ."""
    counts: Counter[str] = Counter()
    for row in path.read_text(encoding="utf-8").splitlines():
        form, _, count = row.rpartition(" ")
        counts[_folded(form)] += int(count)
    return counts


def read_lilak(path: Path) -> Iterator[tuple[str, set[str]]]:
    """Yield the entries of a hunspell dictionary with their two-letter flags."""
    for row in path.read_text(encoding="utf-8").splitlines()[1:]:
        word, _, flags = row.partition("/")
        yield _folded(word), {flags[i : i + 2] for i in range(0, len(flags), 2)}


def verb_sections(stems: Iterable[tuple[str, str]], informal: Iterable[str]) -> dict[str, set[str]]:
    """Return the sections that follow from verb stems."""
    verbs, participles, said = set(IMPERSONAL), set[str](), set[str]()
    for first, second in stems:
        if ZWNJ in first + second:
            continue  # an entry that is itself inflected
        verbs.update(present(second))
        if first:  # هست has no past
            verbs.update(past(first), [participle(first)])
            participles.add(participle(first))
    for stem in informal:
        said.update(spoken(stem))
    return {"verbs": verbs, "participles": participles, "spoken": said - verbs}


def build(folder: Path) -> dict[str, set[str]]:
    """Return every section, as sets of words."""
    tags, stems, informal = read_hazm()
    counts = read_counts(folder / "fawiki2018_vocab.txt")
    lilak = dict(read_lilak(folder / "index.dic"))
    compounds = [_folded(r.split(",")[0]) for r in (folder / "compound_words.csv").read_text("utf-8").splitlines()]
    out = verb_sections(stems, informal)
    known = {w for w, c in counts.items() if c >= _MIN_COUNT} | set(lilak) | set(tags) | set(compounds)
    closed = {w for w, t in tags.items() if t <= _CLOSED | {"ADV", "ZVR", "CL"} and t & _CLOSED}
    attested = {
        kind: {m[1] for w, c in counts.items() if c >= _MIN_AFFIXED[kind] and (m := rule.fullmatch(w))}
        for kind, rule in (("plural", _FORM), ("compared", _COMPARED))
    }
    plural = {w for w, flags in lilak.items() if flags & _PLURAL_FLAGS} | {w for w, t in tags.items() if "N" in t}
    plural |= attested["plural"] & (known | {w.replace(ZWNJ, "") for w in known})

    def seam(word: str) -> int:
        joiner = "" if word[-1] in "ءآأؤإادذرزژوة" else ZWNJ
        return sum(counts[f"{word}{joiner}{ending}"] for ending in ("تر", "ترین", "تری"))

    adjectives = {w for w, t in tags.items() if "AJ" in t and ("N" not in t or "ADV" in t or seam(w) >= _SURELY)}
    # A verb written without its half-space (میروند) is no noun, though lists have it; میدان is.
    slips = {f"{p}{v}" for p in ("می", "نمی") for v in out["verbs"] if counts[f"{p}{ZWNJ}{v}"] > counts[f"{p}{v}"]}
    out["plural"] = {w for w in plural if len(w) > 1} - closed - slips - _NOT_PLURAL
    out["compared"] = (attested["compared"] & adjectives) - closed - _NOT_COMPARED
    heh = {kind: set[str]() for kind in ("heh", "owned")}
    for w, c in counts.items():
        if c >= _MIN_AFFIXED["heh"] and (m := _HEH.fullmatch(w)):
            heh["heh" if m[2] == "ای" else "owned"].add(m[1])
    heh["heh"] |= {w for w, flags in lilak.items() if "sm" in flags and w.endswith("ه")}
    for kind in heh:
        # Where the heh sounds (راه, کوه) an editor writes راهی; a form with ZWNJ in the counts is a slip.
        out[kind] = {w for w in heh[kind] if len(w) > 2 and w[-2] not in "او"} & known
    out["words"] = {w for w in known if _WORD.fullmatch(w)} | out["verbs"] | out["participles"]
    return out


def render(sections: dict[str, set[str]]) -> str:
    """Return the file: a section a paragraph, words sorted by code point: the same input gives the same bytes."""
    parts = ["Made by persclean/lexicon/build.py; see NOTICE.md for the sources and their licences."]
    for name in SECTIONS:
        parts.append(f"# {name}\n" + "\n".join(sorted(w for w in sections[name] if w)))
    return "\n".join(parts) + "\n"


def main(argv: list[str] | None = None) -> int:
    """Build the file; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lexicons", type=Path, help="folder with the word lists")
    parser.add_argument("-o", "--output", type=Path, required=True)
    args = parser.parse_args(argv)
    try:
        sections = build(args.lexicons)
    except (PerscleanError, OSError) as error:
        print(f"persclean.lexicon.build: {error}", file=sys.stderr)
        return 3
    args.output.write_text(render(sections), encoding="utf-8", newline="\n")
    for name in SECTIONS:
        print(f"{name:12} {len(sections[name]):7}  {SECTIONS[name]}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
