"""Which two words are never written as one, whatever the half-space model says of them."""

from __future__ import annotations

import re

from persclean.halfspace import VERB
from persclean.lexicon import section
from persclean.tables import word_lists

LISTS = word_lists("halfspace.tsv")
PARTICIPLES, SPELLED, APART = LISTS["participle"], LISTS["spelled"], LISTS["apart"]
_PREFIX = frozenset(VERB.split())
_HEARD = ("اه", *sorted(LISTS["heard"]))
_VERB_ENDS = frozenset("مدتیهن")
# بیست|وپنجم, هشتصدوسی|وسومین
_TENS = re.compile(r"(?:\A|و)(?:بیست|سی|چهل|پنجاه|شصت|هفتاد|هشتاد|نود|صد)\Z")
_ORDINAL = re.compile("و(?:یکم|دوم|سوم|چهارم|پنجم|ششم|هفتم|هشتم|نهم)(?:ین)?")


def never(left: str, right: str, known: bool) -> bool:
    """Whether two words are never written as one, whatever a model says. known: the pair is often written as one."""
    if len(left) < 2 or len(right) < 2:
        return not (right == "ی" and left[-1:] == "ه" and len(left) > 2)  # خانه|ی
    if right in APART and not (known and left in _PREFIX):
        return True
    if left == "گاه" or (left == "هم" and right in LISTS["after_also"]):
        return True  # هیچ گاه نامه|ای ننوشت; باید هم چنین باشد
    if (left in LISTS["number"] and right in LISTS["counted"]) or (right == "زار" and left in LISTS["wailing"]):
        return True
    if right.endswith("ند") and left not in _PREFIX and right in section("verbs"):
        return True  # باقی ماندند
    if right in LISTS["after_heh"] and (left[-1] not in "هی" or left.endswith(_HEARD)):
        return True  # these stand after a silent heh: خانه|ای, but راهی
    if right in LISTS["clitic"] and (left in APART or left in SPELLED):
        return True
    if (right == "شان" and left in LISTS["dignity"]) or (left == "علی" and right == "ای"):
        return True  # دون شان, علی ای حال
    if known:
        return False
    if left in LISTS["determiner"]:
        return True
    if left in _PREFIX:
        return not _may_be_verb(right)
    if right in PARTICIPLES or (right in LISTS["compared"] and left in LISTS["wet"]):
        return True
    if left in APART and right.startswith("ها"):
        return True  # که های و هوی
    if right[0] == "و" and not (_TENS.search(left) and _ORDINAL.fullmatch(right)):
        return True  # باران وبرف, but بیست|وپنجم
    return (left in SPELLED and right in SPELLED) or (len(right) > 3 and right.startswith("ال"))


def either(left: str, right: str) -> bool:
    """Whether two words make one in one sentence and are two in another: the space stays. Training learns from both."""
    return (right == "بازی" and left in LISTS["played"]) or (right == "نامه" and left in LISTS["part"])


def _may_be_verb(word: str) -> bool:
    """Whether a word that the verb table lacks may be a verb form: it ends as one, and is no noun or adjective."""
    known = word in section("plural") or word in section("compared")
    negative = word[0] == "ن" and word[1:] in section("verbs")  # گر می نخوری: no verb takes both
    return len(word) > 2 and word[-1] in _VERB_ENDS and not negative and not known
