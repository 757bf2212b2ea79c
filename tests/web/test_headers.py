"""Headers of every answer of every route, of what goes wrong as well (ASVS 3.4.3 to 3.4.6)."""

from __future__ import annotations

import pytest

from onrecord.ledger.ledger import Ledger
from tests.web.routes import ask, every_route

POLICY = {
    "default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "img-src": "'self'",
    "connect-src": "'self'", "form-action": "'self'", "frame-ancestors": "'none'", "base-uri": "'none'",
}  # fmt: skip


def require_headers(answer):
    headers = answer.headers
    policies = [
        dict(part.strip().split(" ", 1) for part in policy.split(";"))
        for policy in headers.get_list("content-security-policy")
        if not policy.startswith("sandbox")
    ]
    assert POLICY in policies, policies
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]
    assert headers["cache-control"]
    assert not {"server", "x-powered-by", "access-control-allow-origin"} & set(headers)
    kind = headers.get("content-type", "")
    assert not kind.startswith("text/") or "charset=utf-8" in kind


@pytest.mark.parametrize("who", ["client", "stranger", "reader", "admin"])
def test_every_answer_of_every_route_has_them(request, who):
    client = request.getfixturevalue(who)
    for method, path in every_route():
        answer = ask(client, method, path)
        assert answer.status_code < 500, (method, path, answer.text)
        require_headers(answer)


@pytest.mark.parametrize("who", ["client", "stranger"])
def test_what_is_looked_at_has_them_where_there_is_something_to_see(request, who):
    client = request.getfixturevalue(who)
    for report in client.get("/api/v1/reports").json().get("items", []):
        for address in ("/reports/{}", "/api/v1/reports/{}", "/api/v1/reports/{}/record"):
            require_headers(client.get(address.format(report["report_id"])))


@pytest.mark.parametrize(
    ("status", "method", "path", "more"),
    [
        (404, "GET", "/nowhere", {}), (404, "GET", "/api/v1/nowhere", {}), (404, "GET", "/static/nothing.js", {}),
        (404, "GET", "/static/..%2froom.py", {}), (405, "DELETE", "/reports", {}), (405, "PATCH", "/api/v1/stats", {}),
        (405, "OPTIONS", "/api/v1/stats", {}), (400, "GET", "/api/v1/series/nothing", {}),
        (422, "GET", "/reports?page=0", {}), (422, "GET", "/api/v1/reports?page=0", {}),
        (421, "GET", "/", {"headers": {"Host": "evil.example"}}),
        (403, "POST", "/logout", {"headers": {"Origin": "http://evil.example"}}),
        (403, "POST", "/api/v1/jobs", {"headers": {"Origin": "null"}}),
        (413, "POST", "/login", {"content": b"x" * 1_000_001}),
        (413, "POST", "/api/v1/users", {"content": b"x" * 1_000_001}),
        (400, "GET", "/", {"headers": {"Content-Length": "x"}}),
        (303, "POST", "/logout", {}), (304, "GET", "/api/v1/stats", {"headers": {"If-None-Match": "*"}}),
        (200, "HEAD", "/reports", {}), (200, "GET", "/static/room.js", {}),
    ],
)  # fmt: skip
def test_whatever_goes_wrong_has_them(client, status, method, path, more):
    answer = client.request(method, path, **more)
    assert answer.status_code == status, answer.text
    require_headers(answer)


@pytest.mark.parametrize("path", ["/statements", "/api/v1/statements"])
def test_a_fault_has_them(client, room_ledger, path):
    with Ledger(room_ledger) as ledger, ledger.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE statements SET content = '5'")
    answer = client.get(path)
    assert answer.status_code == 500
    require_headers(answer)


def test_what_somebody_is_shown_is_kept_by_nobody_else(reader):
    for path in ("/", "/reports", "/account", "/api/v1/reports"):
        assert reader.get(path).headers["cache-control"] == "private, no-cache"


def test_a_form_of_too_much_is_refused_before_it_is_read(client):
    """The limit is that of forms; only adding takes more."""
    sent = {"Content-Length": "20000000", "Content-Type": "application/x-www-form-urlencoded"}
    assert client.post("/add", content=b"", headers=sent).status_code != 413
    assert client.post("/trail", content=b"", headers=sent).status_code == 413
