"""What could not be read, with the reason; it can be tried again."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from onrecord.errors import OnrecordError
from onrecord.ledger.adding import GIVEN
from onrecord.ledger.contents import reject_codes, rejected
from onrecord.ledger.ledger import Reject
from onrecord.web.room import Asked, Looking, link, page, room

router = APIRouter()
AT_ONCE = 50
Code = Annotated[str, Query(max_length=40)]


@router.get("/rejects", response_class=HTMLResponse)
def rejects(
    request: Request, ledger: Asked, code: Code = "", at: Annotated[int, Query(alias="page", ge=1)] = 1
) -> HTMLResponse:
    """What could not be read, what was tried last first."""
    found = rejected(ledger, code or None, limit=AT_ONCE + 1, offset=(at - 1) * AT_ONCE)
    return page(
        request,
        "rejects.html.jinja",
        rejects=found[:AT_ONCE],
        code=code,
        codes=reject_codes(ledger),
        can_be_tried=can_be_tried,
        key=key,
        previous=link("/rejects", code=code, page=at - 1) if at > 1 else None,
        next=link("/rejects", code=code, page=at + 1) if len(found) > AT_ONCE else None,
    )


@router.post("/rejects/retry")
def retry(
    request: Request,
    ledger: Asked,
    visitor: Looking,
    code: Annotated[str, Form(max_length=40)] = "",
    which: Annotated[str, Form(max_length=64)] = "some",
    keys: Annotated[Sequence[str], Form(alias="key")] = (),
) -> Response:
    """Try again one reject (`which` is its key), some (their `keys`), or all of a code."""
    wanted = set(keys) if which == "some" else {which}
    origins = [
        reject.origin
        for reject in rejected(ledger, code or None)
        if can_be_tried(reject) and (which == "all" or key(reject) in wanted)
    ]
    if not origins:
        raise OnrecordError("nothing to try again was chosen, or it has been read meanwhile")
    return RedirectResponse(link("/jobs/{}", room(request).jobs.retry(visitor.name, origins)), 303)


def can_be_tried(reject: Reject) -> bool:
    """Whether what was rejected can be had again: not what was given by hand."""
    return not reject.origin.startswith(GIVEN)


def key(reject: Reject) -> str:
    """What a form says for a reject's origin, which may hold characters that no form keeps."""
    return sha256(reject.origin.encode("utf-8", "surrogatepass")).hexdigest()[:32]
