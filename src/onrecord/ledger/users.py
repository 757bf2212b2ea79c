"""Who may use the reading room: users with their role, their sessions in a browser, tokens for programs.

Passwords are kept as Argon2 hashes, the secrets of sessions and tokens as SHA-256; nobody can read them back.
"""

from __future__ import annotations

import datetime
import hashlib
import hmac
import secrets
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, RowMapping, Table, delete, insert, select, update

from onrecord.ledger.ledger import Ledger, storable
from onrecord.ledger.opening import LedgerError
from onrecord.ledger.roles import DAYS, HOURS, SHORTEST, Role
from onrecord.ledger.schema import sessions
from onrecord.ledger.schema import tokens as stored_tokens
from onrecord.ledger.schema import users as stored_users

if TYPE_CHECKING:
    from argon2 import PasswordHasher

__all__ = [
    "DAYS",
    "HOURS",
    "SHORTEST",
    "Role",
    "Token",
    "User",
    "add_token",
    "add_user",
    "authenticate",
    "close_session",
    "disable",
    "has_users",
    "open_session",
    "revoke_token",
    "session_user",
    "set_password",
    "set_role",
    "token_user",
    "tokens",
    "user",
    "users",
]


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who may sign in, unless `is_disabled`."""

    id: int
    name: str
    role: Role
    is_disabled: bool = False


@dataclass(frozen=True, slots=True)
class Token:
    """What a program signs in with, without its secret; times are ISO 8601, UTC."""

    id: int
    name: str
    created_at: str
    expires_at: str
    revoked_at: str | None
    last_used_at: str | None


# --- Users -------------------------------------------------------------------------------


def add_user(ledger: Ledger, name: str, password: str, role: Role | str = Role.reader) -> User:
    """Add a user; raises `LedgerError` for a name that is taken in any case, or a password too short."""
    name = storable(" ".join(name.split()))
    if not name:
        raise LedgerError("a user needs a name")
    row = {
        "name": name,
        "key": _key(name),
        "role": _role(role).value,
        "password": _hashed(password),
        "created_at": _now(),
    }
    with ledger._writing() as connection:
        if _found(connection, name) is not None:
            raise LedgerError(f"{name}: there is a user of that name already")
        connection.execute(insert(stored_users), row)
        return _user(_known(connection, name))


def set_password(ledger: Ledger, name: str, password: str) -> None:
    """Give a user another password, and end the sessions begun with the old one."""
    hashed = _hashed(password)
    with ledger._writing() as connection:
        _change(connection, name, password=hashed)
        _end_sessions(connection, name)


def set_role(ledger: Ledger, name: str, role: Role | str) -> None:
    """Give a user another role, at once."""
    with ledger._writing() as connection:
        _change(connection, name, role=_role(role).value)


def disable(ledger: Ledger, name: str) -> None:
    """Let a user sign in no more, and end all sessions; what the user did stays under that name."""
    with ledger._writing() as connection:
        _change(connection, name, disabled_at=_now())
        _end_sessions(connection, name)


def users(ledger: Ledger) -> list[User]:
    """All users, by name."""
    with ledger._reading() as connection:
        rows = connection.execute(select(stored_users)).mappings().all()
    return [_user(row) for row in sorted(rows, key=lambda row: row["key"])]


def user(ledger: Ledger, name: str) -> User:
    """The user of a name, in any case; raises `LedgerError` where there is none."""
    with ledger._reading() as connection:
        return _user(_known(connection, name))


def has_users(ledger: Ledger) -> bool:
    """Whether anybody has been added."""
    with ledger._reading() as connection:
        return connection.execute(select(stored_users.c.id).limit(1)).first() is not None


def authenticate(ledger: Ledger, name: str, password: str) -> User | None:
    """The user of this name and password, or `None`; an unknown name takes as long as a wrong password."""
    from argon2.exceptions import InvalidHashError, VerificationError

    nobodys = _nobodys_hash()
    with ledger._reading() as connection:
        row = _found(connection, name)
    try:
        _hasher().verify(row["password"] if row is not None else nobodys, password)
    except (VerificationError, InvalidHashError):
        return None
    return _user(row) if row is not None and row["disabled_at"] is None else None


# --- Sessions and tokens -----------------------------------------------------------------


def open_session(ledger: Ledger, user: User, hours: float = HOURS) -> str:
    """Begin a session; its secret, for a cookie, is told this once."""
    secret, now = secrets.token_urlsafe(32), _now()
    row = {"hash": _digest(secret), "user_id": user.id, "created_at": now, "expires_at": _now(hours=hours)}
    with ledger._writing() as connection:
        connection.execute(delete(sessions).where(sessions.c.expires_at <= now))
        connection.execute(insert(sessions), row)
    return secret


def session_user(ledger: Ledger, token: str) -> User | None:
    """Whose session this is; `None` where it is unknown or over, or the user is disabled."""
    with ledger._reading() as connection:
        row = _holder(connection, sessions, token)
    return None if row is None else _user(row)


def close_session(ledger: Ledger, token: str) -> None:
    """End a session."""
    with ledger._writing() as connection:
        connection.execute(delete(sessions).where(sessions.c.hash == _digest(token)))


def add_token(ledger: Ledger, user: User, name: str, days: float = DAYS) -> str:
    """Make a token for a program, named for what it is for; its secret is told this once."""
    name = storable(" ".join(name.split()))
    if not name:
        raise LedgerError("say what the token is for")
    if days <= 0:
        raise LedgerError(f"{days:g} days: a token has to hold for some time")
    secret = secrets.token_urlsafe(32)
    row = {
        "user_id": user.id,
        "name": name,
        "hash": _digest(secret),
        "created_at": _now(),
        "expires_at": _now(hours=24 * days),
    }
    with ledger._writing() as connection:
        connection.execute(insert(stored_tokens), row)
    return secret


def token_user(ledger: Ledger, token: str) -> User | None:
    """Whose token this is; `None` where it is unknown, expired or revoked, or the user is disabled."""
    minute = f"{_now()[:16]}:00+00:00"
    with ledger._reading() as connection:
        row = _holder(connection, stored_tokens, token, stored_tokens.c.revoked_at.is_(None))
    if row is None:
        return None
    if row["last_used_at"] != minute:
        with ledger._writing() as connection:
            used = update(stored_tokens).where(stored_tokens.c.id == row["token"])
            connection.execute(used.values(last_used_at=minute))
    return _user(row)


def tokens(ledger: Ledger, user: User) -> list[Token]:
    """A user's tokens, those that hold no more as well, in order of making."""
    columns = [stored_tokens.c[name] for name in Token.__dataclass_fields__]
    query = select(*columns).where(stored_tokens.c.user_id == user.id).order_by(stored_tokens.c.id)
    with ledger._reading() as connection:
        return [Token(**row) for row in connection.execute(query).mappings()]


def revoke_token(ledger: Ledger, token_id: int) -> None:
    """Let a token hold no more; raises `LedgerError` where there is none of that number."""
    with ledger._writing() as connection:
        is_it = stored_tokens.c.id == token_id
        if connection.execute(select(stored_tokens.c.id).where(is_it)).first() is None:
            raise LedgerError(f"{token_id}: there is no token of that number")
        still_holds = stored_tokens.c.revoked_at.is_(None)
        connection.execute(update(stored_tokens).where(is_it, still_holds).values(revoked_at=_now()))


def _holder(connection: Connection, table: Table, secret: str, *holds: Any) -> RowMapping | None:
    """The row of the user who has a session or a token that holds."""
    hashed = _digest(secret)
    columns: list[ColumnElement[Any]] = [table.c.hash]
    if table is stored_tokens:
        columns += [table.c.id.label("token"), table.c.last_used_at]
    query = (
        select(stored_users, *columns)
        .join(table, table.c.user_id == stored_users.c.id)
        .where(table.c.hash == hashed, table.c.expires_at > _now(), stored_users.c.disabled_at.is_(None))
    )
    row = connection.execute(query.where(*holds)).mappings().first()
    return row if row is not None and hmac.compare_digest(row["hash"], hashed) else None


# --- Within ------------------------------------------------------------------------------


def _found(connection: Connection, name: str) -> RowMapping | None:
    return connection.execute(select(stored_users).where(stored_users.c.key == _key(name))).mappings().first()


def _known(connection: Connection, name: str) -> RowMapping:
    row = _found(connection, name)
    if row is None:
        raise LedgerError(f"{name}: there is no user of that name")
    return row


def _change(connection: Connection, name: str, **values: str) -> None:
    row = _known(connection, name)
    connection.execute(update(stored_users).where(stored_users.c.id == row["id"]).values(values))


def _end_sessions(connection: Connection, name: str) -> None:
    own = sessions.c.user_id == _known(connection, name)["id"]
    connection.execute(delete(sessions).where(own))


def _user(row: RowMapping) -> User:
    return User(row["id"], row["name"], Role(row["role"]), row["disabled_at"] is not None)


def _role(given: Role | str) -> Role:
    try:
        return Role(given)
    except ValueError:
        raise LedgerError(f"{given}: no role; there are: {', '.join(Role)}") from None


def _key(name: str) -> str:
    """A name without regard to case, or to how its letters are encoded."""
    return unicodedata.normalize("NFKC", storable(" ".join(name.split()))).casefold()


def _hashed(password: str) -> str:
    if len(password) < SHORTEST:
        raise LedgerError(f"a password has at least {SHORTEST} characters; this one has {len(password)}")
    return _hasher().hash(password)


@cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher()


@cache
def _nobodys_hash() -> str:
    """The hash of a password that nobody knows."""
    return _hasher().hash(secrets.token_urlsafe(32))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _now(hours: float = 0) -> str:
    """This moment, or one some hours later."""
    moment = datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=hours)
    return moment.isoformat(timespec="seconds")
