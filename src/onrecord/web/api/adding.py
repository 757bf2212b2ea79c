"""Adding reports: what is given is read by a job; what could not be read, and trying it again."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import HTTPException, Path, Request, Response
from pydantic import Field

from onrecord.errors import OnrecordError
from onrecord.ledger.contents import rejected
from onrecord.web.api import models
from onrecord.web.api.answers import (
    LONGEST,
    MOST,
    Day,
    Listed,
    Missing,
    Paged,
    Sent,
    changes,
    filters,
    looks,
    page_of,
    routed,
)
from onrecord.web.api.lists import text
from onrecord.web.jobs import Job
from onrecord.web.pages.adding import LONGEST_ADDRESS, MOST_ADDRESSES, addresses_in, pasted
from onrecord.web.pages.rejects import can_be_tried
from onrecord.web.room import Asked, Looking, room

router = routed("Adding")

LATEST = 50  # jobs that are listed
JobId = Annotated[str, Path(max_length=64, description="Id of the job.")]
Address = Annotated[str, Field(pattern="^[Hh][Tt][Tt][Pp][Ss]?://", max_length=LONGEST_ADDRESS)]
Fact = Annotated[str | None, Field(max_length=LONGEST)]


class Addresses(Sent):
    """Pages or feeds to be read."""

    addresses: Annotated[
        list[Address],
        Field(min_length=1, max_length=MOST_ADDRESSES, examples=[["https://news.example/report"]]),
    ]


class Text(Sent):
    """One report to be read, with what is known of it."""

    text: Annotated[str, Field(pattern=r"\S", description="The whole text.")]
    title: Fact = None
    outlet: Fact = None
    published: Annotated[Day | None, Field(strict=False, description="ISO 8601 day.")] = None
    url: Annotated[Address | None, Field(description="Where it was published.")] = None

    def facts(self) -> dict[str, str]:
        """What is known of it."""
        published = self.published and self.published.isoformat()
        facts = {"title": self.title, "outlet": self.outlet, "url": self.url, "published": published}
        return {name: value or "" for name, value in facts.items()}


class ToRetry(Sent):
    """Which rejects to try again: of one `code` or of some `origins`; all where neither is given."""

    code: Annotated[str | None, Field(max_length=40)] = None
    origins: Annotated[list[str] | None, Field(min_length=1, max_length=MOST)] = None


@router.get("/jobs", summary="The latest jobs", responses=looks(), response_model=list[models.Job])
def jobs(request: Request) -> Any:
    """What was given lately to be read, the newest first; a job can be looked at for a day."""
    return room(request).jobs.latest(LATEST)


@router.post("/jobs", summary="Have something read", status_code=202, responses=changes(503))
def start(request: Request, response: Response, visitor: Looking, sent: Addresses | Text) -> models.Job:
    """Give addresses or a text to be read; the job that reads them, where `Location` says."""
    here = room(request).jobs
    if isinstance(sent, Addresses):
        return _begun(request, response, here.start(visitor.name, addresses_in("\n".join(sent.addresses))))
    uploads = [pasted(visitor.name, sent.text, sent.facts())]
    return _begun(request, response, here.start(visitor.name, uploads=uploads))


@router.get("/jobs/{job_id}", summary="A job", responses=looks(404))
def job(request: Request, job_id: JobId) -> models.Job:
    """How far a job is, and how many reports had which outcome."""
    return models.Job.model_validate(_job(request, job_id))


@router.get(
    "/jobs/{job_id}/outcomes",
    summary="What became of each report",
    responses=looks(404),
    response_model=Listed[models.Outcome],
)
def outcomes(request: Request, response: Response, job_id: JobId, paging: Paged) -> Any:
    """The outcomes of a job, in order."""
    found = room(request).jobs.outcomes(_job(request, job_id).id, paging.start, paging.limit + 1)
    return page_of(request, response, paging, found)


@router.post("/jobs/{job_id}/stop", summary="Stop a job", status_code=202, responses=changes(404))
def stop(request: Request, job_id: JobId) -> models.Job:
    """Ask a job to stop; what is kept by then stays kept."""
    room(request).jobs.stop(_job(request, job_id).id)
    return models.Job.model_validate(_job(request, job_id))


@router.get(
    "/rejects", summary="What could not be read", responses=looks(), response_model=Listed[models.Reject]
)
def rejects(
    request: Request,
    response: Response,
    ledger: Asked,
    paging: Paged,
    code: Annotated[str | Missing, text("Of this kind alone.", examples=["empty"])] = None,
) -> Any:
    """Inputs that could not be read, each with its reason, what was tried last first."""
    found = rejected(ledger, **filters(code=code), limit=paging.limit + 1, offset=paging.start)
    return page_of(request, response, paging, found)


@router.post("/rejects/retry", summary="Try rejects again", status_code=202, responses=changes())
def retry(request: Request, response: Response, ledger: Asked, visitor: Looking, sent: ToRetry) -> models.Job:
    """Try again what could not be read; the job that does so. What was uploaded is not kept for that."""
    wanted = None if sent.origins is None else set(sent.origins)
    origins = [
        reject.origin
        for reject in rejected(ledger, sent.code)
        if can_be_tried(reject) and (wanted is None or reject.origin in wanted)
    ]
    if not origins:
        raise OnrecordError("there is nothing of that kind to try again")
    return _begun(request, response, room(request).jobs.retry(visitor.name, origins))


def _begun(request: Request, response: Response, job_id: str) -> models.Job:
    response.headers["Location"] = f"/api/v1/jobs/{job_id}"
    return models.Job.model_validate(_job(request, job_id))


def _job(request: Request, job_id: str) -> Job:
    found = room(request).jobs.find(job_id)
    if found is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, "there is no such job; a job can be looked at for a day")
    return found
