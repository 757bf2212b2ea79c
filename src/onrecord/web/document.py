"""Who may do what as a page, from the routes and their roles; `make docs` writes it to docs/access.md."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from inspect import getdoc
from itertools import chain

from fastapi import APIRouter
from fastapi.routing import APIRoute

from onrecord.web import api, pages
from onrecord.web.access import ACCESS

HEAD = """\
# Who may do what in the reading room

Every route with the least role it needs: anyone (who has not signed in, too), reader, reviewer, admin. Each
may do what those before it may. `make docs` writes this page from the routes and `web/access.py`, and tests
ask for every route as each of them, with tokens that were revoked and with some that have expired. A route
that is not in the table is not served.

Where the ledger has no users, whoever asks from the machine itself, and through no proxy, may do all of it;
nobody else may do anything. Of what is refused the log tells: who asked, and for what.

Who tries passwords waits longer and longer after the fifth wrong one at a name from one address, and after
the twentieth from there for any name. That is counted in memory, by each process (`--workers`) for itself.
"""
SUBJECTS = (("Pages", pages.ROUTERS), ("API", api.ROUTERS))


def document() -> str:
    """The page, in Markdown."""
    return "\n".join([HEAD, *(line for name, routers in SUBJECTS for line in _table(name, routers))])


def _table(name: str, routers: Sequence[APIRouter]) -> Iterator[str]:
    yield f"## {name}\n"
    yield "| | route | role | |"
    yield "|---|---|---|---|"
    for route in chain.from_iterable(router.routes for router in routers):
        if isinstance(route, APIRoute):
            about = " ".join((getdoc(route.endpoint) or "").partition("\n\n")[0].split())
            for method in sorted(route.methods or ()):
                yield f"| {method} | `{route.path}` | {ACCESS[method, route.path]} | {about} |"
    yield ""


if __name__ == "__main__":
    print(document(), end="")
