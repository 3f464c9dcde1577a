"""Whole pages for benchmarks/fuzz.py: wrapped paragraphs, repeated blocks, teasers, lists and verse in any order."""

from __future__ import annotations

import textwrap
from random import Random

_CLAUSES = (
    "شهردار تهران در نشست دیروز گفت که این طرح از آغاز مهر در همه محله\u200cها اجرا می\u200cشود",
    "به گفته او هزینه این کار از محل کمک\u200cهای مردمی فراهم شده است و",
    "مدير كتابخانه مركزي نيز ضمن اشاره به سابقه این همکاری از دانشجویان خواست که",
    "نماینده مردم در مجلس می گوید اين قانون، با همه کاستی ها، گامی به پیش است",
    "در سال 1398 بیش از 2.5 میلیون تن از این سرویس استفاده کردند؛ اما",
    "«هیچ کس نمی\u200cداند که این راه به کجا می\u200cرسد» این را رئیس سازمان گفت",
    "the report of the council was published in English and",
    "برنامه\u200cهای فرهنگي\u200c تازه، نمایشگاه کتاب، شب شعر و نشست\u200cهای هفتگی",
    "کارشناسان درباره آینده این طرح و پیامدهای آن برای شهرهای کوچک هم\u200cنظر نیستند",
    "تیم ملی با نتیجه ۳-۲ پیروز شد و به مرحله بعد راه یافت",
    "بر اساس این گزارش، صنعت برق کشور تا پنج سال آینده به سرمایه تازه نیاز دارد",
)  # fmt: skip
_STOPS = (". ", ".", "؛ ", "! ", "؟ ", "... ", "… ", " ", "، ")
_VERSE = (
    "بهار آمد و گل در چمن نشست",
    "هزار نغمه ز مرغان به هر طرف",
    "کجا روم که در این دشت بی\u200cکران",
    "نشان پای تو بر خاک مانده است",
    "دلم هوای تو را کرده بی\u200cامان",
    "چراغ خانه به امید روشن است",
)  # fmt: skip
_ODD = (
    *(
        "- نان و پنیر",
        "۱. ثبت نام در سامانه",
        "2) پرداخت",
        "• کفش",
        "گزارش: مریم سالاری",
        "انتهای پیام/",
        "۱۲",
        "- 3 -",
    ),
    *("***", "\f", "شهر\tجمعیت", "| سیب | ۱۲ |", "https://example.org/a", "بیشتر بخوانید", "پیامدهای خشکسالی"),
    *("– کجا بودی؟", "def add(a, b):", "می", "ها"),
)
_TAILS = ("...", "…", " ...", "", ". . .")
_SEAMS = ("ـ", "-", "\N{ZERO WIDTH NON-JOINER}", "\N{SOFT HYPHEN}", "ــ", " می", " نمی", "،", " «", " (")
_STARTS = ("ـ", "ها ", "های ", "خواهند ", "است ", ") ", "» ", "، ", ". ", "12 ", " ", "    ")


def page(rng: Random) -> str:
    """Return a page of some 5 to 60 lines."""
    pool = [_paragraph(rng) for _ in range(rng.randint(1, 5))]
    width = rng.choice((30, 45, 60, 75, 95, 120))
    end = rng.choice(("\n", "\n", "\n", "\r\n"))
    lines: list[str] = []
    size = rng.randint(5, 60)
    while len(lines) < size:
        lines += _block(rng, pool, width if rng.random() < 0.8 else rng.choice((35, 70, 110, 2000)))
        lines += [rng.choice(("", "", " "))] * rng.choice((0, 0, 1, 1, 2, 4))
    for _ in range(rng.choice((0, 0, 1, 4))):
        place = rng.randrange(len(lines))
        lines[place : place + rng.randint(0, 2)] = [lines[rng.randrange(len(lines))]] * rng.randint(0, 2)
    lines = [_damaged(rng, line) for line in lines] if rng.random() < 0.5 else lines
    return end.join(lines) + rng.choice((end, end, ""))


def _paragraph(rng: Random) -> str:
    text = "".join(rng.choice(_CLAUSES) + rng.choice(_STOPS) for _ in range(rng.randint(1, 7)))
    return text.strip() + rng.choice((".", ".", ""))


def _block(rng: Random, pool: list[str], width: int) -> list[str]:
    """Return an article, a teaser of one, verse, or odd lines."""
    kind = rng.random()
    text = rng.choice(pool)
    headline = " ".join(text.split()[: rng.randint(4, 9)])
    if kind < 0.35:
        blanks = [""] * rng.choice((0, 0, 1))
        return [headline, *blanks, *_wrapped(rng, text, width)]
    if kind < 0.55:
        words = text.split()
        cut = " ".join(words[: rng.randint(3, max(3, len(words)))]) + rng.choice(_TAILS)
        return [headline, *_wrapped(rng, cut, width), *rng.choice(((), ("ادامه مطلب",), ("",)))]
    if kind < 0.75:
        return _wrapped(rng, rng.choice((text, _paragraph(rng))), width)
    if kind < 0.85:
        start = rng.randrange(len(_VERSE))
        gap = rng.choice((None, "    ", " / "))
        lines = [*_VERSE[start:], *_VERSE[:start]][: rng.randint(2, 6)]
        return lines if gap is None else [gap.join(lines[i : i + 2]) for i in range(0, len(lines), 2)]
    return [rng.choice(_ODD) for _ in range(rng.randint(1, 4))]


def _wrapped(rng: Random, text: str, width: int) -> list[str]:
    lines = textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)
    if rng.random() < 0.3:
        lines[0] = "    " + lines[0]
    if rng.random() < 0.2:
        lines.insert(rng.randrange(len(lines) + 1), "")
    return lines


def _damaged(rng: Random, line: str) -> str:
    chance = rng.random()
    if chance < 0.06:
        return line + rng.choice(_SEAMS)
    if chance < 0.12:
        return rng.choice(_STARTS) + line
    return line.replace("ی", "ي").replace("ک", "ك") if chance < 0.16 else line
