"""The pages, one module each; a new one is a module and a line here (and its routes in web/access.py)."""

from fastapi import APIRouter

from onrecord.web.pages import door, files, front, reports

ROUTERS: tuple[APIRouter, ...] = (files.router, door.router, front.router, reports.router)
"""The routers of the pages."""
