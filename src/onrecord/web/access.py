"""Who may do what: every route with the least role it needs. A route that is not here is not served."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from fastapi import APIRouter
from fastapi.routing import APIRoute

from onrecord.ledger.roles import Role

ANYONE = "anyone"
READER, REVIEWER, ADMIN = (role.value for role in Role)
ROLES = (ANYONE, READER, REVIEWER, ADMIN)
"""Each may do what those before it may."""

ACCESS: dict[tuple[str, str], str] = {
    ("GET", "/static/{name:path}"): ANYONE,
    ("GET", "/login"): ANYONE,
    ("POST", "/login"): ANYONE,
    ("POST", "/logout"): ANYONE,
    ("GET", "/"): READER,
    ("GET", "/search"): READER,
    ("GET", "/statements"): READER,
    ("GET", "/figures"): READER,
    ("GET", "/actors"): READER,
    ("GET", "/actors/{number}"): READER,
    ("POST", "/actors/{number}/rename"): REVIEWER,
    ("POST", "/actors/{number}/merge"): REVIEWER,
    ("POST", "/actors/{number}/split"): REVIEWER,
    ("POST", "/actors/{number}/refuse"): REVIEWER,
    ("POST", "/actors/{number}/undo"): REVIEWER,
    ("GET", "/reports"): READER,
    ("GET", "/reports/{report_id}"): READER,
    ("GET", "/review"): REVIEWER,
    ("GET", "/review/next"): REVIEWER,
    ("GET", "/review/previous"): REVIEWER,
    ("GET", "/review/{report_id}/{record_id}"): REVIEWER,
    ("POST", "/review/{report_id}/{record_id}"): REVIEWER,
    ("GET", "/trail"): READER,
    ("GET", "/add"): REVIEWER,
    ("POST", "/add"): REVIEWER,
    ("GET", "/jobs/{job_id}"): REVIEWER,
    ("GET", "/jobs/{job_id}/state"): REVIEWER,
    ("POST", "/jobs/{job_id}/stop"): REVIEWER,
    ("GET", "/jobs/{job_id}/files/{number}"): REVIEWER,
    ("GET", "/map"): READER,
    ("GET", "/rejects"): READER,
    ("POST", "/rejects/retry"): REVIEWER,
    ("GET", "/series"): READER,
    ("GET", "/series/{indicator}"): READER,
    ("GET", "/series/{indicator}.csv"): READER,
    ("GET", "/series/{indicator}/chart.svg"): READER,
    ("GET", "/series/{indicator}/chart.png"): READER,
    ("GET", "/disputes"): READER,
    ("GET", "/disputes/{dispute_id}"): READER,
    ("POST", "/disputes/{dispute_id}/settle"): REVIEWER,
    ("POST", "/disputes/{dispute_id}/explain"): REVIEWER,
    ("POST", "/disputes/{dispute_id}/reopen"): REVIEWER,
    ("GET", "/account"): READER,
    ("POST", "/account/password"): READER,
    ("POST", "/account/tokens"): READER,
    ("POST", "/account/tokens/{number}/revoke"): READER,
    ("GET", "/users"): ADMIN,
    ("POST", "/users"): ADMIN,
    ("POST", "/users/{number}/role"): ADMIN,
    ("POST", "/users/{number}/disable"): ADMIN,
    ("GET", "/api"): READER,
    ("GET", "/api/v1/openapi.json"): READER,
    ("GET", "/api/v1/stats"): READER,
    ("GET", "/api/v1/reports"): READER,
    ("GET", "/api/v1/reports/{report_id}"): READER,
    ("GET", "/api/v1/reports/{report_id}/record"): READER,
    ("GET", "/api/v1/reports/{report_id}/records/{record_id}"): READER,
    ("GET", "/api/v1/reports/{report_id}/records/{record_id}/reviews"): READER,
    ("POST", "/api/v1/reports/{report_id}/records/{record_id}/reviews"): REVIEWER,
    ("GET", "/api/v1/statements"): READER,
    ("GET", "/api/v1/figures"): READER,
    ("GET", "/api/v1/places"): READER,
    ("GET", "/api/v1/search"): READER,
    ("GET", "/api/v1/actors"): READER,
    ("GET", "/api/v1/actors/{number}"): READER,
    ("POST", "/api/v1/actors/{number}/rename"): REVIEWER,
    ("POST", "/api/v1/actors/{number}/merge"): REVIEWER,
    ("POST", "/api/v1/actors/{number}/split"): REVIEWER,
    ("GET", "/api/v1/actors/proposals"): READER,
    ("POST", "/api/v1/actors/proposals/refuse"): REVIEWER,
    ("GET", "/api/v1/actors/changes"): READER,
    ("POST", "/api/v1/actors/changes/{number}/undo"): REVIEWER,
    ("GET", "/api/v1/series"): READER,
    ("GET", "/api/v1/series/{indicator}"): READER,
    ("GET", "/api/v1/moved"): READER,
    ("GET", "/api/v1/map"): READER,
    ("GET", "/api/v1/disputes"): READER,
    ("GET", "/api/v1/disputes/{dispute_id}"): READER,
    ("POST", "/api/v1/disputes/{dispute_id}/settle"): REVIEWER,
    ("POST", "/api/v1/disputes/{dispute_id}/explain"): REVIEWER,
    ("POST", "/api/v1/disputes/{dispute_id}/reopen"): REVIEWER,
    ("GET", "/api/v1/review"): REVIEWER,
    ("GET", "/api/v1/trail"): READER,
    ("GET", "/api/v1/jobs"): REVIEWER,
    ("POST", "/api/v1/jobs"): REVIEWER,
    ("GET", "/api/v1/jobs/{job_id}"): REVIEWER,
    ("GET", "/api/v1/jobs/{job_id}/outcomes"): REVIEWER,
    ("POST", "/api/v1/jobs/{job_id}/stop"): REVIEWER,
    ("GET", "/api/v1/rejects"): READER,
    ("POST", "/api/v1/rejects/retry"): REVIEWER,
    ("GET", "/api/v1/account"): READER,
    ("PUT", "/api/v1/account/password"): READER,
    ("GET", "/api/v1/account/tokens"): READER,
    ("POST", "/api/v1/account/tokens"): READER,
    ("DELETE", "/api/v1/account/tokens/{number}"): READER,
    ("GET", "/api/v1/users"): ADMIN,
    ("POST", "/api/v1/users"): ADMIN,
    ("PUT", "/api/v1/users/{number}/role"): ADMIN,
    ("POST", "/api/v1/users/{number}/disable"): ADMIN,
}
"""(method, path) → role. HEAD goes with GET."""


def may(role: str, needed: str) -> bool:
    """Whether one who has `role` may do what needs `needed`."""
    return ROLES.index(role) >= ROLES.index(needed)


def methods(path: str) -> list[str]:
    """The methods by which a route may be asked for."""
    known = [method for method, own in ACCESS if own == path]
    return sorted({*known, *(["HEAD"] if "GET" in known else ())})


def routes(routers: Iterable[APIRouter]) -> Iterable[tuple[str, str]]:
    """Every method and path that routers serve."""
    for route in chain.from_iterable(router.routes for router in routers):
        if isinstance(route, APIRoute):
            yield from ((method, route.path) for method in sorted(route.methods or ()) if method != "HEAD")


def require_complete(routers: Iterable[APIRouter]) -> None:
    """Raise `LookupError` for a route without a role, and for a role without a route."""
    if unknown := sorted(set(routes(routers)) ^ set(ACCESS)):
        raise LookupError(f"web/access.py and the routes differ: {unknown}")
