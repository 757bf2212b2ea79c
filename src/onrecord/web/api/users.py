"""Who may use the room: one's own password and tokens, and for an administrator the users."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import HTTPException, Request, Response
from pydantic import Field

from onrecord.api import OpenLedger
from onrecord.ledger.users import DAYS, User, tokens, users
from onrecord.web import accounts
from onrecord.web.api import models
from onrecord.web.api.answers import WHOLE, Number, Sent, Words, changes, looks, routed
from onrecord.web.pages.door import LONGEST_NAME, LONGEST_PASSWORD, begin_session
from onrecord.web.room import Asked, Looking, room

router = routed("Users")

LONGEST_LIFE = 366  # days of a token
Password = Annotated[str, Field(max_length=LONGEST_PASSWORD, description="At least 12 characters.")]
UserName = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]


class PasswordChange(Sent):
    """One's present password, and another."""

    current: Annotated[str, Field(max_length=LONGEST_PASSWORD)]
    new: Password


class TokenWanted(Sent):
    """A token to be made."""

    name: Annotated[Words, Field(description="What it is for.", examples=["nightly export"])]
    days: Annotated[int, Field(ge=1, le=LONGEST_LIFE, description="How long it holds."), WHOLE] = DAYS


class UserWanted(Sent):
    """A user to be added."""

    name: UserName
    password: Password
    role: models.RoleName = "reader"


class RoleGiven(Sent):
    """What a user may do."""

    role: models.RoleName


@router.get("/account", summary="Who asks", responses=looks())
def account(visitor: Looking) -> models.Account:
    """The name and the role of whoever asks."""
    return models.Account.model_validate(visitor)


@router.put("/account/password", summary="Change your password", status_code=204, responses=changes())
def change_password(request: Request, response: Response, visitor: Looking, sent: PasswordChange) -> None:
    """Give yourself another password; all your sessions end, and another begins for this one.

    It needs you yourself: a token is refused.
    """
    here, address = room(request), request.client.host if request.client else ""
    accounts.change_password(here, visitor, address, sent.current, sent.new)
    begin_session(request, response, here, accounts.own(visitor))


@router.get("/account/tokens", summary="Your tokens", responses=looks(), response_model=list[models.Token])
def own_tokens(ledger: Asked, visitor: Looking) -> Any:
    """Your tokens, those that hold no more as well; none tells its secret."""
    return tokens(ledger, accounts.own(visitor, is_change=False))


@router.post("/account/tokens", summary="Make a token", status_code=201, responses=changes())
def make_token(ledger: Asked, visitor: Looking, sent: TokenWanted) -> models.NewToken:
    """Make a token for a program of yours, which may then do what you may; its secret is told this once.

    It needs you yourself: a token makes no others.
    """
    made, secret = accounts.make_token(ledger, visitor, sent.name, sent.days)
    return models.NewToken(secret=secret, **models.Token.model_validate(made).model_dump())


@router.delete("/account/tokens/{number}", summary="Revoke a token", status_code=204, responses=changes(404))
def revoke_token(ledger: Asked, visitor: Looking, number: Number) -> None:
    """Let a token of yours hold no more, at once."""
    if not accounts.revoke(ledger, visitor, number):
        raise HTTPException(HTTPStatus.NOT_FOUND, "you have no token of that number")


@router.get("/users", summary="The users", responses=looks(), response_model=list[models.User])
def list_users(ledger: Asked) -> Any:
    """Everybody who may sign in, and those who may no more."""
    return users(ledger)


@router.post("/users", summary="Add a user", status_code=201, responses=changes())
def make_user(ledger: Asked, sent: UserWanted) -> models.User:
    """Add somebody who may sign in from now on."""
    return models.User.model_validate(accounts.add(ledger, sent.name, sent.password, sent.role))


@router.put("/users/{number}/role", summary="Give a user a role", responses=changes(404))
def give_role(ledger: Asked, visitor: Looking, number: Number, sent: RoleGiven) -> models.User:
    """Give somebody else another role, at once."""
    accounts.change_role(ledger, visitor, _user(ledger, number), sent.role)
    return models.User.model_validate(_user(ledger, number))


@router.post("/users/{number}/disable", summary="Let a user in no more", responses=changes(404))
def disable_user(ledger: Asked, visitor: Looking, number: Number) -> models.User:
    """Let somebody else sign in no more, and end their sessions and tokens at once."""
    accounts.shut_out(ledger, visitor, _user(ledger, number))
    return models.User.model_validate(_user(ledger, number))


def _user(ledger: OpenLedger, number: int) -> User:
    found = accounts.find(ledger, number)
    if found is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, "there is no user of that number")
    return found
