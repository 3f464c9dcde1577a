"""The words of the training text as the model is taught to write them, each with what its evidence is worth."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from persclean.filters._letters import JOINING
from persclean.halfspace.letters import ZWNJ
from persclean.halfspace.training.style import NO_PLURAL, canonical, free
from persclean.lexicon import section

_LISTED = 1.5  # uses that one word list is worth
_COUNTED = 0.02  # uses that one use in a counted list is worth: such lists are of unedited text
_COUNTED_LEAST = 5
_NUMERAL = 5.0
_INFLECTED = 0.5
_COMMON = 200.0  # uses of a noun whose forms are made up
_VERBS = (f"می{ZWNJ}", f"نمی{ZWNJ}")
_GLUED = 0.45  # share of the uses in one piece from which that is left alone
_GLUED_LISTED = 0.6  # the same where only lists have a word
_USED = 0.5  # uses in text and counts from which lists have no say
_VERB_LEAST, _VERB_SHARE = 4.0, 0.15  # uses, and share of the uses, that show a verb and no noun (میدان)
_HUNDREDS = "صد یکصد دویست سیصد چهارصد پانصد ششصد هفتصد هشتصد نهصد".split()
_TENS = "بیست سی چهل پنجاه شصت هفتاد هشتاد نود".split()
_ONES = "یک دو سه چهار پنج شش هفت هشت نه".split()
_ORDINALS = "یکم دوم سوم چهارم پنجم ششم هفتم هشتم نهم".split()


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was counted. text: words of edited text. lists: words with the number of lists that have them. counts:
    words of counted lists."""

    text: Mapping[str, int]
    lists: Mapping[str, int]
    counts: Mapping[str, int]

    def parts(self) -> dict[str, float]:
        """Return how often each letter run occurs between ZWNJs."""
        found: defaultdict[str, float] = defaultdict(float)
        for words, worth in ((self.text, 1.0), (self.counts, 0.05)):
            for word, count in words.items():
                for part in word.split(ZWNJ):
                    found[part] += count * worth
        return dict(found)


def readings(evidence: Evidence, parts: Mapping[str, float]) -> dict[str, Counter[str]]:
    """Return, for each string of letters, the forms it is written in, with the uses each is worth."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)

    def add(word: str, worth: float) -> None:
        found[word.replace(ZWNJ, "")][canonical(word, parts)] += worth  # type: ignore[assignment]

    for word, count in evidence.text.items():
        add(word, count)
    for word, lists in evidence.lists.items():
        add(word, _LISTED * lists)
    for word, count in evidence.counts.items():
        if count >= _COUNTED_LEAST:
            add(word, count * _COUNTED)
    for word in numerals():
        add(word, _NUMERAL)
    for word in sorted(NO_PLURAL):
        add(word, _NUMERAL)
    for word in _inflected(parts):
        add(word, _INFLECTED)
    return dict(found)


def patronymics(stretches: Iterable[list[str]]) -> Counter[str]:
    """Return names with بن as they would be written as one: موسی|بن|جعفر. (Text has them with spaces.)"""
    found: Counter[str] = Counter()
    for words in stretches:
        for n in range(1, len(words) - 1):
            if words[n] == "بن" and ZWNJ not in (name := words[n - 1]) and len(name) > 2 < len(words[n + 1]):
                found[f"{name}{ZWNJ if name[-1] in JOINING else ''}بن{ZWNJ}{words[n + 1]}"] = 1
    return found


def _inflected(parts: Mapping[str, float]) -> Iterator[str]:
    """Yield nouns with endings, and the perfect of all verbs: text has few of each."""
    for noun in sorted(section("plural")):
        if len(noun) > 2 and noun[-1] in JOINING and parts.get(noun, 0) >= _COMMON:
            for ending in ("هاست", "هایی", "هایم", "هایت", "هایش", "هایمان", "هایتان", "هایشان"):
                yield noun + ZWNJ + ending
    for noun in sorted(section("owned") | section("heh")):
        if parts.get(noun, 0) >= _COMMON / 4:
            for ending in ("ام", "ات", "اش", "ای", "مان", "تان", "شان"):
                yield noun + ZWNJ + ending
    for noun in sorted(section("heh")):  # مترقبه|ای, where no text has مترقب|های
        if 1 <= parts.get(noun, 0) > 2 * parts.get(noun[:-1], 0):
            yield f"{noun}{ZWNJ}ای"
    for verb in sorted(section("participles")):
        for ending in ("ام", "ای", "ایم", "اید", "اند"):
            yield verb + ZWNJ + ending
            yield f"ن{verb}{ZWNJ}{ending}"


def numerals() -> list[str]:
    """Return numerals, with a half-space before و after what joins: هشتصدوسی|وهفتمین, بیست|ویک, دویست|وده."""
    ones = [*_ONES, *(one + ending for one in _ORDINALS for ending in ("", "ین"))]
    tens = [ten + ending for ten in _TENS for ending in ("", *_ordinal_endings(ten))]
    two = [f"{ten}{_joint(ten)}و{one}" for ten in _TENS for one in ones]
    hundreds = [hundred + ending for hundred in _HUNDREDS for ending in ("", "م", "مین")]
    more = [f"{hundred}{_joint(hundred)}و{rest}" for hundred in _HUNDREDS for rest in (*ones, *tens, *two)]
    return two + hundreds + more


def _joint(before: str) -> str:
    return ZWNJ if before[-1] in JOINING else ""


def _ordinal_endings(ten: str) -> tuple[str, str]:
    return (f"{ZWNJ}ام", f"{ZWNJ}امین") if ten == "سی" else ("م", "مین")


def choose(found: Mapping[str, Counter[str]], used: Mapping[str, Counter[str]]) -> list[tuple[str, float]]:
    """Return the form to learn for each string of letters, and its evidence in uses, in a fixed order.

    found: all forms. used: those that text and counts have, with their uses; where these are enough, lists, which glue
    what editors do not (پیشدستانه), have no say. Where more than 45 of 100 uses are in one piece, what the author wrote
    stays; می stands apart on less.
    """
    chosen = []
    for letters in sorted(found):
        if len(letters) < 2:
            continue
        seen: Mapping[str, float] = used.get(letters, {})
        enough = sum(seen.values()) >= _USED
        counted = seen if enough else found[letters]
        glued = _GLUED if enough else _GLUED_LISTED
        forms = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
        total = float(sum(uses for _, uses in forms))
        form = forms[0][0]
        split = [item for item in forms if ZWNJ in item[0]]
        verb = [item for item in split if item[0].startswith(_VERBS) and len(item[0].split(ZWNJ)[1]) > 1]
        if (
            verb
            and letters not in section("plural")
            and ZWNJ not in form
            and verb[0][1] >= max(_VERB_LEAST, (_VERB_SHARE if len(verb[0][0].split(ZWNJ)[1]) > 2 else 0.5) * total)
        ):
            form = verb[0][0]  # می stands apart, whatever the habit: می|شه
        elif ZWNJ in form and (free(letters) or counted.get(letters, 0) > glued * total):
            form = letters
        elif ZWNJ not in form and split and split[0][1] >= min(0.5, 1 - glued) * total:
            form = split[0][0]
        chosen.append((form, float(sum(found[letters].values()))))
    return chosen
