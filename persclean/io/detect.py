"""Which encoding a text is in, and how sure that is: for `--encoding auto`."""

from __future__ import annotations

import codecs
import re

from persclean.errors import InputError
from persclean.io.encodings import LEGACY, UTF8, UTF16_BE, UTF16_LE, bom_of

SAMPLE = 1 << 16  # bytes looked at
SURE = 0.6  # below it, guessing would do more harm than asking
_FEW = 0.02  # share of bad bytes up to which UTF-8 is damaged UTF-8 rather than something else

_LETTERS = re.compile("[\u0621-\u063a\u0641-\u064a\u067e\u0686\u0698\u06a9\u06af\u06cc]")
# Written as the legacy encodings have them, with Arabic yeh and kaf.
_COMMON = frozenset("از,به,در,كه,اين,را,است,با,و,براي,آن,بر,تا,هم,يك,خود,شد,مي,هاي,بود,ها,من,في,على,ان,إلى".split(","))
_WORD = re.compile(r"\w+")
# High bytes of UTF-16: Latin, Arabic, punctuation, and the halves of pairs.
_HIGH = (0x00, 0x06, 0x20, *range(0xD8, 0xE0))
_USUAL = 0.12  # the share of words of running text that are among the common ones, at least


def detect(sample: bytes, whole: bool) -> tuple[str, float]:
    """Return the encoding of a text and the confidence in it, from 0 to 1.

    sample: how the text begins. whole: whether that is all of it (otherwise its last character may be cut).

    Raises InputError, with what was thought of, if the confidence is below SURE.

    >>> detect("سلام به همه".encode(), True), detect("او در خانه است و كتاب مي خواند".encode("cp1256"), True)[0]
    (('utf-8', 1.0), 'windows-1256')
    """
    marked = bom_of(sample)
    if marked:
        return marked[1], 1.0
    wide = wide_order(sample)
    if wide:
        return wide, 0.95
    bad = _bad_utf8(sample, whole)
    if not bad:
        return UTF8, 1.0
    high = sum(b > 0x7F for b in sample)
    if bad <= _FEW * high:
        return UTF8, 1 - bad / high
    best, score = max(((name, _score(sample, name)) for name in LEGACY), key=lambda pair: pair[1])
    if score < SURE:
        raise InputError(
            f"encoding unclear: perhaps {best}, confidence {score:.0%} (at least {SURE:.0%} is asked for); "
            f"name it with --encoding ({UTF8}, utf-16, {', '.join(LEGACY)})"
        )
    return best, score


def wide_order(sample: bytes) -> str | None:
    """Return utf-16-le or utf-16-be if every second byte looks like the high byte of Persian or Latin text."""
    pairs = len(sample) // 2
    if not pairs or b"\0" not in sample:
        return None
    for name, high in ((UTF16_LE, 1), (UTF16_BE, 0)):
        likely = sum(map(sample[high : 2 * pairs : 2].count, _HIGH))
        if likely >= 0.8 * pairs and sample[1 - high : 2 * pairs : 2].count(0) <= 0.2 * pairs:
            return name
    return None


def _bad_utf8(sample: bytes, whole: bool) -> int:
    text, _ = codecs.utf_8_decode(sample, "surrogateescape", whole)
    return sum("\udc80" <= c <= "\udcff" for c in text)


def _score(sample: bytes, encoding: str) -> float:
    """Return how much a text looks like Persian or Arabic under an encoding, from 0 to 1.

    Most of it is the share of Arabic letters among what is not ASCII; the rest says whether there are words in it, and
    whether charset-normalizer thinks so too.
    """
    text = sample.decode(encoding, "replace")
    foreign = [c for c in text if c > "\x7f"]
    share = len(_LETTERS.findall(text)) / len(foreign) if foreign else 0.0
    words = [word for word in _WORD.findall(text) if _LETTERS.match(word)]
    common = sum(word in _COMMON for word in words) / len(words) if words else 0.0
    score = 0.55 * share**2 + 0.35 * min(1.0, common / _USUAL)
    return score + 0.1 if _agrees(sample, encoding) else score


def _agrees(sample: bytes, encoding: str) -> bool:
    from charset_normalizer import from_bytes

    codecs_of = [codecs.lookup(name).name.replace("-", "_") for name in LEGACY]
    found = from_bytes(sample[: 1 << 13], cp_isolation=codecs_of, enable_fallback=False).best()
    return found is not None and codecs.lookup(found.encoding) == codecs.lookup(encoding)
