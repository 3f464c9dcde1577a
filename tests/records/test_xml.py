"""XML: what is cut where, what is changed, and what goes to quarantine."""

from __future__ import annotations

import io
from collections.abc import Callable
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from persclean.errors import InputError
from persclean.io.records import base
from persclean.io.records.base import Frame, RecordOptions
from persclean.io.records.xml import Xml
from persclean.pipeline import Pipeline

PIPELINE = Pipeline.preset("default")
OPTIONS = RecordOptions(record="DOC", texts=("TEXT",))
DIRTY, CLEAN = "علي  كتاب هاي 3نفر", "علی کتاب\u200cهای ۳ نفر"
HAMSHAHRI = """<?xml version="1.0" encoding="UTF-8"?>
<HAMSHAHRI2>
<DOC>
<DOCID>HAM2-750403-001</DOCID>
<DATE calender="Persian">1375/4/3</DATE>
<CAT xml:lang="fa">ادب و هنر علي</CAT>
<TITLE><![CDATA[{0} <3]]></TITLE>
<TEXT>
<IMAGE/>{0}
<p a='>'>{0} &amp; ...</p><!-- {0} --><?x {0}?> &lt;
</TEXT>
</DOC>
<DOC>
<DOCID>2</DOCID><TITLE></TITLE>
<TEXT>متن &#8204;&amp;&#x6CC; «است»</TEXT>
</DOC>
</HAMSHAHRI2>
"""


def drive(
    data: bytes, function: Callable[[str], str] = PIPELINE, options: RecordOptions = OPTIONS, step: int = 1 << 20
) -> tuple[bytes, list[tuple[str, bytes]], list[Frame]]:
    """Return the output, the code and bytes of each bad record, and the frames."""
    stream = io.BytesIO(data)
    form, out = Xml(options), io.BytesIO()
    assembler = form.assembler(out.write)
    bad, frames, part = [], [], b""
    for frame in form.frames(lambda n: stream.read(min(n, step))):
        frames.append(frame)
        if frame.kind == "raw":
            assembler.add(frame.data, raw=True)
        elif frame.kind in ("part", "bad"):
            part += frame.data
            if frame.kind == "bad":
                bad.append((frame.code, part))
                part = b""
        else:
            parsed = form.parse(frame)
            assert len(parsed.texts) == len(parsed.owners)
            assembler.add(parsed.render([function(text) for text in parsed.texts]))
            for one in parsed.bad:
                assert frame.data[one.start :].startswith(one.data)
                assert one.line == frame.data.count(b"\n", 0, one.start)
                bad.append((one.code, one.data))
    assembler.finish()
    assert b"".join(frame.data for frame in frames) == data
    return out.getvalue(), bad, frames


def docs(*inner: str) -> bytes:
    return ("<r>\n" + "".join(f"  <DOC>{one}</DOC>\n" for one in inner) + "</r>\n").encode()


def test_only_wanted_texts_change() -> None:
    out, bad, _ = drive(HAMSHAHRI.format(DIRTY).encode(), options=RecordOptions(record="DOC", texts=("TEXT", "TITLE")))
    expected = HAMSHAHRI.replace("<!-- {0} --><?x {0}?>", f"<!-- {DIRTY} --><?x {DIRTY}?>").format(CLEAN)
    expected = expected.replace(" &amp; ...", " &amp; …").replace("متن &#8204;&amp;&#x6CC; «", "متن &ی «")
    assert bad == []
    assert out.decode() == expected.replace("متن &ی", "متن &amp;ی")


def test_unchanged_bytes_stay() -> None:
    data = HAMSHAHRI.format(DIRTY).replace("\n", "\r\n").encode()
    assert drive(data, lambda text: text)[0] == data


def test_texts_are_what_a_parser_reads() -> None:
    seen: list[str] = []
    drive(docs("<TEXT>a &lt; &#65;&#x6cc;<i>b &quot;c&quot;</i> d</TEXT>"), lambda text: (seen.append(text), text)[1])
    assert seen == ["a < Aی", 'b "c"', "d"]


@pytest.mark.parametrize(
    "inner",
    [
        "می\u200c<b>خواهم</b>",  # the joiner belongs to a word that goes on
        "می&#8204;<b>خواهم</b>",
        "متن <b>متن</b> .متن",
        "متن&#13;\n متن",
        "  \n متن\n  ",
    ],
)
def test_edges_beside_markup_stay(inner: str) -> None:
    data = docs(f"<TEXT>{inner}</TEXT>").replace(" .متن".encode(), " متن".encode())
    assert drive(data)[0] == data


def test_cdata_stays_cdata_and_closes_where_it_did() -> None:
    out, _, _ = drive(docs("<TEXT><![CDATA[a < b & x]] y]]></TEXT>"), lambda text: text.replace(" y", "> <b>"))
    assert b"<![CDATA[a < b & x]]]]><![CDATA[> <b>]]>" in out
    assert etree.fromstring(out)[0][0].text == "a < b & x]]> <b>"


def test_what_xml_cannot_write_is_not_written() -> None:
    data = docs("<TEXT>a</TEXT>")
    assert drive(data, lambda text: "\0" + text)[0] == data


GOOD = f"<TEXT>{DIRTY}</TEXT>"


@pytest.mark.parametrize(
    ("inner", "code"),
    [
        ("<TEXT>a & b</TEXT>", "syntax"),
        ("<TEXT>a &nbsp; b</TEXT>", "syntax"),
        ("<TEXT>a<b></TEXT>", "syntax"),
        ("<TEXT>a <!-- b</TEXT>", "syntax"),
        ("<TEXT><![CDATA[a</TEXT>", "syntax"),
        ("<TEXT>a <? b</TEXT>", "syntax"),
        ("<TEXT a='x>a</TEXT>", "syntax"),
        ('<TEXT>a</TEXT></DOC "', "syntax"),
        ("<TEXT>a</TEXT", "syntax"),
        ("<!DOCTYPE x [<!ENTITY a 'b'>]><TEXT>&a;</TEXT>", "syntax"),
        ("<TEXT>\0</TEXT>", "syntax"),
        ("<BODY>a</BODY>", "column"),
        ("", "column"),
        ("<!-- <TEXT>a</TEXT> -->", "column"),
        ("<TEXT>" + "x" * 5000 + "</TEXT>", "size"),
    ],
)
@pytest.mark.parametrize("frame", [1, 7, 100, 1 << 20])
def test_a_bad_record_is_set_aside_and_the_rest_goes_on(
    monkeypatch: pytest.MonkeyPatch, inner: str, code: str, frame: int
) -> None:
    monkeypatch.setattr(base, "FRAME", frame)
    options = RecordOptions(record="DOC", texts=("TEXT",), max_record=4000)
    out, bad, _ = drive(docs(GOOD, inner, GOOD), options=options)
    assert bad == [(code, f"<DOC>{inner}</DOC>".encode())]
    kept = docs(GOOD.replace(DIRTY, CLEAN), GOOD.replace(DIRTY, CLEAN)).decode()
    if code == "size":  # its line break stays
        kept = kept.replace("</DOC>\n  <DOC>", "</DOC>\n  \n  <DOC>")
    assert out.decode() == kept


def test_bad_bytes() -> None:
    inner = "<TEXT>a\udcff</TEXT>"
    data = docs(GOOD, "@", GOOD).replace(b"@", inner.encode("utf-8", "surrogateescape"))
    assert [code for code, _ in drive(data)[1]] == ["bytes"]


@pytest.mark.parametrize("tail", ["<DOC><TEXT>متن", "<DOC", "<DOC a='", "<DOC><TEXT>a</TEXT></DO", "<DOC><![CDATA["])
def test_end_in_the_middle(tail: str) -> None:
    out, bad, _ = drive((docs(GOOD).decode() + tail).encode())
    if tail == "<DOC":
        assert out.endswith(b"<DOC")  # not yet a record's
    else:
        assert bad == [("truncated", tail.encode())]
        assert out == docs(GOOD.replace(DIRTY, CLEAN))


def test_no_root_and_entities_of_html() -> None:
    data = f"<DOC a='1'><TEXT>{DIRTY}&nbsp;{DIRTY}</TEXT></DOC>\n<DOC>\n<TEXT/></DOC >\n"
    assert drive(data.encode())[0].decode() == data.replace(DIRTY, CLEAN)


def test_entities_of_a_document_type_stay() -> None:
    head = '<!DOCTYPE r [<!-- ]> <DOC> --><!ENTITY a "<DOC>]>">]>'
    data = f"{head}<r><!-- <DOC> --><DOC><TEXT>{DIRTY} &a;</TEXT></DOC></r>"
    assert drive(data.encode())[0].decode() == data.replace(DIRTY, CLEAN)


def test_billion_laughs_are_left_alone() -> None:
    lots = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 30))
    data = f'<!DOCTYPE r [<!ENTITY a0 "ha">{lots}]><r><DOC><TEXT>&a29; علي</TEXT></DOC></r>'
    assert drive(data.encode())[0].decode() == data.replace("علي", "علی")


def test_encoding_declared() -> None:
    data = "<?xml version='1.0' encoding='windows-1256'?><r><DOC><TEXT>علي</TEXT></DOC></r>"
    with pytest.raises(InputError, match="give --encoding windows-1256"):
        drive(data.encode())
    options = RecordOptions(record="DOC", texts=("TEXT",), encoding="windows-1256")
    expected = data.replace("windows-1256", "UTF-8").replace("علي", "علی")
    assert drive(data.encode(), options=options)[0].decode() == expected


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (RecordOptions(), "--record and --text; the first ones are HAMSHAHRI2, DOC, DOCID, DATE"),
        (RecordOptions(record="DOC"), "--record and --text"),
        (RecordOptions(record="doc", texts=("TEXT",)), "no element <doc>.*HAMSHAHRI2, DOC,"),
    ],
)
def test_names_that_are_missing_or_not_there(options: RecordOptions, told: str) -> None:
    with pytest.raises(InputError, match=told):
        drive(HAMSHAHRI.encode(), options=options)
    assert drive(b"", options=options)[0] == b""


def test_a_record_over_the_limit_comes_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "FRAME", 1000)
    options = RecordOptions(record="DOC", texts=("TEXT",), max_record=5000)
    big = "<TEXT>" + "متن <b/> " * 20000 + "</TEXT>"
    _, bad, frames = drive(docs(GOOD, big, GOOD), options=options)
    assert bad == [("size", f"<DOC>{big}</DOC>".encode())]
    assert max(len(frame.data) for frame in frames) <= 6000 + 1000


ATOMS = [
    *["<DOC>", "</DOC>", "<DOC/>", "<DOC a='/>'>", "</DOC >", "<DOCX>", "</DOCX>", "<TEXT>", "</TEXT>", "<TEXT/>"],
    *["<!--", "-->", "<![CDATA[", "]]>", "<?", "?>", "<", ">", "&amp;", "&#8204;", "&x;", "'", '"', "\0", "\r\n", "\n"],
    *["علي", "كتاب هاي", " ", "3", "]]", "<!DOCTYPE", "<p>", "</p>", "\udcff", "<DOC><TEXT>علي</TEXT></DOC>\n"],
]
streams = st.lists(st.sampled_from(ATOMS), max_size=30).map(lambda a: "".join(a).encode("utf-8", "surrogateescape"))


@settings(max_examples=600, deadline=None)
@given(streams, st.sampled_from([(1, 1), (3, 2), (17, 100), (64, 5)]), st.sampled_from([40, 1000]))
def test_anything_is_kept_whatever_the_frames(data: bytes, sizes: tuple[int, int], limit: int) -> None:
    options = RecordOptions(record="DOC", texts=("TEXT",), max_record=limit)
    data = b"<DOC><TEXT/></DOC>" + data
    with pytest.MonkeyPatch.context() as patch:
        whole = drive(data, options=options)
        patch.setattr(base, "FRAME", sizes[0])
        small = drive(data, options=options, step=sizes[1])
    assert whole[:2] == small[:2]
    same, bad, _ = drive(data, lambda text: text, options)
    if not bad:
        assert same == data


nodes = st.recursive(
    st.sampled_from(["علي ", " كتاب هاي", "3نفر", " ", "\n", "«", "]]", "]]>", "<", "&", "می\u200c", "a ..."]).map(
        escape
    )
    | st.sampled_from(["&#8204;", "&#x6cc;", "&#13;", "<!-- علي -->", "<?x علي?>", "<IMAGE a='علي'/>"])
    | st.sampled_from(["علي 3", "]] >", "<b>", "&amp;"]).map(lambda t: f"<![CDATA[{t}]]>"),
    lambda inner: st.lists(inner, max_size=4).map(lambda a: f"<p>{''.join(a)}</p>"),
    max_leaves=8,
)
records = st.lists(st.lists(nodes, max_size=4).map("".join), min_size=1, max_size=5)


@settings(max_examples=300, deadline=None)
@given(records)
def test_another_parser_reads_the_same_document_with_clean_texts(inner: list[str]) -> None:
    data = docs(*(f"<TEXT>{one}</TEXT><D>علي &lt;</D>" for one in inner))
    out, bad, _ = drive(data)
    assert bad == []
    before, after = etree.fromstring(data), etree.fromstring(out)
    for old, new in zip(before.iter(), after.iter(), strict=True):
        assert (old.tag, dict(old.attrib)) == (new.tag, dict(new.attrib)) if isinstance(old.tag, str) else True
        wanted = isinstance(old.tag, str) and (old.tag in ("TEXT", "p"))
        if not wanted:
            assert old.text == new.text
        if old.getparent() is not None and old.getparent().tag in ("r", "DOC"):
            assert old.tail == new.tail
    assert drive(out)[0] == out
