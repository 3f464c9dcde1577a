"""unwrap: what it joins, what it keeps; the same in any chunks, twice as once, letters in order, numbers right."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

import pytest

from benchmarks.unwrap import Joined, generated, measure
from benchmarks.wrapping import Builder
from persclean.documents import Chunk
from persclean.filters import find
from persclean.tables import KASHIDA
from persclean.unwrap import layout, settle, stream
from persclean.unwrap.hints import hint, hints
from persclean.unwrap.line import Line
from persclean.unwrap.measure import measure as measure_lines
from tests.unwrap_cases import Page, load

JOINS, KEEPS = load("joins"), load("keeps")
FRAGMENTS = (
    "از به در که این شهر مدیر کتاب\u200cها می\u200cشود است شد. تهران، گفت: «خانه» (سال) ۱۲ 2.5 the information "
    "infor- ـ سلامـ می نمی\N{ZERO WIDTH NON-JOINER} ... … ! - –"
    " | را های کرد و تومان بزرگ\u200cترین اجتماعی- x@y.z https://a.b/c def {x;}"
).split(" ")


def chunks(data: bytes, size: Callable[[], int] = lambda: 1 << 30) -> Iterator[Chunk]:
    lines = data.splitlines(keepends=True) if b"\x0b" in data else [*_lines(data)]
    place = 0
    while place < len(lines):
        share = lines[place : place + size()]
        yield Chunk(b"".join(share), range(place + 1, place + len(share) + 1), (0,) if not place else ())
        place += len(share)


def _lines(data: bytes) -> Iterator[bytes]:
    start = 0
    while start < len(data):
        end = data.find(b"\n", start) + 1 or len(data)
        yield data[start:end]
        start = end


def run(text: str, size: Callable[[], int] = lambda: 1 << 30) -> tuple[str, list[Chunk], list[int]]:
    account = Joined()
    out = list(find("unwrap")().documents(chunks(text.encode(), size), account))
    return b"".join(chunk.data for chunk in out).decode(), out, account.numbers


@pytest.mark.parametrize("page", JOINS, ids=lambda page: page.id)
def test_joins(page: Page) -> None:
    assert run(page.text)[0] == page.expected


@pytest.mark.parametrize("page", KEEPS, ids=lambda page: page.id)
def test_keeps(page: Page) -> None:
    assert run(page.text)[0] == page.text


def test_there_are_cases_of_both_kinds() -> None:
    assert len(JOINS) >= 25
    assert len(KEEPS) >= 25
    assert [page.id for page in JOINS if page.text == page.expected] == []


@pytest.mark.parametrize("page", [*JOINS, *KEEPS], ids=lambda page: page.id)
def test_windows_line_ends(page: Page) -> None:
    assert run(page.text.replace("\n", "\r\n"))[0] == page.expected.replace("\n", "\r\n")


@pytest.mark.parametrize("page", JOINS, ids=lambda page: page.id)
def test_no_line_end_at_the_end(page: Page) -> None:
    assert run(page.text[:-1])[0] == page.expected[:-1]


def test_every_case_in_one_text_between_long_lines() -> None:
    long = "و این بندی است که کسی آن را نشکسته است؛ " * 12 + "\n"
    text = long.join(page.text for page in [*JOINS, *KEEPS])
    assert run(text)[0] == long.join(page.expected for page in [*JOINS, *KEEPS])


def test_numbers_and_account() -> None:
    text = "".join(page.text for page in JOINS[:8])
    lines = text.split("\n")
    joined, out, numbers = run(text)
    assert numbers == sorted(set(numbers))
    assert all(lines[number - 1] for number in numbers)
    starts = [number for chunk in out for number in chunk.numbers]
    assert len(starts) == joined.count("\n")
    for number, line in zip(starts, joined.split("\n"), strict=False):
        assert line.startswith(lines[number - 1].rstrip("-" + KASHIDA)[:20])
        assert number not in numbers
    assert all(chunk.data.count(b"\n") == len(chunk.numbers) for chunk in out)
    assert any(chunk.again for chunk in out)
    assert not any(chunk.again for page in KEEPS for chunk in run(page.text)[1])


def _letters(text: str) -> list[str]:
    return [char for char in text if char.isalnum() and char != KASHIDA]


def _random_text(rng: random.Random) -> str:
    width = rng.choice((20, 30, 40, 60, 80, 110, 140))
    lines = []
    for _ in range(rng.randint(1, rng.choice((3, 8, 40, 120)))):
        kind = rng.random()
        if kind < 0.2:
            lines.append(rng.choice(("", "", "\f", " ", "\t")))
            continue
        goal = width * rng.uniform(0.8, 1.05) if kind < 0.8 else width * rng.random() * (6 if kind > 0.96 else 1)
        line = rng.choice(("", "", "", "  ", "    "))
        while len(line) < goal:
            line += rng.choice(FRAGMENTS) + rng.choice((" ",) * 9 + ("  ", "\t", ""))
        lines.append(line if rng.random() < 0.1 else line.rstrip())
    end = rng.choice(("\n", "\n", "\r\n"))
    return end.join(lines) + rng.choice((end, ""))


def _pages(rng: random.Random) -> Iterator[str]:
    """Yield wrapped pages with lines lost, doubled and out of place; and noise."""
    builder = Builder(generated(rng.randrange(100)), rng.randrange(1 << 30))
    while True:
        lines = builder.page()[0].lines
        for _ in range(rng.choice((0, 0, 2, 20))):
            place = rng.randrange(len(lines))
            lines[place : place + rng.randint(0, 3)] = rng.sample(lines, min(len(lines), rng.randint(0, 3)))
            lines = lines or [""]
        yield "\n".join(lines) + "\n"
        for _ in range(5):
            yield _random_text(rng)


@pytest.mark.parametrize("piece", [settle.PIECE, 24, 5])
def test_twice_is_once_in_any_chunks_letters_in_order(piece: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settle, "PIECE", piece)
    monkeypatch.setattr(stream, "PIECE", piece)
    rng = random.Random(piece)
    texts, changed = _pages(rng), 0
    for _ in range(400):
        text = next(texts)
        once, _, numbers = run(text)
        changed += once != text
        assert run(once)[0] == once
        assert _letters(once) == _letters(text)
        for size in (lambda: 1, lambda: rng.randint(1, 6)):
            assert run(text, size)[::2] == (once, numbers)
    assert changed > (40 if piece > 5 else 10)


def test_numpy_and_plain_python_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(7)
    texts = _pages(rng)
    for _ in range(300):
        data = next(texts).encode()
        starts = sorted(rng.sample(range(1, 1 + data.count(b"\n")), min(2, data.count(b"\n"))))
        starts = [start for start in starts if start < data.count(b"\n")]
        for rest in (False, True):
            slow = layout._slowly(data, starts, rest)
            fast = layout._at_once(data, starts, rest)
            assert list(fast.offsets) == list(slow.offsets)
            assert list(fast.runs) == list(slow.runs)


def test_lines_measured_at_once_are_as_if_measured_alone() -> None:
    rng = random.Random(11)
    texts = _pages(rng)
    plain = 0
    odd = "\ufeffa\u0301 \U0001f600 \udcd9 خانهٔ مُدَرِّس … ـ //  ** [3] سلام: ۱۲ | \r\n\r\n\n"
    for _ in range(200):
        text = next(texts) + odd
        bodies = [body.removesuffix("\r") for body in text.split("\n")[:-1]]
        at_once = [Line(body, "\n", 0) for body in bodies]
        measure_lines(text, at_once)
        for line in at_once:
            alone = Line(line.text, "\n", 0)
            for name, value in list(vars(line).items()):
                assert getattr(alone, name) == value, (name, line.text)
            plain += "item" in vars(line)
    assert plain > 500


def test_hints_agree_with_hint() -> None:
    import numpy as np

    data = "".join(page.text for page in [*JOINS, *KEEPS]).encode()
    feeds = [place for place, byte in enumerate(data) if byte == 10 and 40 < place < len(data) - 40]
    many = hints(np.frombuffer(data, np.uint8), np.array(feeds), np.array(feeds) + 1)
    assert many.tolist() == [hint(data, feed, feed + 1) for feed in feeds]
    assert 50 < sum(many) < len(many) / 2


def test_numbers_of_text_that_is_kept_stay_ranges() -> None:
    text = "".join(page.text for page in KEEPS)
    for size in (lambda: 1, lambda: 7, lambda: 1 << 30):
        joined, out, _ = run(text, size)
        assert joined == text
        assert all(isinstance(chunk.numbers, range) for chunk in out)
        assert [number for chunk in out for number in chunk.numbers] == list(range(1, text.count("\n") + 1))


def test_documents_are_not_joined() -> None:
    page = JOINS[2].text
    lines = page.split("\n")[:4]
    data = "\n".join([*lines, *lines, ""]).encode()
    out = list(find("unwrap")().documents(iter([Chunk(data, range(8), (0, 4))]), Joined()))
    text = b"".join(chunk.data for chunk in out).decode()
    alone = run("\n".join([*lines, ""]))[0]
    assert alone.count("\n") < 4
    assert text == 2 * alone


def test_a_long_line_in_parts_is_never_joined() -> None:
    page = JOINS[2].text.encode()
    parts = [b"a" * 500 + b" ", "که از\n".encode() + page, b"short part ", b"of a long line\n" + page]
    first, second = run(JOINS[2].text)[0].encode(), run(JOINS[2].text)[0].encode()
    given = [Chunk(part, range(part.count(b"\n") + 1)) for part in parts]
    out = b"".join(chunk.data for chunk in find("unwrap")().documents(iter(given), Joined()))
    assert out == parts[0] + "که از\n".encode() + first + parts[2] + b"of a long line\n" + second


def test_the_floors_hold() -> None:
    counts, _ = measure(generated(3), 40, 3)
    total = dict.fromkeys(("joined", "missed", "wrong"), 0)
    for (kind, sort), count in counts.items():
        if sort in total and not kind.startswith("["):
            total[sort] += count
    assert total["joined"] > 800
    assert total["joined"] / (total["joined"] + total["wrong"]) >= 0.99
    assert total["joined"] / (total["joined"] + total["missed"]) >= 0.97
