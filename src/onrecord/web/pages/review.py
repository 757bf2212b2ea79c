"""Reviewing: what waits for a person, the least certain first, and each record in its context."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Form, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from onrecord.errors import OnrecordError
from onrecord.ledger import reviewing
from onrecord.ledger.certainty import certainty_of_figure, certainty_of_statement
from onrecord.ledger.opening import LedgerError
from onrecord.ledger.reviewing import Conflict, Review, Standing, queue, waiting
from onrecord.ledger.trail import TABLES, Kind
from onrecord.lexicon.indicators import load_indicators
from onrecord.record import Figure, Record, Span, Statement
from onrecord.render.page import Mark, Run, heading, marks, runs
from onrecord.web.amending import amended, choices, filled
from onrecord.web.changes import Change, Entry, entries, names_of
from onrecord.web.room import Asked, Looking, Room, link, page, room

router = APIRouter()
AT_ONCE = 30
REACH = 480  # characters of context on each side
HISTORY = 12  # reviews of the record that are told

Action = Literal["accept", "amend", "reject", "undo"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which records somebody reviews, and where in their order they are (`at`: that of a `Waiting`)."""

    kind: str | None
    indicator: str | None
    outlet: str | None
    place: str | None
    at: str | None

    @property
    def filters(self) -> dict[str, str | None]:
        """What the ledger's queue is narrowed by."""
        return {"kind": self.kind, "indicator": self.indicator, "outlet": self.outlet, "place": self.place}

    @property
    def key(self) -> str:
        """What the number of those that wait is remembered by."""
        return f"waiting {self.filters}"


async def _wanted(
    kind: Annotated[str, Query(max_length=20)] = "",
    indicator: Annotated[str, Query(max_length=60)] = "",
    outlet: Annotated[str, Query(max_length=200)] = "",
    place: Annotated[str, Query(max_length=200)] = "",
    at: Annotated[str, Query(max_length=200)] = "",
) -> Wanted:
    return Wanted(*(value.strip() or None for value in (kind, indicator, outlet, place, at)))


async def _sent(request: Request) -> dict[str, str]:
    return {name: value for name, value in (await request.form()).items() if isinstance(value, str)}


Want = Annotated[Wanted, Depends(_wanted)]
Sent = Annotated[dict[str, str], Depends(_sent)]
Done = Annotated[int, Query(ge=0)]


# --- What waits --------------------------------------------------------------------------


@router.get("/review", response_class=HTMLResponse)
def waiting_list(
    request: Request, ledger: Asked, visitor: Looking, want: Want, done: Done = 0
) -> HTMLResponse:
    """What waits for a person."""
    found, left, fault = [], 0, None
    try:
        found = queue(ledger, **want.filters, limit=AT_ONCE + 1, after=want.at)
        left = _left(room(request), want)
    except LedgerError as error:
        fault = str(error)
    return page(
        request,
        "queue.html.jinja",
        found=found[:AT_ONCE],
        left=left,
        fault=fault,
        want=want,
        kinds=tuple(TABLES),
        indicators=sorted(load_indicators().terms),
        done=_done(ledger, visitor.name, done),
        next=link("/review", **want.filters, at=found[AT_ONCE - 1].after) if len(found) > AT_ONCE else None,
    )


@router.get("/review/next")
def following(ledger: Asked, want: Want) -> Response:
    """Go on to what waits next."""
    return _go(_next(ledger, want))


@router.get("/review/previous")
def preceding(ledger: Asked, want: Want) -> Response:
    """Go back to what waits before; from the first one to the list."""
    found = queue(ledger, **want.filters, limit=1, before=want.at) if want.at else []
    return _go(_address(found[0], want) if found else link("/review", **want.filters))


def _next(ledger: Asked, want: Wanted, **query: object) -> str:
    found = queue(ledger, **want.filters, limit=1, after=want.at)
    return _address(found[0], want, **query) if found else link("/review", **want.filters, **query)


def _address(one: reviewing.Waiting, want: Wanted, **query: object) -> str:
    return link("/review/{}/{}", one.report_id, one.record_id, **want.filters, at=one.after, **query)


def _left(room: Room, want: Wanted) -> int:
    return room.remembered.answer(want.key, lambda: waiting(room.ledger, **want.filters))


def _done(ledger: Asked, name: str, id: int) -> Entry | None:
    """What the visitor did last, by the number of the review."""
    found = reviewing.trail(ledger, before=id + 1, limit=1) if id else []
    is_it = found and found[0].id == id and found[0].reviewer == name
    return entries(ledger, found)[0] if is_it else None


# --- One record --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Clash:
    """Somebody was faster: what they did, and what the visitor was about to do."""

    action: Action
    theirs: list[Review]
    yours: list[Change]


@router.get("/review/{report_id}/{record_id}", response_class=HTMLResponse)
def one(
    request: Request,
    ledger: Asked,
    visitor: Looking,
    want: Want,
    report_id: str,
    record_id: str,
    done: Done = 0,
) -> HTMLResponse:
    """A record in its context."""
    return _Desk(request, ledger, want, report_id, record_id).shown(done=_done(ledger, visitor.name, done))


@router.post("/review/{report_id}/{record_id}", response_class=HTMLResponse)
def decide(
    request: Request,
    ledger: Asked,
    visitor: Looking,
    want: Want,
    sent: Sent,
    report_id: str,
    record_id: str,
    action: Annotated[Action, Form()],
    version: Annotated[int, Form(ge=0)],
    read_at: Annotated[str, Form(max_length=40)] = "",
    note: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """Accept, amend or reject a record, or take back what was done last; then go on to the next one."""
    desk = _Desk(request, ledger, want, report_id, record_id)
    by: dict[str, Any] = {
        "reviewer": visitor.name, "version": version, "read_at": read_at or None, "note": note or None,
    }  # fmt: skip
    try:
        if action == "undo":
            did = reviewing.undo(ledger, report_id, record_id, **by)
        else:
            changes = desk.changes(sent, version) if action == "amend" else None
            did = reviewing.review(ledger, report_id, record_id, action, **by, changes=changes)
    except Conflict:
        return _Desk(request, ledger, want, report_id, record_id).clashed(action, sent, version)
    except OnrecordError as error:
        form = sent if action == "amend" else {}
        return desk.shown(form=form, note=note, fault=str(error), status=HTTPStatus.BAD_REQUEST)
    has_fewer = int(did.after["status"] is None) - int(did.before["status"] is None)
    room(request).remembered.amend(want.key, lambda left: left + has_fewer)
    if action == "undo":
        back = link("/review/{}/{}", report_id, record_id, **want.filters, at=want.at, done=did.id)
        return _go(back)
    return _go(_next(ledger, want, done=did.id))


class _Desk:
    """One record as it lies before a reviewer."""

    def __init__(self, request: Request, ledger: Asked, want: Wanted, report_id: str, record_id: str) -> None:
        found = ledger.record(report_id, with_rejected=True)
        if found is None:
            raise HTTPException(HTTPStatus.NOT_FOUND, "the ledger has no such report")
        self.request, self.want = request, want
        self.record: Record = found
        self.item = _item(found, record_id)
        self.kind: Kind = "statement" if isinstance(self.item, Statement) else "figure"
        self.names = names_of(found)
        self.standing: Standing = reviewing.standing(ledger, report_id, record_id)
        self.history = reviewing.trail(ledger, report_id=report_id, record_id=record_id)

    def changes(self, sent: Mapping[str, str], version: int) -> dict[str, Any]:
        """What a form changes of the record as it was when the form was made."""
        changed = amended(self.kind, sent, self._fields_at(version))
        if not changed:
            raise OnrecordError("nothing is changed; accept it, or change what is wrong")
        return changed

    def clashed(self, action: Action, sent: Mapping[str, str], version: int) -> HTMLResponse:
        """The page where somebody was faster: how it is now, with what the visitor wanted filled in."""
        was = self._fields_at(version)
        try:
            changed = amended(self.kind, sent, was) if action == "amend" else {}
            fault = None
        except OnrecordError as error:
            changed, fault = {}, str(error)
        theirs = [review for review in self.history if review.version > version][::-1]
        clash = Clash(action, theirs, self.names.changes(was, {**was, **changed}))
        form = filled(self.kind, {**self.standing.fields, **changed}) if changed else {}
        note = sent.get("note", "")
        return self.shown(form=form, note=note, clash=clash, fault=fault, status=HTTPStatus.CONFLICT)

    def shown(
        self,
        *,
        done: Entry | None = None,
        form: Mapping[str, str] | None = None,
        note: str = "",
        fault: str | None = None,
        clash: Clash | None = None,
        status: HTTPStatus = HTTPStatus.OK,
    ) -> HTMLResponse:
        """The page, with a form that is filled in."""
        item, record = self.item, self.record
        start, stretch = _context(record, item)
        given = filled(self.kind, self.standing.fields)
        shown = page(
            self.request,
            "review.html.jinja",
            record=record,
            report=record.report,
            heading=heading(record.report),
            item=item,
            kind=self.kind,
            certainty=_certainty(record, item) if self.standing.status is None else None,
            context=stretch,
            start=start,
            standing=self.standing,
            facts=self.names.facts(self.standing.fields),
            changes=self.names.changes(self.standing.machine, self.standing.fields),
            history=[(one, self.names.changes(one.before, one.after)) for one in self.history[:HISTORY]],
            form={**given, **(form or {})},
            is_amending=bool(form),
            choices=choices(record, self.kind),
            note=note,
            fault=fault,
            clash=clash,
            done=done,
            want=self.want,
            left=_left(room(self.request), self.want),
        )
        shown.status_code = status
        return shown

    def _fields_at(self, version: int) -> Mapping[str, Any]:
        """The record's fields as they were at a version of it."""
        for review in self.history:
            if review.version == version:
                return review.after
            if review.version == version + 1:
                return review.before
        return self.standing.fields


def _item(record: Record, record_id: str) -> Statement | Figure:
    items: list[Statement | Figure] = [*record.statements, *record.figures]
    for item in items:
        if item.id == record_id:
            return item
    raise HTTPException(HTTPStatus.NOT_FOUND, "the report has no such statement or figure")


def _certainty(record: Record, item: Statement | Figure) -> float:
    if isinstance(item, Statement):
        return certainty_of_statement(item)
    place = next((place for place in record.places if place.id == item.place), None)
    vouching = next((said for said in record.statements if said.id == item.statement), None)
    return certainty_of_figure(item, place, vouching)


def _context(record: Record, item: Statement | Figure) -> tuple[int, list[Run]]:
    """The text around a record's words, its own marks in it, and from which character it goes."""
    own = _tokens(item)
    found = [mark for mark in marks(record) if mark.token in own]
    text = record.report.text
    spans = [mark.span for mark in found if mark.layer in ("words", "figure", "cue")]
    start, end = _window(text, min(spans).start, max(span.end for span in spans))
    moved = [_moved(mark, start, end) for mark in found]
    return start, list(runs(text[start:end], [mark for mark in moved if mark.span.start < mark.span.end]))


def _tokens(item: Statement | Figure) -> set[str | None]:
    if isinstance(item, Statement):
        return {item.id, f"{item.id}-speaker", f"{item.id}-cue"}
    return {item.id, item.place, item.time, item.statement}


def _window(text: str, first: int, last: int) -> tuple[int, int]:
    """From the paragraph's start or a word some way before, to its end or a word some way after."""
    start, end = max(first - REACH, 0), min(last + REACH, len(text))
    if start > 0:
        start = text.find("\n", start, first) + 1 or text.find(" ", start, first) + 1 or start
    if end < len(text):
        end = max(text.rfind("\n", last, end), last) if "\n" in text[last:end] else text.rfind(" ", last, end)
    while start < first and text[start].isspace():
        start += 1
    while end > last and text[end - 1].isspace():
        end -= 1
    return start, max(end, last)


def _moved(mark: Mark, start: int, end: int) -> Mark:
    span = Span(max(mark.span.start, start) - start, min(mark.span.end, end) - start)
    return replace(mark, span=span)


def _go(address: str) -> Response:
    return RedirectResponse(address, HTTPStatus.SEE_OTHER)
