"""What servers said of the pages they sent, so that the unchanged is not fetched again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Validator:
    """A page's `ETag` and `Last-Modified`, word for word as its server gave them; it may give neither."""

    etag: str | None = None
    last_modified: str | None = None


class Validators(Protocol):
    """The validators of pages by the address they were asked for at."""

    def get(self, address: str) -> Validator | None:
        """What to ask for the page at `address` with; `None` asks for it whatever it is."""

    def set(self, address: str, validator: Validator) -> None:
        """Take note of what the server gave for `address`.

        It is called once everything that came from there has been handed over, and never where
        something of it failed. What is kept for a later run should be kept after those articles are:
        a page whose validator is known is not sent again.
        """


class Noted:
    """Validators kept in memory, for as long as they are asked for."""

    def __init__(self) -> None:
        self.by_address: dict[str, Validator] = {}

    def get(self, address: str) -> Validator | None:
        """The validator noted for an address."""
        return self.by_address.get(address)

    def set(self, address: str, validator: Validator) -> None:
        """Note an address's validator."""
        self.by_address[address] = validator
