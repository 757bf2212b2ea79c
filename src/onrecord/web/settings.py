"""How the reading room is served: on which ledger, at which address, within which limits."""

from __future__ import annotations

import dataclasses
import ipaddress
import json
import os
from dataclasses import dataclass

from onrecord.errors import OnrecordError

PORT = 8420
MEGABYTE = 1_000_000
LOOPBACK_NAMES = ("localhost", "127.0.0.1", "::1")
_VARIABLE = "ONRECORD_READING_ROOM"  # hands the settings to the processes that serve


@dataclass(frozen=True, slots=True)
class Settings:
    """`hosts` are the names and addresses it may be asked by; `local` is who looks where nobody signs in.

    `max_body` is how many bytes a request that brings files or texts may have, `max_form` any other; one
    that comes slower than `slowest` bytes a second, after `grace` seconds, is dropped. `spool` is the folder
    for what was given to be read, shared by all processes that serve (empty: each has one of its own);
    `patience` is for how many seconds a question to the ledger may take, and `is_secure` says that people
    reach it by HTTPS.
    """

    ledger: str
    host: str = "127.0.0.1"
    port: int = PORT
    hosts: tuple[str, ...] = LOOPBACK_NAMES
    local: str = "local"
    max_body: int = 50 * MEGABYTE
    max_form: int = MEGABYTE
    grace: float = 10.0
    slowest: int = 64_000
    spool: str = ""
    patience: float = 1.0
    is_secure: bool = False

    @property
    def is_private(self) -> bool:
        """Whether only this machine can reach it: no proxy that brings others is told of."""
        return not self.is_secure and all(map(is_loopback, (self.host, *self.hosts)))


def is_loopback(host: str) -> bool:
    """Whether an address is this machine's own alone."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def hand_over(settings: Settings) -> None:
    """Put the settings where a process that is started from this one finds them."""
    os.environ[_VARIABLE] = json.dumps(dataclasses.asdict(settings))


def handed_over() -> Settings:
    """The settings that the process which started this one put there."""
    given = os.environ.get(_VARIABLE)
    if given is None:
        raise OnrecordError("the reading room is started by: onrecord serve")
    plain = json.loads(given)
    return Settings(**{**plain, "hosts": tuple(plain["hosts"])})
