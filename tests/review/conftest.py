"""A ledger on each database with two reports that disagree, and what reviewers do to it."""

from __future__ import annotations

import pytest

FORD = (
    "Ford toll rises\n\n"
    "Exactly 12 people have been killed in Tikrit since Monday, Warden Ruo Amadi told the Vale Gazette. "
    '"Nobody crosses," he said, "and nobody will." Some 3,000 villagers have fled Mosul since May. '
    "Mayor Lena Orsted denied that 40 men had crossed the ford."
)
BRIDGE = (
    "At least 30 people have been killed in Tikrit since Monday, Colonel Adra Reil told the Ford Courier."
)


@pytest.fixture(scope="session")
def ford(read):
    return read(FORD, published="2031-03-05", outlet="Vale Gazette")


@pytest.fixture(scope="session")
def bridge(read):
    return read(BRIDGE, published="2031-03-05", outlet="Ford Courier")


@pytest.fixture
def room(ledger, ford, bridge):
    """The ledger with both reports in it."""
    ledger.put(ford, "ford.txt")
    ledger.put(bridge, "bridge.txt")
    return ledger
