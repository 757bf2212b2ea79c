"""Ledgers of dispatches that count and contradict each other; people, outlets and places do not exist."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from onrecord.comparison.comparing import compare
from onrecord.ledger.ledger import Ledger
from onrecord.ledger.users import add_user
from tests.comparison.conftest import Claim, Says, keep, record_of
from tests.web.conftest import PASSWORD, USERS

Dispatch = tuple[str, str, tuple[Any, ...]]
"""An outlet, a day, and what is claimed there."""
FLOOD: tuple[Dispatch, ...] = (
    (
        "Vale Gazette",
        "2031-03-01",
        (Claim(60000, "Ruo Amadi", indicator="displaced", measure="stock", mode="expected"),),
    ),
    (
        "Vale Gazette",
        "2031-03-05",
        (
            Claim(52, "Ruo Amadi", modifier=">=", words="at least 52"),
            Claim(18600, "Ruo Amadi", indicator="displaced", measure="stock"),
        ),
    ),
    ("Ford Courier", "2031-03-05", (Claim(40, "Ida Ford"),)),
    ("Ford Courier", "2031-03-07", (Claim(44, "Ida Ford"), Claim(41, replaces="f1"))),
)
"""The dead and the displaced of one flood: the mayors' counts do not meet, and one is taken back."""
QUARREL: tuple[Dispatch, ...] = (
    *FLOOD,
    (
        "Vale Gazette",
        "2031-03-01",
        (
            Says(
                "that men of the River Guard laid charges under the Odde dyke",
                "Ruo Amadi",
                about=("River Guard",),
            ),
        ),
    ),
    (
        "Ford Courier",
        "2031-03-04",
        (Says("its men blew up the dyke at Odde", "River Guard", act="deny", polarity="-"),),
    ),
)
"""The same, and a denial."""


def kept(path: Path, dispatches: Iterable[Dispatch], has_users: bool = False) -> Path:
    """A ledger of some dispatches, compared; with a user of each role if wanted."""
    with Ledger(path) as opened:
        tell(opened, dispatches)
        for role, name in USERS.items() if has_users else ():
            add_user(opened, name, PASSWORD, role)
    return path


def tell(opened: Ledger, dispatches: Iterable[Dispatch]) -> list[str]:
    """Add dispatches to a ledger; the ids of their reports."""
    found = [keep(opened, record_of(outlet, day, claims), claims) for outlet, day, claims in dispatches]
    compare(opened)
    return found
