"""The API is what its description says: requests made from it, good and bad, get the answers that it tells of."""

from __future__ import annotations

import shutil

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from jsonschema import Draft202012Validator
from schemathesis.config import SchemathesisConfig
from starlette.testclient import TestClient

from onrecord.web.access import ACCESS
from onrecord.web.api.description import document, operations
from onrecord.web.app import create
from onrecord.web.settings import Settings
from tests.web.conftest import ORIGIN, signed_in

EXAMPLES = 6
"""Requests made for each operation and kind; the same in every run."""
CHECKED = {
    "checks": {
        "positive_data_acceptance": {"expected-statuses": ["2xx", 304, 400, 403, 404, 409, 503]},
        "ignored_auth": {"enabled": False},  # it would be an administrator's once more
        "unsupported_method": {"enabled": False},  # it sends a GET what no GET may bring
    }
}
"""What is well-formed may still be refused: a place that nobody knows, a token that would change a password."""
schema = schemathesis.openapi.from_dict(document(), config=SchemathesisConfig.from_dict(CHECKED))


@pytest.fixture(scope="module")
def admin(kept_by_team, tmp_path_factory):
    """An administrator who is signed in, at a room in which nothing that is given is read."""
    ledger = tmp_path_factory.mktemp("described") / "room.db"
    shutil.copy(kept_by_team, ledger)
    app = create(Settings(str(ledger)))
    app.app.state.room.jobs.close()
    with TestClient(app, base_url=ORIGIN) as opened:
        yield signed_in(opened, "admin")


@schema.parametrize()
@settings(
    max_examples=EXAMPLES, derandomize=True, deadline=None, database=None,
    phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck),
)  # fmt: skip
def test_requests_get_the_answers_that_are_described(case, admin):
    asked = case.as_transport_kwargs(base_url=ORIGIN)
    asked.pop("cookies", None)
    for name in ("Authorization", "Cookie"):
        asked["headers"].pop(name, None)
    case.validate_response(admin.request(**asked))


def test_the_description_is_sound_and_complete():
    made = document()
    assert made["openapi"].startswith("3.1")
    for name, model in made["components"]["schemas"].items():
        Draft202012Validator.check_schema(model)
        assert model.get("description"), name
    for method, path, operation in operations(made):
        assert operation["summary"], (method, path)
        assert operation["description"], (method, path)
        for parameter in operation.get("parameters", ()):
            assert parameter.get("description"), (method, path, parameter["name"])
            Draft202012Validator.check_schema(parameter["schema"])
        for status, answer in operation["responses"].items():
            kinds = set(answer.get("content", {}))
            assert kinds <= ({"application/json"} if status < "400" else {"application/problem+json"})


def test_only_the_api_is_in_it():
    assert {path for _, path, _ in operations(document())} == {
        path for _, path in ACCESS if path.startswith("/api/v1/")
    }
