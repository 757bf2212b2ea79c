"""The API described by itself (OpenAPI 3.1): its routes alone, each with the role it needs."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from fastapi.openapi.utils import get_openapi

from onrecord.__about__ import __version__
from onrecord.web.access import ACCESS, ANYONE
from onrecord.web.api.answers import Listed, looks, routed
from onrecord.web.room import COOKIE

router = routed("Description")

PROBLEM = "application/problem+json"
ABOUT = """\
Everything that the pages of the reading room show and do, for programs.

**Who asks.** Send a token as `Authorization: Bearer …`; you make one on your account's page. A browser that
is signed in sends its cookie. On the machine that serves, where the ledger has no users, nobody needs either.
Each operation says which role it needs: an admin may do what a reviewer may, who may do what a reader may.

**Changes** are sent as `application/json`, and without a token they must come from a page of this address.

**Lists** come in pages: `page` from 1, `limit` up to 200 at once. `next` in the answer, and a `Link` header,
say where the next page is. What lies behind the fiftieth page is asked for by narrower filters, or exported.

**Asking again.** Every answer that is looked at has an `ETag`; send it as `If-None-Match` and the answer is
304 while nothing has changed.

**What went wrong** is told as problem details (RFC 9457): `detail` is a sentence for a person. Where somebody
was faster (409), the problem also tells how things stand now.

**Words** are exact: a span is `[start, end)` in code points of the report's text, and names mean what
RECORD.md says they mean.
"""
TAGS = {
    "Reports": "Reports as they came, and what they say.",
    "Lists": "What was said and counted, which places were named, across reports; search.",
    "Actors": "The register: who is who across reports.",
    "Comparison": "Series over time, and what cannot both hold.",
    "Reviews": "What waits for a person, what people decided, and the trail of it.",
    "Adding": "Have reports read; what could not be read.",
    "Users": "Your account and its tokens; for administrators, the users.",
    "Description": "This description.",
}
SCHEMES = {
    "token": {"type": "http", "scheme": "bearer", "description": "A token of a user's account."},
    "session": {
        "type": "apiKey", "in": "cookie", "name": COOKIE, "description": "The session of a browser.",
    },
}  # fmt: skip
CONFLICT = {
    "description": "Somebody changed it since you looked.",
    "properties": {
        "standing": {
            "description": "How a record stands now.",
            "anyOf": [{"$ref": "#/components/schemas/Standing"}, {"type": "null"}],
        },
        "since": {
            "description": "The rulings on a dispute since the version you saw.",
            "type": "array",
            "items": {"$ref": "#/components/schemas/Ruling"},
        },
    },
}


@router.get("/openapi.json", summary="The description of the API", responses=looks())
def description() -> dict[str, Any]:
    """This document."""
    return document()


@lru_cache(maxsize=1)
def document() -> dict[str, Any]:
    """The OpenAPI document of the API."""
    from onrecord.web.api import ROUTERS  # this module's router is one of them

    made = get_openapi(
        title="Onrecord", version=__version__, description=ABOUT,
        routes=[route for router in ROUTERS for route in router.routes],
        summary="What reports say, each traced to its words.",
        tags=[{"name": name, "description": about} for name, about in TAGS.items()],
        license_info={"name": "Apache 2.0", "identifier": "Apache-2.0"},
    )  # fmt: skip
    made["components"]["securitySchemes"] = SCHEMES
    for model in made["components"]["schemas"].values():
        model.setdefault("description", Listed.__doc__)
    for method, path, operation in operations(made):
        _complete(operation, ACCESS[method, path])
    return made


def operations(made: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Each operation of a document with its method and path."""
    for path, item in made["paths"].items():
        for method, operation in item.items():
            yield method.upper(), path, operation


def _complete(operation: dict[str, Any], role: str) -> None:
    """Say of an operation who may, that answers have tags, and that what goes wrong is told as a problem."""
    operation["x-role"] = role
    operation["security"] = [] if role == ANYONE else [{"token": []}, {"session": []}]
    operation["description"] = f"{operation['description']}\n\nNeeds the role {role}."
    for status, answer in operation["responses"].items():
        if status in ("200", "304") and "304" in operation["responses"]:
            answer["headers"] = {
                "ETag": {"description": "A tag of this answer.", "schema": {"type": "string"}}
            }
        if status >= "400":
            [content] = answer["content"].values()
            if status == "409":
                content["schema"] = {"allOf": [content["schema"], CONFLICT]}
            answer["content"] = {PROBLEM: content}
