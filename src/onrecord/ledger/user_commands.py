"""`onrecord users` and `onrecord tokens`: who may use the reading room, and what programs sign in with."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.errors import OnrecordError
from onrecord.ledger import DEFAULT
from onrecord.ledger.options import Answer, Shown, opened
from onrecord.ledger.register_commands import Address, _print_list
from onrecord.ledger.roles import DAYS, SHORTEST, Role

if TYPE_CHECKING:
    from onrecord.ledger.ledger import Ledger

Name = Annotated[str, typer.Argument(help="The user's name.", show_default=False)]
PasswordStdin = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from standard input, its first line.")
]

users = typer.Typer(
    rich_markup_mode=None,
    no_args_is_help=True,
    help="Say who may use the reading room.",
    epilog=f"A password has at least {SHORTEST} characters; what is kept of it cannot be read back.",
)
tokens = typer.Typer(
    rich_markup_mode=None,
    no_args_is_help=True,
    help="Make and revoke tokens, with which programs sign in as a user.",
)


def add_user_commands(app: typer.Typer) -> None:
    """Give an application the commands of users and their tokens."""
    app.add_typer(users, name="users")
    app.add_typer(tokens, name="tokens")


# --- Users -------------------------------------------------------------------------------


@users.command()
def add(
    name: Name,
    role: Annotated[
        Role, typer.Option(help="reader; reviewer: may review as well; admin: may see to users as well.")
    ] = Role.reader,
    password_stdin: PasswordStdin = False,
    ledger: Address = None,
) -> None:
    """Add a user; the password is asked for."""
    from onrecord.ledger.users import add_user

    with _opened(ledger) as known:
        user = add_user(known, name, _password(password_stdin), role)
    print(f"{_printable(user.name)} added as {user.role}")


@users.command("list")
def list_users(ledger: Address = None, format: Shown = Answer.text) -> None:
    """List the users."""
    from onrecord.ledger.users import users as all_users

    with _opened(ledger) as known:
        found = all_users(known)
    _print_list(
        [
            {"id": user.id, "name": user.name, "role": user.role.value, "disabled": _yes(user.is_disabled)}
            for user in found
        ],
        ("id", "name", "role", "disabled"),
        format,
        "No users.",
    )


@users.command("role")
def change_role(
    name: Name,
    role: Annotated[Role, typer.Argument(help="The new role.", show_default=False)],
    ledger: Address = None,
) -> None:
    """Give a user another role."""
    from onrecord.ledger.users import set_role

    with _opened(ledger) as known:
        set_role(known, name, role)
    print(f"{_printable(name)} is {role} now")


@users.command("password")
def change_password(name: Name, password_stdin: PasswordStdin = False, ledger: Address = None) -> None:
    """Give a user another password, which is asked for; it ends the user's sessions."""
    from onrecord.ledger.users import set_password, user

    with _opened(ledger) as known:
        user(known, name)  # before a password is typed for nobody
        set_password(known, name, _password(password_stdin))
    print(f"{_printable(name)} has a new password")


@users.command()
def disable(name: Name, ledger: Address = None) -> None:
    """Let a user sign in no more; what the user reviewed stays under that name."""
    from onrecord.ledger.users import disable as disable_user

    with _opened(ledger) as known:
        disable_user(known, name)
    print(f"{_printable(name)} may not sign in any more")


# --- Tokens ------------------------------------------------------------------------------


@tokens.command("add")
def make_token(
    name: Name,
    what: Annotated[str, typer.Option("--for", help="What the token is for.", show_default=False)],
    days: Annotated[int, typer.Option(min=1, help="How long it holds.")] = DAYS,
    ledger: Address = None,
) -> None:
    """Make a token for a user and print it; it is shown this once."""
    from onrecord.ledger.users import add_token, user

    with _opened(ledger) as known:
        print(add_token(known, user(known, name), what, days))


@tokens.command("list")
def list_tokens(name: Name, ledger: Address = None, format: Shown = Answer.text) -> None:
    """List a user's tokens, those that hold no more as well."""
    from onrecord.ledger.users import tokens as tokens_of
    from onrecord.ledger.users import user

    with _opened(ledger) as known:
        found = [asdict(token) for token in tokens_of(known, user(known, name))]
    columns = ("id", "created_at", "expires_at", "revoked_at", "last_used_at", "name")
    _print_list(found, columns, format, "No tokens.")


@tokens.command()
def revoke(
    token: Annotated[
        int, typer.Argument(help="The token's number, by onrecord tokens list.", show_default=False)
    ],
    ledger: Address = None,
) -> None:
    """Let a token hold no more."""
    from onrecord.ledger.users import revoke_token

    with _opened(ledger) as known:
        revoke_token(known, token)
    print(f"token {token} holds no more")


# --- Within ------------------------------------------------------------------------------


def _opened(ledger: str | None) -> Ledger:
    return opened(ledger or DEFAULT)


def _password(from_stdin: bool) -> str:
    """A password typed twice on the terminal, or the first line of standard input."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise OnrecordError("there is no terminal to ask for the password on; give it with --password-stdin")
    typed: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    return typed


def _yes(is_so: bool) -> str | None:
    return "yes" if is_so else None


def _printable(text: str) -> str:
    from onrecord.render.escape import printable

    return printable(text)
