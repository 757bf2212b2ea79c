"""The page of one record: exact text, links both ways, nothing harmful, the same bytes again."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.record import Actor, Anatomy, Mention, Record, Report, Role, Span, Statement
from onrecord.render.page import page, web_address
from tests.growth import assert_grows_no_faster
from tests.reader import Reader

TEXT = (
    "Ferry stays in port - warden\n\n"
    '"The ferry will not sail," Harbour Warden Odile Brack told the Quay Gazette, "before Monday."\n'
    "The union said she had denied that the hull leaks."
)


def span(words: str, text: str = TEXT) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


def statement(id: str, *content: Span, **fields: object) -> Statement:
    plain = Statement(
        id, content, "indirect", None, None, None, None, "assert", "certain", "+", rule="clause"
    )
    return replace(plain, **fields)


@pytest.fixture
def record() -> Record:
    warden = Actor(
        id="a1",
        name="Odile Brack",
        kind="person",
        aliases=("Warden Brack",),
        roles=(Role("Harbour Warden", None, span("Harbour Warden")),),
        mentions=(Mention(span("Odile Brack")), Mention(span("she"), 0.8)),
    )
    gazette = Actor("a2", "Quay Gazette", "outlet", mentions=(Mention(span("Quay Gazette")),))
    union = Actor("a3", "union", "organization", mentions=(Mention(span("union")),))
    ferry = statement(
        "s1",
        span("The ferry will not sail,"),
        span("before Monday."),
        kind="direct",
        speaker=warden,
        speaker_mention=span("Harbour Warden Odile Brack"),
        cue=span("told"),
        addressee=gazette,
        polarity="-",
    )
    relayed = statement(
        "s2",
        span("she had denied that the hull leaks"),
        speaker=union,
        speaker_mention=span("The union"),
        cue=span("said"),
    )
    hull = statement(
        "s3",
        span("the hull leaks"),
        act="deny",
        speaker=warden,
        speaker_mention=span("she"),
        cue=span("denied"),
        speaker_confidence=0.8,
        within="s2",
    )
    report = Report(
        id="r0",
        text=TEXT,
        title="Ferry stays in port",
        outlet="Evening Pilot",
        published="2033-05-02",
        url="https://pilot.example/ferry?a=1&b=2",
        anatomy=(Anatomy("headline", span("Ferry stays in port - warden")),),
    )
    return Record("1.2.3", report, (warden, gazette, union), statements=(ferry, relayed, hull))


def bare(text: str, *statements: Statement, actors: tuple[Actor, ...] = (), **fields: str) -> Record:
    return Record("1.2.3", Report(id="r0", text=text, **fields), actors, statements=statements)


def test_the_article_element_holds_exactly_the_text(record):
    assert Reader(page(record)).article == TEXT


@given(
    st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), max_size=60),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=8),
)
@settings(max_examples=60, deadline=None)
def test_any_text_under_any_spans_stays_exact(text, pairs):
    spans = [Span(min(pair), min(max(pair), len(text))) for pair in pairs if min(pair) < len(text)]
    said = [statement(f"s{number}", found) for number, found in enumerate(spans, start=1)]
    reader = Reader(page(bare(text, *said)))
    assert reader.article == text
    for one in said:
        assert reader.words.get(one.id, "") == text[one.content[0].start : one.content[0].end]


def test_what_html_cannot_hold_is_replaced_and_offsets_stay():
    assert Reader(page(bare("a\0b\ud800c"))).article == "a\ufffdb\ufffdc"


def test_runs_carry_the_ids_of_every_statement_over_them(record):
    words = Reader(page(record)).words
    assert words["s1"] == "The ferry will not sail,before Monday."
    assert words["s2"] == "she had denied that the hull leaks"
    assert words["s3"] == "the hull leaks"


def test_runs_carry_speakers_cues_and_mentions(record):
    words = Reader(page(record)).words
    assert words["s1-speaker"] == "Harbour Warden Odile Brack"
    assert words["s1-cue"] == "told"
    assert words["a1"] == "Odile Brackshe"
    assert words["anatomy-headline"] == "Ferry stays in port - warden"


def test_nested_words_link_to_the_innermost_statement(record):
    html = page(record)
    link = html.rindex("<a href", 0, html.index("the hull leaks</span>"))
    assert html[link:].startswith('<a href="#s3"')


def test_statements_that_cross_are_both_kept():
    text = "one two three"
    crossing = bare(text, statement("s1", Span(0, 7)), statement("s2", Span(4, 13)))
    words = Reader(page(crossing)).words
    assert (words["s1"], words["s2"]) == ("one two", "two three")


def test_every_link_on_the_page_leads_somewhere(record):
    reader = Reader(page(record))
    inside = [link.removeprefix("#") for link in reader.links() if link.startswith("#")]
    assert set(inside) <= set(reader.ids())


def test_cards_and_words_link_to_each_other(record):
    links = Reader(page(record)).links()
    assert {"#s1", "#s1-words", "#s3", "#s3-words", "#a1", "#a1-words"} <= set(links)


def test_ids_are_unique(record):
    ids = Reader(page(record)).ids()
    assert len(ids) == len(set(ids))


def test_a_card_is_one_tab_stop_in_the_article_however_often_it_is_linked(record):
    html = page(record)
    article = html[html.index("<article") : html.index("</article>")]
    links = re.findall(r'<a href="(#[^"]+)"( tabindex="-1")?>', article)
    assert len([link for link, _ in links if link == "#s1"]) > 1
    stops = [link for link, skipped in links if not skipped]
    assert len(stops) == len(set(stops)) == len({link for link, _ in links})


def test_an_interrupted_statement_reads_on_in_its_card(record):
    assert "<bdi>The ferry will not sail,</bdi> … <bdi>before Monday.</bdi>" in page(record)


@pytest.mark.parametrize(
    "shown",
    [
        pytest.param('here <q class="naming">Harbour Warden Odile Brack</q>', id="the naming words"),
        pytest.param("certain, negative", id="polarity"),
        pytest.param("confidence 0.8", id="confidence below one"),
        pytest.param('inside <a href="#s2">s2</a>', id="within"),
        pytest.param("<code>clause</code>", id="rule"),
        pytest.param("Evening Pilot", id="outlet"),
        pytest.param("Onrecord 1.2.3", id="version"),
        pytest.param("Warden Brack", id="alias"),
        pytest.param("2 mentions", id="mentions"),
    ],
)
def test_the_page_shows(record, shown):
    assert shown in page(record)


def test_a_statement_without_a_speaker_says_that_nobody_is_named():
    assert "nobody named" in page(bare("Rain is expected.", statement("s1", Span(0, 4))))


def test_without_a_title_the_first_line_is_the_heading():
    assert Reader(page(bare("\n  Gale over Pell\nRoofs went."))).heading == "Gale over Pell"


def test_an_empty_record_is_still_a_page():
    assert "Nobody is quoted or reported" in page(bare("Rain."))


HOSTILE = '</script><script>alert(1)</script><img src=x onerror="alert(1)">\' --> <!--'


def test_markup_in_the_record_stays_text():
    villain = Actor("a1", HOSTILE, "person", aliases=(HOSTILE,), roles=(Role(HOSTILE, HOSTILE, Span(0, 5)),))
    told = statement("s1", Span(0, len(HOSTILE)), speaker=villain, rule=HOSTILE)
    fields = dict.fromkeys(
        ["title", "outlet", "agency", "byline", "published", "url", "external_id"], HOSTILE
    )
    reader = Reader(page(bare(HOSTILE, told, actors=(villain,), **fields)))
    assert reader.article == HOSTILE
    assert not [tag for tag, _ in reader.tags if tag == "img"]
    assert sum(tag == "script" for tag, _ in reader.tags) == 1


def test_no_element_has_inline_handlers_or_styles(record):
    names = {name for _, found in Reader(page(record)).tags for name in found}
    assert not [name for name in names if name.startswith("on") or name == "style"]


def test_nothing_is_loaded_from_elsewhere(record):
    html = page(record)
    assert not re.search(r"\b(?:src|srcset|action|data)=|url\(|@import|<link", html)


def test_the_policy_allows_exactly_the_style_and_script_of_the_page(record):
    html = page(record)
    [policy] = [
        f["content"] for tag, f in Reader(html).tags if f.get("http-equiv") == "Content-Security-Policy"
    ]
    for tag in ("style", "script"):
        [text] = re.findall(rf"<{tag}>(.*?)</{tag}>", html, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'")


@pytest.mark.parametrize(
    ("url", "is_link"),
    [
        ("https://pilot.example/a", True),
        ("HTTP://pilot.example", True),
        ("javascript:alert(1)", False),
        (" javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("file:///etc/passwd", False),
        ("//pilot.example", False),
        ("https:", False),
        ("https://[", False),
        (None, False),
    ],
)
def test_only_web_addresses_become_links(url, is_link):
    assert (web_address(url) is not None) == is_link


def test_an_address_that_is_no_link_is_still_shown():
    html = page(bare("Rain.", url="javascript:alert(1)"))
    assert "javascript:alert(1)" in html
    assert 'href="javascript' not in html


def test_controls_that_turn_text_are_fenced_in_and_named():
    html = page(bare("Mayor \u202egnol eb\u202c said", title="\u202eesrever"))
    assert html.count('<span class="unseen" data-code="U+202E">\u202e</span>') == 2
    assert "<title>\\u202eesrever" in html


def test_joined_letters_and_emoji_are_left_whole():
    family = "👩\u200d👧"
    assert f">{family}</article>" in page(bare(family))


def test_the_headline_is_marked_outside_the_text(record):
    assert 'data-label="headline"' in page(record)


def test_the_same_record_gives_the_same_page(record):
    assert page(record) == page(record)


def test_the_time_grows_in_proportion_to_the_report():
    def draw(size: int) -> None:
        said = [
            statement(f"s{i}", Span(60 * i, 60 * i + 50), cue=Span(60 * i + 52, 60 * i + 56))
            for i in range(size)
        ]
        long = bare("The warden counted the boats twice. " * (2 * size), *said)
        page(long)

    draw(50)
    assert_grows_no_faster(lambda: draw(200), lambda: draw(2000), ratio=25, noise=0.05)
