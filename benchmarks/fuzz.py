"""Guarantees 1, 2 and 4 on many generated texts: python -m benchmarks.fuzz --n 100000 [--seed S] [--jobs N]

Each text goes through every filter alone and every preset (in the settings it is drawn for): cleaning it twice must give
what cleaning it once gives, no letter may be lost (the run-time check is on), and the fast path must give the bytes of
the reference path. Prints failures with the seed that makes them again; exit 1 if there are any.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from io import BytesIO

from benchmarks.fuzz_pages import page
from persclean import Config, Pipeline
from persclean.engine import light, stream
from persclean.engine.blocks import BlockEngine
from persclean.errors import LettersLostError
from persclean.filters import built_in
from persclean.presets import presets

ZWNJ = "\N{ZERO WIDTH NON-JOINER}"
WORDS = (
    "می نمی خواهند خواهد روم رود میروم نمیشود برمیگردد ها های هایی هایشان تر ترین تری ام ای اند اید ات اش رفته گفته خانه نامه "
    "کتاب کتابها بزرگ مهم بیش کم کار روز آن این به از در که و علي كتاب كرد نام الله آیت\N{ZERO WIDTH NON-JOINER}الله آیةالله موسى ۀ خانۀ خانهٔ خانه\N{ZERO WIDTH NON-JOINER}ی "
    "سلاااام خیییلی ههههه مـهم تـــهران هـ ه. ق.م ه.ش ج.ا.ا دکتر ا... امام(ره) کتاب(ها) دوست(ان) می\N{ZERO WIDTH NON-JOINER}رفته سی.دی و...غیره "
    "ڕۆژ ټول ھے ہے ې ۍ ے ە أمة إلى مسؤول سؤال قرآن القُرآنِ ٱلله ﷺ ﷲ ﻻ ﺳﻼم ﻡ ﱠ ﴿ ﴾ ۞ ۝"
).split()
TOKENS = (
    "3 12 1,234 1,234,567 3.14 2.0.1 1400/05/12 1400.05.12 12:30 50% %50 ۷ ۳٫۵ ۱٬۲۳۴ ٪۵ ٣ ٤٥ 3نماینده بین\N{ZERO WIDTH NON-JOINER}المللی2 ۱۰ام 5مین ۸۰ها اف16 پ۲ در3 "
    "۲۰\N{ZERO WIDTH NON-JOINER}ساله . ، ؛ : ؟ ! ... .... .. … ( ) « » [ ] { } < > \" “ ” „ ' ’ - – — / \\ , ; ? * _ ** = + ~ | ` # @ & % ^ ، ٫ ٬ ٪ ۔ ٭ "
    "Windows iPhone UCLG-MEWA Core a@b.ir https://x.ir/a?b=1&amp;c=2 www.ایران.ir ایران.com گزارش.pdf #تهران #سال1400 @ali ../x .NET "
    "2026-11-23 10:00:00 GB MP3 COVID-19 A4 &nbsp; &amp; &zwnj; &amp;zwnj; &quot; &laquo; &raquo; &#8204; &#x200c; &#1740; &lt;b&gt; <a "
    ':) :( ;) :D <3 5" class="متن" {"a": "," (c) 1) 1. • ─ ¬ ° № €'
).split()
INVISIBLE = [
    ZWNJ,
    *"\N{ZERO WIDTH JOINER}\N{ZERO WIDTH SPACE}\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{SOFT HYPHEN}\N{NOT SIGN}",
    *"\N{ZERO WIDTH NO-BREAK SPACE}\N{RIGHT-TO-LEFT MARK}\N{LEFT-TO-RIGHT EMBEDDING}\N{WORD JOINER}\N{EM SPACE}",
    *"\N{ARABIC TATWEEL}\N{ARABIC FATHA}\N{ARABIC SHADDA}\N{ARABIC FATHATAN}\N{ARABIC HAMZA ABOVE}\N{ARABIC MADDAH ABOVE}",
    *"\N{ARABIC LETTER SUPERSCRIPT ALEF}\N{COMBINING ACUTE ACCENT}\N{ARABIC LETTER MARK}\N{LINE SEPARATOR}\x01\x1f\x7f\x85",
    "\udcd9",
]
LETTERS = "ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهیآأإؤئءةيكىۀڕۆھہە"
SPACES = [
    "",
    "",
    "",
    " ",
    " ",
    " ",
    " ",
    "  ",
    "   ",
    "    ",
    "\n",
    "\n\n",
    "\t",
    "\r\n",
    " \n",
    "\n ",
    "\f",
    "\v",
    "\r",
]
CONFIGS = (
    Config(),
    Config(),
    Config(digits="latin"),
    Config(digits="arabic", diacritics="drop", heh_ye="hamza"),
    Config(heh_ye="ye"),
)


def generate(seed: int) -> str:
    """Return the text of a seed: up to 30 tokens of all kinds, some damaged letter by letter; for one in ten a page."""
    rng = random.Random(seed)
    if seed % 10 == 9:
        return page(rng)
    out: list[str] = []
    for _ in range(rng.randrange(1, 30)):
        kind = rng.random()
        if kind < 0.45:
            token = rng.choice(WORDS)
        elif kind < 0.75:
            token = rng.choice(TOKENS)
        elif kind < 0.85:
            token = "".join(rng.choice(LETTERS) for _ in range(rng.randrange(1, 6)))
        elif kind < 0.95:
            token = rng.choice(INVISIBLE)
        else:
            token = chr(
                rng.choice([rng.randrange(0x20, 0x250), rng.randrange(0x600, 0x900), rng.randrange(0xFB50, 0xFF00)])
            )
        if rng.random() < 0.12:
            at = rng.randrange(len(token) + 1)
            token = token[:at] + rng.choice(INVISIBLE) + token[at:]
        out += (token, rng.choice(SPACES))
    return "".join(out)


def pipelines(config: Config) -> list[Pipeline]:
    """Return every filter alone and every preset, with these settings; and each preset with its own."""
    names = [(name,) for name in built_in()] + [one.filters for one in presets().values()]
    own = [Pipeline.preset(name) for name, one in presets().items() if one.config]
    return [Pipeline(tuple(n), config) for n in names] + own


def fast_path(pipeline: Pipeline, data: bytes, engines: dict[Pipeline, BlockEngine]) -> bytes:
    """Return what the fast path makes of a text, however short; an engine keeps what it has learnt of words."""
    if any("document" in one.reach for one in pipeline.filters):
        stream.LIGHT = 0
        parts: list[bytes] = []
        stream.clean_stream(pipeline, BytesIO(data).read, parts.append)
        return b"".join(parts)
    return engines.setdefault(pipeline, BlockEngine(pipeline)).clean(data).data


def failures(seed: int, engines: dict[Pipeline, BlockEngine]) -> list[str]:
    """Return what goes wrong with the text of a seed, one line a failure."""
    text = generate(seed)
    found = []
    for pipeline in pipelines(CONFIGS[seed % len(CONFIGS)]):
        label = f"seed {seed} {','.join(pipeline.names)} {pipeline.config}"
        try:
            once = light.run(pipeline.filters, text)
            twice = light.run(pipeline.filters, once)
        except LettersLostError as error:
            found.append(f"{label}: {error}")
            continue
        if once != twice:
            found.append(f"{label}: not idempotent: {text!r} -> {once!r} -> {twice!r}")
        fast = fast_path(pipeline, text.encode("utf-8", "surrogateescape"), engines)
        if fast != once.encode("utf-8", "surrogateescape"):
            found.append(
                f"{label}: fast path differs: {text!r} -> {once!r}, {fast.decode('utf-8', 'surrogateescape')!r}"
            )
    return found


def run(span: tuple[int, int]) -> list[str]:
    """Return the failures of a range of seeds."""
    engines: dict[Pipeline, BlockEngine] = {}
    found: list[str] = []
    for seed in range(*span):
        found += failures(seed, engines)
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--n", type=int, default=100_000, help="texts")
    parser.add_argument("--seed", type=int, default=0, help="of the first text")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--show", type=int, default=10)
    args = parser.parse_args()
    started = time.monotonic()
    step = 250
    spans = [(s, min(s + step, args.seed + args.n)) for s in range(args.seed, args.seed + args.n, step)]
    found: list[str] = []
    with ProcessPoolExecutor(args.jobs) as pool:
        for n, part in enumerate(pool.map(run, spans)):
            for line in part[: max(0, args.show - len(found))]:
                print(line, flush=True)
            found += part
            if n % 40 == 39:
                print(f"{(n + 1) * step} texts, {len(found)} failures", file=sys.stderr)
    print(
        f"{args.n} texts x {len(pipelines(Config()))} pipelines: {len(found)} failures, {time.monotonic() - started:.0f} s"
    )
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
