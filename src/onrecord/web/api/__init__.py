"""The API: everything the pages show and do, for programs; one module a subject."""

from fastapi import APIRouter

from onrecord.web.api import actors, adding, comparison, description, lists, reports, reviews, users

ROUTERS: tuple[APIRouter, ...] = (
    reports.router,
    lists.router,
    actors.router,
    comparison.router,
    reviews.router,
    adding.router,
    users.router,
    description.router,
)
"""The routers of the API."""
