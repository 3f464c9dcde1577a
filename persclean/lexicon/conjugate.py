"""Verb forms from a pair of stems: what can stand after می and نمی, and the past participle.

Source of the paradigm: any grammar of Persian; the stems are hazm's (`verbs.dat`: `past#present`).
"""

from __future__ import annotations

PAST_ENDINGS = ("م", "ی", "", "یم", "ید", "ند")
PRESENT_ENDINGS = ("م", "ی", "د", "یم", "ید", "ند")
SPOKEN_ENDINGS = ("م", "ی", "ه", "یم", "ین", "ید", "ن")
IMPERSONAL = ("توان", "باید", "بایست", "بایستی", "شاید")
VOWELS = ("ا", "آ")


def past(stem: str) -> list[str]:
    """Return the six forms of the simple past, which می makes the imperfect.

    >>> past("رفت")
    ['رفتم', 'رفتی', 'رفت', 'رفتیم', 'رفتید', 'رفتند']
    """
    return [stem + ending for ending in PAST_ENDINGS]


def present(stem: str) -> list[str]:
    """Return the six forms of the present; after a stem in a long vowel the endings take a yeh.

    >>> present("خواه")
    ['خواهم', 'خواهی', 'خواهد', 'خواهیم', 'خواهید', 'خواهند']
    >>> present("آ")[:3]
    ['آیم', 'آیی', 'آید']
    """
    glide = "ی" if stem.endswith(VOWELS) else ""
    return [stem + glide + ending for ending in PRESENT_ENDINGS]


def spoken(stem: str) -> list[str]:
    """Return the forms of the present as they are spoken.

    >>> spoken("گ")
    ['گم', 'گی', 'گه', 'گیم', 'گین', 'گید', 'گن']
    >>> spoken("خوا")[:3]
    ['خوام', 'خوای', 'خواد']
    """
    if stem.endswith(VOWELS):
        return [stem + ending for ending in ("م", "ی", "د", "یم", "ین", "ید", "ن")]
    return [stem + ending for ending in SPOKEN_ENDINGS]


def participle(stem: str) -> str:
    """Return the past participle of a past stem.

    >>> participle("گفت")
    'گفته'
    """
    return stem + "ه"
