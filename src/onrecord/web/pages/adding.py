"""Adding reports: what is given becomes a job, and a job has a page that shows how far it is."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, File, Form, HTTPException, Query, Request, UploadFile
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response

from onrecord.errors import OnrecordError
from onrecord.ledger.contents import by_id
from onrecord.ledger.options import day
from onrecord.web.jobs import Job, Outcome, Upload, uploaded
from onrecord.web.room import Asked, Looking, link, page, room

router = APIRouter()
LATELY = 8  # jobs listed below the forms
AT_ONCE = 100  # outcomes on a page
MOST_ADDRESSES = 200
LONGEST_ADDRESS = 2000  # characters
WEB = ("http://", "https://")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")


@router.get("/add", response_class=HTMLResponse)
def add_page(request: Request) -> HTMLResponse:
    """The forms to add with."""
    return _forms(request)


@router.post("/add")
def add(
    request: Request,
    visitor: Looking,
    what: Annotated[str, Form(max_length=20)],
    text: Annotated[str, Form()] = "",
    title: Annotated[str, Form(max_length=500)] = "",
    outlet: Annotated[str, Form(max_length=200)] = "",
    published: Annotated[str, Form(max_length=40)] = "",
    address: Annotated[str, Form(max_length=LONGEST_ADDRESS)] = "",
    addresses: Annotated[str, Form()] = "",
    files: Annotated[Sequence[UploadFile], File()] = (),
) -> Response:
    """Have what one of the forms gives read."""
    jobs, by = room(request).jobs, visitor.name
    facts = {"title": title, "outlet": outlet, "published": published, "url": address}
    try:
        if what == "text":
            job = jobs.start(by, uploads=[pasted(by, text, facts)])
        elif what == "files":
            given = [uploaded(file.filename, file.file) for file in files if file.filename]
            if not given:
                raise OnrecordError("Choose a file first.")
            job = jobs.start(by, uploads=given)
        else:
            job = jobs.start(by, addresses=addresses_in(addresses))
    except OnrecordError as error:
        again = _forms(request, {**facts, "text": text, "addresses": addresses}, what, str(error))
        again.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
        return again
    return RedirectResponse(link("/jobs/{}", job), HTTPStatus.SEE_OTHER)


def pasted(by: str, text: str, facts: dict[str, str]) -> Upload:
    """A text that was typed or pasted in, with what is known of it; raises `OnrecordError`."""
    known = {name: value.strip() for name, value in facts.items() if value.strip()}
    if not text.strip():
        raise OnrecordError("Paste the text of a report first.")
    day(known.get("published"), "the date")
    if "url" in known:
        _require_address(known["url"])
    content = json.dumps({**known, "text": text}).encode()
    at = datetime.now(UTC).isoformat(timespec="seconds")
    return Upload(f"pasted://{by}/{at}", ".json", io.BytesIO(content))


def addresses_in(given: str) -> list[str]:
    """The addresses on the lines of a text; raises `OnrecordError` for what is no address of the web."""
    found = list(dict.fromkeys(line.strip() for line in given.splitlines() if line.strip()))
    if not found:
        raise OnrecordError("Write the address of a page or a feed first.")
    if len(found) > MOST_ADDRESSES:
        raise OnrecordError(f"{len(found)} addresses: at most {MOST_ADDRESSES} at once")
    for address in found:
        _require_address(address)
    return found


def _require_address(address: str) -> None:
    if not address.lower().startswith(WEB):
        raise OnrecordError(f"{address[:200]}: an address begins with http:// or https://")
    if len(address) > LONGEST_ADDRESS:
        raise OnrecordError(f"{address[:60]}…: longer than {LONGEST_ADDRESS:,} characters")


def _forms(
    request: Request, given: dict[str, str] | None = None, what: str = "", fault: str | None = None
) -> HTMLResponse:
    return page(
        request,
        "add.html.jinja",
        given=given or dict.fromkeys(("text", "title", "outlet", "published", "url", "addresses"), ""),
        what=what,
        fault=fault,
        most=room(request).settings.max_body // 1_000_000,
        most_addresses=MOST_ADDRESSES,
        lately=room(request).jobs.latest(LATELY),
        headline=headline,
    )


# --- Jobs -----------------------------------------------------------------------------------


@router.get("/jobs/{job_id}", response_class=HTMLResponse)
def job_page(
    request: Request, ledger: Asked, job_id: str, at: Annotated[int, Query(alias="page", ge=1)] = 1
) -> HTMLResponse:
    """How far a job is, and what became of each report."""
    job = _job(request, job_id)
    start = (at - 1) * AT_ONCE
    found = room(request).jobs.outcomes(job.id, start, AT_ONCE + 1)
    path = link("/jobs/{}", job.id)
    return page(
        request,
        "job.html.jinja",
        job=job,
        headline=headline(job),
        sentence=sentence(job),
        start=start,
        at_once=AT_ONCE,
        is_followed=not job.is_over and at == 1,
        previous=link(path, page=at - 1) if at > 1 else None,
        next=link(path, page=at + 1) if len(found) > AT_ONCE else None,
        **_shown(ledger, found[:AT_ONCE]),
    )


@router.get("/jobs/{job_id}/state")
def job_state(
    request: Request,
    ledger: Asked,
    job_id: str,
    start: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=0, le=AT_ONCE)] = AT_ONCE,
) -> dict[str, Any]:
    """The same for a script: how far, and the outcomes from `start` on, as rows of the page's list."""
    job = _job(request, job_id)
    found = room(request).jobs.outcomes(job.id, start, limit)
    template = room(request).templates.get_template("outcomes.html.jinja")
    return {
        "is_over": job.is_over,
        "done": job.done,
        "total": job.total,
        "headline": headline(job),
        "sentence": sentence(job),
        "rows": template.render(link=link, **_shown(ledger, found)),
        "next": start + len(found),
    }


@router.post("/jobs/{job_id}/stop")
def stop(request: Request, job_id: str) -> Response:
    """Stop a job; what is kept by then stays kept."""
    room(request).jobs.stop(_job(request, job_id).id)
    return RedirectResponse(link("/jobs/{}", job_id), HTTPStatus.SEE_OTHER)


@router.get("/jobs/{job_id}/files/{number}")
def given_file(request: Request, job_id: str, number: int) -> Response:
    """A file as it was given, to be saved: no browser shows it as a page of this place."""
    found = room(request).jobs.content(job_id, number)
    if found is None or not found[1].is_file():
        raise HTTPException(HTTPStatus.NOT_FOUND, "that file is not kept, or is no longer")
    given, path = found
    name = quote(_CONTROL.sub("_", given.origin.partition("://")[2].rpartition("/")[2]) or "file", safe="")
    disposition = f"attachment; filename*=UTF-8''{name}"
    headers = {"Content-Disposition": disposition, "Content-Security-Policy": "sandbox; default-src 'none'"}
    return FileResponse(path, media_type="application/octet-stream", headers=headers)


def _job(request: Request, job_id: str) -> Job:
    job = room(request).jobs.find(job_id)
    if job is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, "there is no such job; a job can be looked at for a day")
    return job


def _shown(ledger: Asked, found: Sequence[Outcome]) -> dict[str, Any]:
    ids = [outcome.report_id for outcome in found if outcome.report_id is not None]
    return {"outcomes": found, "reports": by_id(ledger, ids)}


def headline(job: Job) -> str:
    """What a job does or did: "Reading 3 files"."""
    if job.is_retry:
        what = f"{_counted(len(job.given), 'input')} again"
    elif any(given.origin.startswith("pasted://") for given in job.given):
        what = "a pasted text"
    elif any(given.file for given in job.given):
        what = _counted(len(job.given), "file")
    else:
        what = _counted(len(job.given), "address", "addresses")
    stages = {
        "waiting": f"Waiting to read {what}",
        "done": f"Read {what}",
        "stopped": f"Stopped reading {what}",
    }
    return stages.get(job.stage, f"{'Could not read' if job.stage == 'failed' else 'Reading'} {what}")


def sentence(job: Job) -> str:
    """How far a job is, and how many of each outcome there are."""
    if job.stage == "waiting":
        return "It waits for others to be read."
    words = {
        "ok": "new", "partial": "new, in part", "skipped": "known already", "empty": "without words",
        "failed": "could not be read", "cancelled": "withdrawn by the publisher",
    }  # fmt: skip
    told = [f"{job.counts[state]:,} {said}" for state, said in words.items() if job.counts.get(state)]
    is_partway = job.total is not None and job.total > job.done
    counted = f"{job.done:,} of {job.total:,} reports" if is_partway else _counted(job.done, "report")
    after = {"comparing": "Now it is compared with the other reports.", "failed": job.reason or ""}
    parts = [f"{counted}{': ' if told else ''}{', '.join(told)}.", after.get(job.stage, "")]
    return " ".join(part for part in parts if part)


def _counted(number: int, noun: str, plural: str | None = None) -> str:
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"
