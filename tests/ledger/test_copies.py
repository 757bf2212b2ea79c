"""Copies of one text are known as such, whatever was cut, added or headed anew; other reports are not."""

from __future__ import annotations

import itertools

import pytest
from sqlalchemy import select

from onrecord.ledger.copies import is_copy, wording
from onrecord.ledger.schema import bands, reports, signatures

NOTICE = "(Invented report: the people, outlets and events in it do not exist.)"
LEAD = "ODDE, Norland, March 5, 2031 (Tern) - "
PARAGRAPHS = [
    "The dam above Odde gave way on Monday night and 41 people have died in the villages below it, the council "
    "said on Wednesday, while 3,900 others wait on the hills for boats.",
    "The water rose by two metres within an hour, said Ruo Amadi, the warden of the valley. Nobody had been told "
    "to leave, he added, because the telephone lines had been down since Sunday.",
    '"We rang the bell until the rope broke," Amadi told Tern, standing on what was left of the mill.',
    "Engineers had warned of cracks in the western wall as early as January, according to a letter that the "
    "council received from the builder. A spokeswoman, Ines Varga, did not say why it had not been answered.",
    "Boats from three neighbouring districts are expected on Thursday. Relief workers say they need 12 more, and "
    "blankets for about 900 children who spent two nights without a roof.",
    "The minister of works, Pell Sander, called the loss a wound to the whole country and promised an inquiry by "
    "judges who had never worked for the builder.",
]  # fmt: skip
OTHER = (
    "The price of salt in the port of Quill has doubled since the autumn, traders said, because the pans dried "
    "out late. A sack now costs 14 crowns. The guild expects no relief before the spring tides, its clerk said."
)


def article(title: str, paragraphs: list[str], lead: str = LEAD) -> str:
    return "\n\n".join([title, lead + paragraphs[0], *paragraphs[1:], NOTICE])


def copies_in(ledger) -> dict[str, str | None]:
    with ledger.engine.connect() as connection:
        return {row.id: row.copy_of for row in connection.execute(select(reports.c.id, reports.c.copy_of))}


@pytest.fixture(scope="module")
def agencys(read):
    return read(article("Dam breaks above Odde, 41 dead", PARAGRAPHS), published="2031-03-05")


@pytest.fixture(scope="module")
def cut(read):
    text = article("Valley drowned in the night", PARAGRAPHS[:3])
    return read(text, published="2031-03-06", outlet="Vale Gazette")


@pytest.fixture(scope="module")
def lengthened(read):
    added = "In Quill, the Harbour Post collects boots and tinned fish for the valley until Saturday at noon."
    text = article("Bell rang until its rope broke", [*PARAGRAPHS[:5], added])
    return read(text, published="2031-03-07", outlet="Harbour Post")


@pytest.fixture(scope="module")
def other(read):
    return read(f"Salt dear in Quill\n\n{OTHER}\n\n{NOTICE}", published="2031-03-05", outlet="Harbour Post")


def test_cut_and_lengthened_copies_are_known_by_the_first_published(ledger, agencys, cut, lengthened, other):
    for record in (agencys, cut, lengthened, other):
        ledger.put(record, "in.txt")
    assert copies_in(ledger) == {
        agencys.report.id: None,
        cut.report.id: agencys.report.id,
        lengthened.report.id: agencys.report.id,
        other.report.id: None,
    }


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))), ids=str)
def test_the_order_of_adding_does_not_count(ledger, agencys, cut, lengthened, order):
    records = [agencys, cut, lengthened]
    for at in order:
        ledger.put(records[at], "in.txt")
    assert copies_in(ledger) == {
        agencys.report.id: None, cut.report.id: agencys.report.id, lengthened.report.id: agencys.report.id,
    }  # fmt: skip


def test_of_one_day_the_agencys_own_is_the_original(ledger, read, agencys):
    carried = read(article("Odde", PARAGRAPHS[:5]), published="2031-03-05", outlet="Vale Gazette")
    ledger.put(carried, "in.txt")
    ledger.put(agencys, "in.txt")
    assert copies_in(ledger) == {carried.report.id: agencys.report.id, agencys.report.id: None}


def test_a_copy_made_anew_stays_a_copy_and_an_original_keeps_its_copies(ledger, agencys, cut):
    ledger.put(agencys, "in.txt")
    ledger.put(cut, "in.txt")
    before = copies_in(ledger)
    for record in (cut, agencys, cut):
        ledger.renew(record)
    ledger.put(cut, "again.txt")
    assert copies_in(ledger) == before


def test_an_original_that_proves_to_be_later_is_the_copy(ledger, read, agencys, cut):
    ledger.put(agencys, "in.txt")
    ledger.put(cut, "in.txt")
    ledger.renew(read(agencys.report.text, published="2031-03-09"))
    assert copies_in(ledger) == {agencys.report.id: cut.report.id, cut.report.id: None}


def test_two_halves_are_copies_through_the_whole(ledger, read):
    whole = read(article("Whole", PARAGRAPHS), published="2031-03-05", outlet="Tern")
    first = read(article("First", PARAGRAPHS[:3]), published="2031-03-06", outlet="Vale Gazette")
    second = read(article("Second", PARAGRAPHS[3:]), published="2031-03-06", outlet="Harbour Post")
    for record in (second, first, whole):
        ledger.put(record, "in.txt")
    assert set(copies_in(ledger).values()) == {None, whole.report.id}


def test_a_situation_report_of_the_next_day_is_no_copy(ledger, read):
    form = (
        "The valley office reports {0} dead and {1} missing as of this morning. Camps hold {2} people, and {3} "
        "households have asked for tents. The road to Odde is open for {4} hours a day. Staff at the {5} clinics "
        "treated {6} patients since yesterday. The office thanks all who help and will report again tomorrow."
    )
    first = read(form.format(41, 27, "3,900", 310, 6, 4, 212), published="2031-03-05", outlet="Valley Office")
    second = read(
        form.format(44, 19, "4,350", 402, 8, 5, 197), published="2031-03-06", outlet="Valley Office"
    )
    ledger.put(first, "in.txt")
    ledger.put(second, "in.txt")
    assert set(copies_in(ledger).values()) == {None}


def test_a_version_at_the_same_address_is_no_copy(ledger, read):
    page = "https://gazette.example/odde/dam"
    text = article("Dam", PARAGRAPHS)
    first = read(text, published="2031-03-05", outlet="Vale Gazette", url=page)
    second = read(
        f"{text}\n\nThe mill is safe.", published="2031-03-06", outlet="Vale Gazette", url=f"{page}/"
    )
    ledger.put(first, "in.txt")
    ledger.put(second, "in.txt")
    assert set(copies_in(ledger).values()) == {None}


def test_every_report_has_a_signature_even_one_of_a_few_words(ledger, read, other):
    ledger.put(read("The bridge is shut.", published="2031-03-06"), "in.txt")
    ledger.put(other, "in.txt")
    with ledger.engine.connect() as connection:
        assert len(connection.execute(select(signatures.c.report_id)).all()) == 2
        assert (
            len({len(bytes(kept)) for kept in connection.execute(select(signatures.c.minhash)).scalars()})
            == 1
        )
        assert connection.execute(select(bands.c.report_id).distinct()).scalars().all()


EDITS = {
    "reordered": lambda text: [text[0], text[3], text[2], text[1], text[5], text[4]],
    "other marks": lambda text: [part.replace('"', "“").replace(" - ", " — ") for part in text],
    "other words": lambda text: [
        part.replace("villages", "hamlets").replace("wait", "stand") for part in text
    ],
    "numbers spelled out": lambda text: [part.replace("12 more", "twelve more") for part in text],
    "capitals": lambda text: [part.upper() for part in text],
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_small_edits_leave_a_copy_a_copy(edit):
    assert is_copy(wording(" ".join(PARAGRAPHS), []), wording(" ".join(edit(PARAGRAPHS)), []))


def test_a_text_of_a_few_words_is_a_copy_only_where_it_is_the_same():
    first, second = "The bridge at Odde is shut.", "The bridge at Odde is open."
    assert is_copy(wording(first, []), wording(first.upper(), []))
    assert not is_copy(wording(first, []), wording(second, []))
    assert not is_copy(wording("", []), wording("", []))
