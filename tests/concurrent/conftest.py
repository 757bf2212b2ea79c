"""The databases of the ledger's tests."""

from tests.ledger.conftest import address, ledger, new_address, postgresql  # noqa: F401
