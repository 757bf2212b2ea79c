"""Word documents: what a reader of the printed page would see, in order."""

from __future__ import annotations

import pytest

from onrecord.errors import Empty, Malformed
from onrecord.sources import articles_in
from onrecord.sources.docx import MADE_ON
from onrecord.sources.faults import Encrypted
from tests.sources.documents import docx, paragraph

ONE, TWO = "The bridge at Odde is open, said the mayor.", "Her deputy, Ivo Lund, denied it."


def read(data, name="story.docx"):
    [article] = articles_in(data, "story.docx", name=name)
    return article


def test_paragraphs_come_in_order():
    assert read(docx(paragraph(ONE) + "<w:p/>" + paragraph(TWO))).text == f"{ONE}\n\n{TWO}"


def test_a_document_is_recognised_without_an_ending():
    assert read(docx(paragraph(ONE)), name="").text == ONE


def test_the_cells_of_a_table_are_paragraphs_at_their_place():
    cells = "".join(f"<w:tc>{paragraph(words)}</w:tc>" for words in ("Odde", "40 dead"))
    body = f"{paragraph(ONE)}<w:tbl><w:tr>{cells}</w:tr></w:tbl>{paragraph(TWO)}"
    assert read(docx(body)).text.split("\n\n") == [ONE, "Odde", "40 dead", TWO]


def test_runs_are_one_text_with_its_tabs_and_breaks():
    runs = "<w:r><w:t>Nine</w:t><w:tab/><w:t>men</w:t><w:br/></w:r><w:hyperlink><w:r><w:t>left</w:t></w:r></w:hyperlink>"
    assert read(docx(f"<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr>{runs}</w:p>")).text == "Nine men\nleft"


@pytest.mark.parametrize(
    "hidden",
    [
        "<w:del><w:r><w:delText>never</w:delText></w:r></w:del>",
        "<w:moveFrom><w:r><w:t>never</w:t></w:r></w:moveFrom>",
        "<w:r><w:instrText>never</w:instrText></w:r>",
    ],
    ids=["deleted", "moved away", "field code"],
)
def test_what_is_not_shown_is_not_read(hidden):
    assert read(docx(f"<w:p><w:r><w:t>Open.</w:t></w:r>{hidden}</w:p>")).text == "Open."


def test_a_text_box_is_read_once():
    box = f"<w:txbxContent>{paragraph('In a box.')}</w:txbxContent>"
    both = f'<mc:AlternateContent xmlns:mc="urn:mc"><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>'
    text = read(docx(f"<w:p><w:r><w:t>Around it.</w:t></w:r><w:r>{both}</w:r></w:p>")).text
    assert sorted(text.split("\n\n")) == ["Around it.", "In a box."]


def test_footnotes_come_at_the_end():
    notes = f'<w:footnotes xmlns:w="urn:w"><w:footnote>{paragraph(TWO)}</w:footnote></w:footnotes>'.encode()
    assert read(docx(paragraph(ONE), parts={"word/footnotes.xml": notes})).text == f"{ONE}\n\n{TWO}"


def test_macros_and_other_parts_are_ignored():
    assert (
        read(docx(paragraph(ONE), parts={"word/vbaProject.bin": b"\xd0\xcf\x11\xe0"}), name="a.docm").text
        == ONE
    )


def test_the_document_says_title_author_and_day_and_the_day_is_doubted():
    core = (
        "<dc:title>Bridge open</dc:title><dc:creator>Ilse Brandt</dc:creator>"
        "<dcterms:modified>2031-03-04T08:00:00Z</dcterms:modified>"
    )
    article = read(docx(paragraph(ONE), core=core))
    assert (article.title, article.byline, article.published) == ("Bridge open", "Ilse Brandt", "2031-03-04")
    assert article.warnings == (MADE_ON,)


def test_paragraphs_nested_deeper_than_pythons_stack_are_read():
    deep = "<w:sdt>" * 1_900 + paragraph(ONE) + "</w:sdt>" * 1_900
    assert read(docx(deep)).text == ONE


def test_an_encrypted_document_is_refused_with_the_reason():
    data = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)
    )
    with pytest.raises(Encrypted, match="protected with a password"):
        read(data)


def test_a_document_without_words_is_refused_as_empty():
    with pytest.raises(Empty):
        read(docx("<w:p/>"))


@pytest.mark.parametrize(
    "broken",
    [
        docx(paragraph(ONE))[:-40],
        docx("<w:p><w:r>"),
        docx(paragraph(ONE)).replace(b"word/document", b"word/documemt"),
    ],
    ids=["cut", "bad XML", "no document"],
)
def test_a_damaged_document_is_refused_with_one_line(broken):
    with pytest.raises(Malformed) as caught:
        read(broken)
    assert "\n" not in str(caught.value)
