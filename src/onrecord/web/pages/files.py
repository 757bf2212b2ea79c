"""Style sheets, scripts and pictures: what is in the package, kept by browsers for good."""

from __future__ import annotations

import mimetypes
from http import HTTPStatus

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response

from onrecord.web.room import static_bytes

router = APIRouter()
mimetypes.add_type("text/javascript", ".js")


@router.get("/static/{name:path}")
def file(name: str) -> Response:
    """A static file; its address has a hash of its content, so that it may be kept."""
    try:
        content = static_bytes(name)
    except (OSError, ValueError):
        raise HTTPException(HTTPStatus.NOT_FOUND, "there is no such file") from None
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return Response(
        content, media_type=kind, headers={"Cache-Control": "public, max-age=31536000, immutable"}
    )
