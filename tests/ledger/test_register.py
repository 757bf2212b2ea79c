"""Who is who across reports. Every report here is invented, and so is everybody in it."""

from __future__ import annotations

import dataclasses
import json
import threading

import pytest
import typer
from sqlalchemy import select
from typer.testing import CliRunner

from onrecord.errors import OnrecordError
from onrecord.ledger import register
from onrecord.ledger.ledger import Ledger
from onrecord.ledger.opening import LedgerError
from onrecord.ledger.register_commands import add_actor_commands
from onrecord.ledger.schema import actors, figures, proposals, register_names
from onrecord.record import Actor, Record, Report, Role, Span


def report(number: int, *cast: tuple, **facts) -> Record:
    """An invented report with a cast of (name, kind, country, aliases, offices), shorter where it may be."""
    text = f"Invented report {number}."
    made = []
    for at, (name, kind, *rest) in enumerate(cast, start=1):
        country, aliases, offices = (*rest, *(None, (), ())[len(rest) :])
        roles = tuple(Role(title, None, Span(0, 8)) for title in offices)
        made.append(Actor(f"a{at}", name, kind, tuple(aliases), roles, country))
    return Record("test", Report(f"r{number}", text, published="2031-03-05"), actors=tuple(made), **facts)


def put(ledger: Ledger, *records: Record) -> None:
    for record in records:
        ledger.put(record, record.report.id)


def who(ledger: Ledger, number: int, actor: str = "a1") -> int | None:
    with ledger._reading() as connection:
        query = select(actors.c.registered).where(actors.c.report_id == f"r{number}", actors.c.id == actor)
        return connection.execute(query).scalar()


def entries(ledger: Ledger) -> dict[str, register.Listed]:
    with ledger._reading() as connection:
        return {entry.name: entry for entry in register.listed(connection)}


def proposed(ledger: Ledger) -> list[tuple[str, str, str]]:
    with ledger._reading() as connection:
        return [
            (found.one_name, found.other_name, found.why) for found in register.open_proposals(connection)
        ]


def history(ledger: Ledger) -> list[register.Change]:
    with ledger._reading() as connection:
        return register.history(connection)


AMADI = ("Ruo Amadi", "person", "MWI", ("Amadi",), ("Foreign Minister",))


# --- Names that are surely one actor's ----------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Daesh", "armed_group"), ("ISIS", "armed_group")),
        (("al-Jaafari Brigade", "armed_group"), ("Al Ja’afari Brigade", "armed_group")),
        (("Renée Thibaudet", "person"), ("Renee Thibaudet", "person")),
        (("Ruo Amadi", "person"), ("RUO AMADI", "person")),
        (("Dr. Ruo Amadi", "person"), ("Prime Minister Ruo Amadi", "person")),
        (("U.N.", "organization"), ("United Nations", "organization")),
        (("Iraq", "government", "IRQ"), ("Iraqi government", "government", "IRQ")),
        (("Free River Movement", "organization"), ("the Free River Movement", "armed_group")),
        (("F-R-M Watch", "organization"), ("FRM Watch", "organization")),
        (("Ruo Amadi", "person"), ("Ruo Amadi", "person", "MWI")),
    ],
)
def test_names_of_one_actor_are_one_entry(ledger, one, other):
    put(ledger, report(1, one), report(2, other))
    assert who(ledger, 1) == who(ledger, 2) is not None
    assert proposed(ledger) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Ruo Amadi", "person"), ("Kefi Amadi", "person")),
        (("Ruo Amadi", "person"), ("Ruo Bande", "person")),
        (("Hassan Odde", "person"), ("Hussein Odde", "person")),
        (("Mario Ferri", "person"), ("Maria Ferri", "person")),
        (("1st Vale Brigade", "military"), ("2nd Vale Brigade", "military")),
        (("Odde", "person"), ("Odde", "organization")),
        (("Foreign Ministry", "government", "IRQ"), ("Foreign Ministry", "government", "SYR")),
        (("Dry Ground Relief", "organization"), ("High Ground Relief", "organization")),
    ],
)
def test_different_actors_are_neither_one_entry_nor_proposed(ledger, one, other):
    put(ledger, report(1, one), report(2, other))
    assert who(ledger, 1) != who(ledger, 2)
    assert [p for p in proposed(ledger) if "conflicting" not in p[2]] == []


@pytest.mark.parametrize(
    "cast",
    [
        ("officials", "unnamed"),
        ("villagers", "population"),
        ("Iraqi civilians", "population", "IRQ"),
        ("army", "military"),
        ("Parliament", "organization"),
        ("Her office", "organization"),
        ("Ministry of Health", "government"),
    ],
)
def test_who_has_no_name_of_its_own_is_not_registered(ledger, cast):
    put(ledger, report(1, cast))
    assert who(ledger, 1) is None


def test_a_people_with_a_name_is_registered(ledger):
    put(ledger, report(1, ("Yazidis", "population")))
    assert entries(ledger)["Yazidis"].kind == "population"


def test_the_same_name_in_two_countries_is_two_entries_and_a_proposal(ledger):
    put(ledger, report(1, ("Ruo Amadi", "person", "MWI")), report(2, ("Ruo Amadi", "person", "MOZ")))
    assert who(ledger, 1) != who(ledger, 2)
    [(_, _, why)] = proposed(ledger)
    assert "conflicting countries" in why
    put(ledger, report(3, ("Ruo Amadi", "person", "MOZ")))
    assert who(ledger, 3) == who(ledger, 2)


# --- Surnames alone -----------------------------------------------------------------------


def test_a_surname_alone_is_the_only_person_so_called_who_shares_the_office(ledger):
    put(ledger, report(1, AMADI), report(2, ("Amadi", "person", None, (), ("minister",))))
    assert who(ledger, 2) == who(ledger, 1)


def test_a_surname_alone_is_somebody_else_without_a_shared_office_or_country(ledger):
    put(ledger, report(1, AMADI), report(2, ("Amadi", "person")), report(3, ("Amadi", "person")))
    assert len({who(ledger, 1), who(ledger, 2), who(ledger, 3)}) == 3
    assert proposed(ledger) == []


def test_a_surname_that_two_persons_have_is_neither_and_both_are_proposed(ledger):
    other = ("Kefi Amadi", "person", "MWI", (), ("mayor",))
    put(ledger, report(1, AMADI), report(2, other), report(3, ("Amadi", "person", "MWI")))
    assert who(ledger, 3) not in (who(ledger, 1), who(ledger, 2))
    assert {names[0] for names in proposed(ledger)} == {"Ruo Amadi", "Kefi Amadi"}


def test_a_surname_is_not_who_the_same_report_names_in_full(ledger):
    put(ledger, report(1, AMADI, ("Amadi", "person", "MWI", (), ("Foreign Minister",))))
    assert who(ledger, 1, "a1") != who(ledger, 1, "a2")


def test_a_full_name_is_proposed_for_a_surname_met_before(ledger):
    put(ledger, report(1, ("Amadi", "person", None, (), ("Foreign Minister",))), report(2, AMADI))
    assert who(ledger, 1) != who(ledger, 2)
    [(_, _, why)] = proposed(ledger)
    assert why == '"Amadi" and "Ruo Amadi" share a surname and an office or a country.'


# --- What is only likely ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        (("J. Smithe", "person"), ("Jonas Smithe", "person"), "share a surname and an initial"),
        (("Jonas Smithe", "person"), ("J. Smithe", "person"), "share a surname and an initial"),
        (("Mohamed Saleh", "person"), ("Muhammad Salih", "person"), "differ in spelling alone"),
        (("Lars Andersen", "person"), ("Lars Anderson", "person"), "differ in spelling alone"),
        (("Ruo Amadi", "person"), ("Ruo M. Amadi", "person"), "share a given name and the surname"),
        (("Ibrahim Jaafari", "person"), ("Ibrahim al-Jaafari", "person"), "share a given name"),
        (("DGR", "organization"), ("Dry Ground Relief", "organization"), "an acronym"),
        (("Dry Ground Relief", "organization"), ("DGR", "organization"), "an acronym"),
        (("Shire Labour Council", "organization"), ("Shire Labor Council", "organization"), "spelling"),
        (("Ruo Amadi", "person"), ("Ruo Аmadi", "person"), "different letters"),
        (("Ruo Аmadi", "person"), ("Ruo Amadi", "person"), "different letters"),
        (("Ruo Amadi", "person"), ("Аmadi", "person"), "different letters"),
    ],
)
def test_what_is_only_likely_is_proposed_and_never_merged(ledger, one, other, why):
    put(ledger, report(1, one), report(2, other))
    assert who(ledger, 1) != who(ledger, 2)
    [(first, second, said)] = proposed(ledger)
    assert {first, second} == {one[0], other[0]}
    assert why in said
    assert said.endswith(".")


def test_a_name_taken_for_a_person_and_for_a_group_is_two_entries_and_a_proposal(ledger):
    put(ledger, report(1, ("Open Kettle", "organization")), report(2, ("Open Kettle", "person")))
    assert who(ledger, 1) != who(ledger, 2)
    [(_, _, why)] = proposed(ledger)
    assert why == '"Open Kettle" is an organization in one report and a person in another.'
    register.merge(ledger, 1, 2)
    put(ledger, report(3, ("Open Kettle", "person")))
    assert who(ledger, 3) == 1


def test_an_acronym_is_who_a_report_says_it_is(ledger):
    both = ("Dry Ground Relief", "organization", None, ("DGR",))
    put(ledger, report(1, both), report(2, ("DGR", "organization")))
    assert who(ledger, 1) == who(ledger, 2)
    assert entries(ledger)["Dry Ground Relief"].names == ("DGR",)


def test_a_short_form_names_nobody_in_other_reports(ledger):
    council = ("Odde Fishing Council", "organization", None, ("Fishing Council",))
    put(ledger, report(1, council), report(2, ("Fishing Council", "organization")))
    assert who(ledger, 1) != who(ledger, 2)


# --- Again, and at once -------------------------------------------------------------------


def test_a_record_made_anew_has_the_same_entries(ledger):
    cast = [AMADI, ("Bande", "person"), ("Daesh", "armed_group"), ("DGR", "organization")]
    record = report(1, *cast)
    put(ledger, record)
    before = [who(ledger, 1, f"a{at}") for at in range(1, 5)]
    ledger.renew(record)
    assert [who(ledger, 1, f"a{at}") for at in range(1, 5)] == before
    assert len(entries(ledger)) == 4


def test_the_same_reports_in_the_same_order_make_the_same_register(address, tmp_path):
    made = [report(1, AMADI), report(2, ("R. Amadi", "person")), report(3, ("DGR", "organization"), AMADI)]
    dumps = []
    for place in (address, str(tmp_path / "other.db")):
        with Ledger(place) as opened:
            put(opened, *made)
            with opened._reading() as connection:
                query = select(register_names).order_by(register_names.c.key, register_names.c.registered)
                names = sorted(tuple(row) for row in connection.execute(query))
            dumps.append((names, proposed(opened), entries(opened)))
    assert dumps[0] == dumps[1]


def test_several_at_once_enrol_one_actor_once(address):
    ledgers = [Ledger(address) for _ in range(3)]
    faults = []

    def add(opened: Ledger, start: int) -> None:
        try:
            with opened:
                put(opened, *(report(start + at, AMADI, (f"Group {at}", "armed_group")) for at in range(8)))
        except Exception as fault:
            faults.append(fault)

    threads = [threading.Thread(target=add, args=(opened, 100 * at)) for at, opened in enumerate(ledgers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    with Ledger(address) as opened:
        found = entries(opened)
        assert len(found) == 9
        assert found["Ruo Amadi"].reports == 24


# --- What people decide -------------------------------------------------------------------


def everything(ledger: Ledger) -> dict:
    with ledger._reading() as connection:
        tables = (register.register, register_names, proposals)
        found = {table.name: sorted(map(tuple, connection.execute(select(table)))) for table in tables}
        query = select(actors.c.report_id, actors.c.id, actors.c.registered)
        found["actors"] = sorted(map(tuple, connection.execute(query)))
        query = select(figures.c.report_id, figures.c.id, figures.c.counted)
        found["figures"] = sorted(map(tuple, connection.execute(query)))
    return found


def test_a_merge_joins_names_reports_and_figures_and_holds_for_later_reports(ledger, read):
    put(ledger, report(1, AMADI), report(2, ("R. Amadi", "person")), report(3, ("DGR", "organization")))
    register.merge(ledger, "Ruo Amadi", "R. Amadi")
    assert who(ledger, 2) == who(ledger, 1)
    assert proposed(ledger) == []
    put(ledger, report(4, ("R. Amadi", "person")))
    assert who(ledger, 4) == who(ledger, 1)
    ledger.renew(report(2, ("R. Amadi", "person")))
    assert who(ledger, 2) == who(ledger, 1)
    assert entries(ledger)["Ruo Amadi"].reports == 3


def test_a_merge_undone_leaves_everything_as_it_was(ledger):
    put(
        ledger, report(1, AMADI), report(2, ("R. Amadi", "person")), report(3, ("Rue Amadi", "person")),
        report(4, ("Amadi", "person", "MWI")),
    )  # fmt: skip
    before = everything(ledger)
    register.merge(ledger, 1, 2)
    assert everything(ledger) != before
    assert register.undo(ledger).action == "merge"
    assert everything(ledger) == before
    done = history(ledger)
    assert [change.action for change in done] == ["merge", "undo"]
    assert done[0].undone_by == done[1].id


def test_reports_since_a_merge_go_by_their_names_when_it_is_undone(ledger):
    put(ledger, report(1, AMADI), report(2, ("R. Amadi", "person")))
    register.merge(ledger, 1, 2)
    put(ledger, report(3, ("R. Amadi", "person")), report(4, AMADI))
    register.undo(ledger)
    assert (who(ledger, 3), who(ledger, 4)) == (2, 1)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Ruo Amadi", "person", "MWI"), ("Ruo Amadi", "person", "MOZ")),
        (("Ruo Amadi", "person"), ("Amadi Relief", "organization")),
    ],
)
def test_a_merge_of_what_is_told_apart_by_itself_holds_for_later_reports(ledger, one, other):
    put(ledger, report(1, one), report(2, other))
    before = everything(ledger)
    register.merge(ledger, 1, 2)
    put(ledger, report(3, other))
    assert who(ledger, 3) == who(ledger, 1)
    register.undo(ledger)
    assert who(ledger, 3) == who(ledger, 2) == 2
    assert everything(ledger)["register_names"] == before["register_names"]


def test_an_entry_that_was_merged_leaves_its_number_to_nobody(ledger):
    put(ledger, report(1, AMADI), report(2, ("R. Amadi", "person")))
    register.merge(ledger, 1, 2)
    put(ledger, report(3, ("Kefi Bande", "person")))
    assert who(ledger, 3) == 3
    register.undo(ledger)
    assert who(ledger, 2) == 2


def test_a_split_makes_a_name_an_entry_of_its_own_and_holds(ledger):
    put(
        ledger, report(1, ("Daesh", "armed_group")), report(2, ("Islamic State", "armed_group")),
        report(3, ("Daesh", "armed_group")),
    )  # fmt: skip
    before = everything(ledger)
    new = register.split(ledger, "Islamic State", "Daesh")
    assert (who(ledger, 1), who(ledger, 2), who(ledger, 3)) == (new, 1, new)
    put(ledger, report(4, ("Daesh", "armed_group")), report(5, ("ISIS", "armed_group")))
    ledger.renew(report(1, ("Daesh", "armed_group")))
    assert (who(ledger, 4), who(ledger, 5), who(ledger, 1)) == (new, 1, new)
    register.undo(ledger)
    assert {who(ledger, number) for number in range(1, 6)} == {1}
    assert everything(ledger)["register"] == before["register"]


def test_a_surname_split_off_stays_apart(ledger):
    surname = ("Amadi", "person", None, (), ("Foreign Minister",))
    put(ledger, report(1, AMADI), report(2, surname))
    new = register.split(ledger, 1, "Amadi")
    put(ledger, report(3, surname))
    assert who(ledger, 1) == 1
    assert who(ledger, 2) == who(ledger, 3) == new


def test_a_name_given_by_hand_stays(ledger):
    put(ledger, report(1, ("DGR", "organization")))
    register.rename(ledger, "DGR", "Dry Ground Relief of Odde")
    put(ledger, report(2, ("Dry Ground Relief", "organization", None, ("DGR",))))
    put(ledger, report(3, ("Dry Ground Relief of Odde", "organization")))
    assert who(ledger, 3) == who(ledger, 1)
    with ledger._reading() as connection:
        assert register.find(connection, "Dry Ground Relief of Odde") == 1
    register.undo(ledger)
    assert "DGR" in entries(ledger)


def test_a_proposal_refused_is_not_made_again(ledger):
    put(ledger, report(1, AMADI), report(2, ("R. Amadi", "person")))
    register.refuse(ledger, 2, 1)
    assert proposed(ledger) == []
    ledger.renew(report(2, ("R. Amadi", "person")))
    assert proposed(ledger) == []
    register.undo(ledger)
    assert len(proposed(ledger)) == 1


def test_changes_are_undone_in_an_order_that_works(ledger):
    put(ledger, report(1, AMADI), report(2, ("R. Amadi", "person")), report(3, ("Rue Amadi", "person")))
    before = everything(ledger)
    first = register.merge(ledger, 1, 2)
    register.merge(ledger, 3, 1)
    with pytest.raises(LedgerError, match="cannot be undone before change 2"):
        register.undo(ledger, first)
    register.undo(ledger)
    register.undo(ledger, first)
    assert everything(ledger) == before
    with pytest.raises(LedgerError, match="no change to undo"):
        register.undo(ledger)


def test_an_entry_has_the_changes_that_are_about_it(ledger):
    put(ledger, report(1, AMADI), report(2, ("R. Amadi", "person")), report(3, ("Kefi Bande", "person")))
    register.rename(ledger, 3, "Kefi Bande the Elder")
    register.merge(ledger, 1, 2)
    register.rename(ledger, 1, "Ruo Amadi the Elder")
    with ledger._reading() as connection:
        found = {n: [change.id for change in register.history(connection, n)] for n in (1, 2, 3, 4)}
    assert found == {1: [2, 3], 2: [2], 3: [1], 4: []}


@pytest.mark.parametrize(
    ("act", "reason"),
    [
        (lambda opened: register.merge(opened, 1, 99), "no actor 99"),
        (lambda opened: register.merge(opened, 1, 1), "one entry already"),
        (lambda opened: register.merge(opened, "Nobody Atall", 1), 'called "Nobody Atall"'),
        (lambda opened: register.merge(opened, "Amadi", "DGR"), r'1 "Ruo Amadi" \(person, MWI\); 2 "Kefi Amadi"'),
        (lambda opened: register.split(opened, 1, "Odde"), 'no name "Odde"; its names: Ruo Amadi'),
        (lambda opened: register.split(opened, 3, "DGR"), "nothing to split off"),
        (lambda opened: register.rename(opened, 1, " \u200b "), "needs a letter"),
        (lambda opened: register.refuse(opened, 1, 1), "name two"),
        (lambda opened: register.undo(opened, 7), "no change 7"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_said_in_a_sentence(ledger, act, reason):
    put(
        ledger,
        report(1, AMADI),
        report(2, ("Kefi Amadi", "person")),
        report(3, ("DGR", "organization")),
    )
    before = everything(ledger)
    with pytest.raises(LedgerError, match=reason) as refusal:
        act(ledger)
    assert "\n" not in str(refusal.value)
    assert everything(ledger) == before


def test_figures_follow_who_they_count(ledger, read):
    text = "Invented: Peshmerga losses\n\nThe Peshmerga lost 12 of its fighters, Ruo Amadi said on Monday."
    record = read(text, published="2031-03-05")
    body = next(actor for actor in record.actors if actor.kind != "person")
    figure = dataclasses.replace(record.figures[0], population=body)
    record = dataclasses.replace(record, figures=(figure,))
    put(ledger, record, report(2, (f"{body.name} Command", "military")))
    counted = select(figures.c.counted)
    with ledger._reading() as connection:
        [first] = connection.execute(counted).scalars()
        old = register.find(connection, body.name)
    assert first == f"@{old}"
    new = who(ledger, 2)
    register.merge(ledger, new, old)
    with ledger._reading() as connection:
        assert connection.execute(counted).scalar() == f"@{new}"
    register.undo(ledger)
    with ledger._reading() as connection:
        assert connection.execute(counted).scalar() == f"@{old}"


# --- The commands -------------------------------------------------------------------------


@pytest.fixture
def run(ledger, address):
    """Run `onrecord actors` on a ledger with a few reports in it."""
    app = typer.Typer()
    add_actor_commands(app)
    app.command()(lambda: None)
    put(
        ledger, report(1, AMADI, ("DGR", "organization")), report(2, ("R. Amadi", "person")),
        report(3, ("=Ruo\x1b[31m Bande", "person", "MOZ")), report(4, AMADI),
    )  # fmt: skip

    def invoke(*words: str) -> str:
        done = CliRunner().invoke(app, ["actors", "--ledger", address, *words])
        if done.exception is not None:
            raise done.exception
        return done.stdout

    return invoke


def test_actors_are_listed_with_how_often_they_appear(run):
    assert [line.split() for line in run().splitlines()[:2]] == [
        ["id", "name", "kind", "country", "reports", "statements", "names"],
        ["1", "Ruo", "Amadi", "person", "MWI", "2", "0"],
    ]
    assert "\x1b" not in run()
    found = json.loads(run("--format", "json"))
    assert found[0] == {
        "id": 1, "name": "Ruo Amadi", "kind": "person", "country": "MWI", "reports": 2, "statements": 0,
        "names": [],
    }  # fmt: skip
    assert run("--format", "csv").splitlines()[0] == "id,name,kind,country,reports,statements,names"
    assert ",'=Ruo" in run("--format", "csv")


def test_actors_are_listed_by_kind_country_and_part_of_a_name(run):
    def ids(*words: str) -> list[int]:
        return [entry["id"] for entry in json.loads(run(*words, "--format", "json"))]

    assert ids("--kind", "organization") == [2]
    assert ids("--country", "moz") == [4]
    assert ids("--name", "amad") == [1, 3]
    assert run("--name", "nobody") == "No actors.\n"
    with pytest.raises(OnrecordError, match="no kind of actor; there are: person"):
        run("--kind", "animal")


def test_actors_are_merged_split_renamed_and_all_is_undone(run):
    before = run("--format", "json")
    assert '"R. Amadi"' in run("proposals")
    assert run("merge", "Ruo Amadi", "3") == 'change 1: merged 3 "R. Amadi" into 1 "Ruo Amadi"\n'
    assert run("proposals") == "No proposals.\n"
    assert run("split", "1", "R. Amadi") == 'change 2: split 5 "R. Amadi" from 1 "Ruo Amadi"\n'
    assert "renamed" in run("rename", "DGR", "Dry Ground Relief")
    for number in (3, 2, 1):
        assert run("undo").startswith(f"change {3 + 4 - number}: undid change {number}: ")
    assert run("--format", "json") == before
    changes = json.loads(run("history", "--format", "json"))
    assert [change["action"] for change in changes] == ["merge", "split", "rename", "undo", "undo", "undo"]
    assert [change["undone_by"] for change in changes[:3]] == [6, 5, 4]
    assert len(run("history").splitlines()) == 7


def test_a_proposal_is_refused(run):
    assert run("proposals", "--refuse", "R. Amadi", "Ruo Amadi").startswith("change 1: refused that")
    assert run("proposals", "--format", "json") == "[]\n"


def test_the_ledger_may_be_named_behind_the_command(run, address, tmp_path):
    assert run("history", "--ledger", address) == "No changes.\n"
    with pytest.raises(OnrecordError, match="there is no ledger here"):
        run("history", "--ledger", str(tmp_path / "none.db"))
