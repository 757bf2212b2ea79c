"""The pages, one module each; a new one is a module and a line here (and its routes in web/access.py)."""

from fastapi import APIRouter

from onrecord.web.pages import (
    account,
    actors,
    adding,
    disputes,
    door,
    files,
    front,
    manual,
    map,
    rejects,
    report,
    reports,
    review,
    search,
    series,
    statements,
    trail,
    users,
)

ROUTERS: tuple[APIRouter, ...] = (
    files.router,
    door.router,
    front.router,
    search.router,
    statements.router,
    actors.router,
    reports.router,
    report.router,
    review.router,
    trail.router,
    map.router,
    adding.router,
    rejects.router,
    series.router,
    disputes.router,
    account.router,
    users.router,
    manual.router,
)
"""The routers of the pages."""
