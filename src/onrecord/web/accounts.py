"""What people may do with their own account, and an administrator with those of others."""

from __future__ import annotations

import datetime
import math

from onrecord.api import OpenLedger
from onrecord.errors import OnrecordError
from onrecord.ledger import users
from onrecord.ledger.users import Role, Token, User
from onrecord.web.room import Room, Visitor


class NotForPrograms(OnrecordError):
    """A token was used for what needs the person: who has found it could stay for good."""

    code = "not for programs"


def own(visitor: Visitor, is_change: bool = True) -> User:
    """The user who asks; raises `OnrecordError` where nobody signs in, or a program would change things."""
    if visitor.user is None:
        raise OnrecordError(
            "nobody signs in here; make users first with: onrecord users add NAME --role admin"
        )
    if is_change and visitor.is_program:
        raise NotForPrograms("a token is no person: sign in with your name and password for that")
    return visitor.user


def change_password(here: Room, visitor: Visitor, address: str, current: str, new: str) -> None:
    """Give oneself another password, and end all sessions; raises `OnrecordError` where the old is wrong."""
    name = own(visitor).name
    if wait := math.ceil(here.guessing.begin(name, address)):
        raise OnrecordError(f"too many wrong passwords; wait {wait} second{'' if wait == 1 else 's'}")
    if here.authenticated(name, current) is None:
        here.guessing.fail(name, address)
        raise OnrecordError("that is not your present password")
    here.guessing.forgive(name, address)
    users.set_password(here.ledger, name, new)


def make_token(ledger: OpenLedger, visitor: Visitor, name: str, days: float) -> tuple[Token, str]:
    """Make a token for oneself: it, and its secret, which is told this once."""
    me = own(visitor)
    secret = users.add_token(ledger, me, name, days)
    return users.tokens(ledger, me)[-1], secret


def revoke(ledger: OpenLedger, visitor: Visitor, number: int) -> bool:
    """Let one's own token hold no more; whether there is one of that number."""
    me = own(visitor, is_change=False)
    if all(token.id != number for token in users.tokens(ledger, me)):
        return False
    users.revoke_token(ledger, number)
    return True


def now() -> str:
    """This moment as the ledger writes it: a token that expires before it holds no more."""
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")


def add(ledger: OpenLedger, name: str, password: str, role: str) -> User:
    """Add somebody who may sign in; the first has to be an administrator, for nobody else could add more."""
    if role != Role.admin and not users.has_users(ledger):
        raise OnrecordError("the first user has to be an admin: from then on everybody signs in, you as well")
    return users.add_user(ledger, name, password, Role(role))


def find(ledger: OpenLedger, number: int) -> User | None:
    """The user of a number."""
    return next((one for one in users.users(ledger) if one.id == number), None)


def change_role(ledger: OpenLedger, visitor: Visitor, user: User, role: str) -> None:
    """Give somebody else another role, at once; so there is always somebody who may give roles."""
    _require_other(visitor, user)
    users.set_role(ledger, user.name, Role(role))


def shut_out(ledger: OpenLedger, visitor: Visitor, user: User) -> None:
    """Let somebody else sign in no more."""
    _require_other(visitor, user)
    users.disable(ledger, user.name)


def _require_other(visitor: Visitor, user: User) -> None:
    if visitor.user is not None and visitor.user.id == user.id:
        raise OnrecordError("another administrator has to do that with your own account")
