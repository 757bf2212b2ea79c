"""The API as a page to read, made from its description."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment
from markupsafe import Markup, escape

from onrecord.web.api.description import document, operations
from onrecord.web.room import page, room

router = APIRouter()
MODELS = "#/components/schemas/"
PLAIN = {
    "string": "text", "integer": "whole number", "number": "number", "boolean": "true or false",
    "object": "object", "null": "null",
}  # fmt: skip
PROBLEMS = "400"  # from this status on: told together
_MARKED = re.compile(r"\*\*(.+?)\*\*|`(.+?)`")
Schema = Mapping[str, Any]
Piece = tuple[str, str | None]
"""Some words, and the model they name."""


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter, or a field of what is sent or answered."""

    name: str
    kind: tuple[Piece, ...]
    is_needed: bool
    about: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What an operation answers."""

    status: str
    about: str
    kind: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that can be asked."""

    anchor: str
    method: str
    path: str
    summary: str
    about: tuple[str, ...]
    role: str
    parameters: tuple[Field, ...]
    sent: tuple[Piece, ...]
    answers: tuple[Answer, ...]
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Model:
    """What an object is made of."""

    name: str
    about: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Subject:
    """The operations on one subject."""

    name: str
    about: str
    operations: tuple[Operation, ...]


@dataclass(frozen=True, slots=True)
class Manual:
    """The description of the API, to be read."""

    about: tuple[str, ...]
    subjects: tuple[Subject, ...]
    models: tuple[Model, ...]


@router.get("/api", response_class=HTMLResponse)
def manual(request: Request) -> HTMLResponse:
    """The API, operation by operation."""
    return page(
        request, "manual.html.jinja", about=_manual().about, marked=marked, origin=_origin(request),
        operations=_operations(room(request).templates),
    )  # fmt: skip


@lru_cache(maxsize=1)
def _operations(templates: Environment) -> Markup:
    return Markup(templates.get_template("operations.html.jinja").render(manual=_manual(), marked=marked))


def _origin(request: Request) -> str:
    scheme = "https" if room(request).settings.is_secure else "http"
    return f"{scheme}://{request.headers['host']}"


def marked(text: str) -> Markup:
    """A text of the description with its strong words and its code."""
    return Markup(_MARKED.sub(_element, str(escape(text))))


def _element(match: re.Match[str]) -> str:
    return f"<b>{match[1]}</b>" if match[1] else f"<code>{match[2]}</code>"


@lru_cache(maxsize=1)
def _manual() -> Manual:
    made = document()
    by_subject: dict[str, list[Operation]] = {}
    for method, path, operation in operations(made):
        by_subject.setdefault(operation["tags"][0], []).append(_operation(method, path, operation))
    return Manual(
        about=_paragraphs(made["info"]["description"]),
        subjects=tuple(
            Subject(tag["name"], tag["description"], tuple(by_subject[tag["name"]])) for tag in made["tags"]
        ),
        models=tuple(
            _model(name, schema)
            for name, schema in sorted(made["components"]["schemas"].items())
            if not name.startswith(("Listed_", "HTTPValidation", "ValidationError"))
        ),
    )


def _operation(method: str, path: str, operation: Schema) -> Operation:
    sent = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    answers = operation["responses"]
    *about, _ = _paragraphs(operation["description"])  # the last says the role
    return Operation(
        anchor=re.sub(r"\W+", "-", f"{method.lower()}{path}").strip("-"),
        method=method,
        path=path,
        summary=operation["summary"],
        about=tuple(about),
        role=operation["x-role"],
        parameters=tuple(map(_parameter, operation.get("parameters", ()))),
        sent=tuple(_kind(sent)) if sent else (),
        answers=tuple(_answer(status, one) for status, one in answers.items() if status < PROBLEMS),
        problems=tuple(status for status in answers if status >= PROBLEMS),
    )


def _parameter(given: Schema) -> Field:
    about = given.get("description") or given["schema"].get("description", "")
    return Field(given["name"], tuple(_kind(given["schema"])), given["required"], about, given["in"])


def _answer(status: str, given: Schema) -> Answer:
    content = given.get("content", {}).get("application/json", {}).get("schema")
    about = "" if given["description"] == "Successful Response" else given["description"]
    return Answer(status, about, tuple(_kind(content)) if content else ())


def _model(name: str, schema: Schema) -> Model:
    needed = schema.get("required", ())
    fields = schema.get("properties", {}).items()
    return Model(
        name,
        schema.get("description", ""),
        tuple(
            Field(own, tuple(_kind(given)), own in needed, given.get("description", ""))
            for own, given in fields
        ),
    )


def _kind(schema: Schema) -> Iterator[Piece]:
    """What a value is, in words; the models among them are named."""
    if "$ref" in schema:
        name = schema["$ref"].removeprefix(MODELS)
        if not name.startswith("Listed_"):
            yield name, name
            return
        of = name.removeprefix("Listed_").removesuffix("_")
        yield from (("a page of ", None), (of, of))
    elif "anyOf" in schema:
        yield from _joined(schema["anyOf"], " or ")
    elif "enum" in schema:
        yield " | ".join(map(str, schema["enum"])), None
    elif "prefixItems" in schema:
        yield "[", None
        yield from _joined(schema["prefixItems"], ", ")
        yield "]", None
    elif schema.get("type") == "array":
        yield "list of ", None
        yield from _kind(schema["items"])
    elif isinstance(schema.get("additionalProperties"), Mapping):
        yield "object of ", None
        yield from _kind(schema["additionalProperties"])
    elif schema.get("format") == "date":
        yield "day", None
    else:
        yield PLAIN.get(schema.get("type", ""), "anything"), None


def _joined(schemas: Sequence[Schema], between: str) -> Iterator[Piece]:
    for number, schema in enumerate(schemas):
        if number:
            yield between, None
        yield from _kind(schema)


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(" ".join(part.split()) for part in text.split("\n\n") if part.strip())
