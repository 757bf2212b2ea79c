"""Sentences that look like margins and are none."""

from __future__ import annotations

import pytest

from onrecord.anatomy import report_of
from onrecord.record import Report
from onrecord.sources.article import Article

PROSE = {
    "plain": "The bridge at Karsa was closed on Tuesday, the governor said.\n\nHe said it would open in May.",
    "initials with their meaning": "NATO (North Atlantic Treaty Organization) said it would go.\n\nIt was late.",
    "place in dashes": "Karsa - the town on the river - was flooded, the mayor said.\n\nMore came.",
    "sentence that begins with a date": "Monday 8 February 2016 was a long day for Karsa, he said.\n\nMore came.",
    "sentence that begins with On": "On 5 October 2018 the war ended, he said.\n\nIt had been long.",
    "sentence that begins with By": "By Monday the water had gone, he said.\n\nBy Friday in Karsa all was quiet.",
    "promotion inside a sentence": "He told us to read also: the papers.\n\nRead also the law, he said.",
    "words of furniture": "Advertisement is banned, he said.\n\nShare this with them, he said.",
    "copyright law": "Copyright law was changed in May, he said.\n\nCopyright is dear, she said.",
    "telephone in a sentence": "The shelter at Bolton is open; call 318-555-0142, the mayor said.\n\nHe was tired.",
    "wrapped lines": (
        "The bridge at Karsa was closed on Tuesday after three lorries\nfell into the river, the governor said in a"
        " text that Ada\nBrook read out to the press.\n\nMore is to come."
    ),
    "number at the start": "16.40 metres of water were measured.\n\n12.30 metres had been the mark.",
    "negative number": "It was cold.\n\n-5 degrees were measured at Karsa.",
    "fragments in brackets": "He drove at 60 miles (97 km/h).\n\nHe had a choice (and/or two).",
    "label that is no place": "UPDATE: The bridge was closed, the mayor said, and it would stay so.\n\nMore came.",
    "dash behind a name": "Mehmet Roe — A surgeon and a man of the theatre, he said he would run.\n\nMore came.",
}


def read(text: str) -> Report:
    return report_of(Article(text, "test"))


@pytest.mark.parametrize("text", PROSE.values(), ids=PROSE.keys())
def test_prose_has_no_margins(text: str) -> None:
    report = read(text)
    assert report.anatomy == ()
    assert (report.title, report.byline, report.dateline_place, report.agency) == (None, None, None, None)


def test_speaker_labels_stay_in_the_text() -> None:
    text = "ROE: Good day.\n\nQ (Rift News): When?\n\nROE: Soon.\n\nSPOKESPERSON (Ada Brook): Today."
    assert read(text).anatomy == ()


def test_repeated_line_in_capitals_is_a_speaker_not_a_heading() -> None:
    text = "ADA ROE\nWe will come.\n\nOLE FYNN\nWhen?\n\nADA ROE\nSoon, we hope.\n\nOLE FYNN\nGood."
    assert [part.part for part in read(text).anatomy if part.part == "furniture"] == []


def test_quotation_in_a_bulleted_line_stays() -> None:
    text = 'The mayor spoke.\n\n• "We are fine," she said.\n• She left.'
    assert [text[slice(*part.span)] for part in read(text).anatomy] == ["•", "•"]


def test_paragraph_with_speech_is_no_caption() -> None:
    text = 'The mayor spoke.\n\n"We are fine," said the mayor. (Photo by Ada Brook)\n\nShe left.'
    assert [text[slice(*part.span)] for part in read(text).anatomy] == ["(Photo by Ada Brook)"]
