"""The API, as a program meets it: lists and their pages, one of each thing, what people decide, what goes wrong."""

from __future__ import annotations

import pytest

from onrecord.ledger.ledger import Ledger
from onrecord.ledger.reviewing import standing
from tests.web.conftest import PASSWORD, USERS, add_reports, signed_in
from tests.web.dispatches import QUARREL, kept

API = "/api/v1"


@pytest.fixture
def report_id(client) -> str:
    """The report of the ford."""
    found = client.get(f"{API}/reports").json()["items"]
    return next(report["report_id"] for report in found if report["title"] == "Ford toll rises")


def items(client, path, **asked):
    answer = client.get(API + path, params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


# --- What the ledger has -------------------------------------------------------------------------


def test_it_counts_what_the_ledger_holds(client, room_ledger):
    with Ledger(room_ledger) as ledger:
        assert client.get(f"{API}/stats").json() == ledger.counts()


def test_reports_are_listed_the_latest_first_and_narrowed_by_filters(client):
    assert [one["title"] for one in items(client, "/reports")] == [
        "Bridge shut", "Camp opens", "Ford toll rises",
    ]  # fmt: skip
    assert [one["title"] for one in items(client, "/reports", outlet="vale gazette", until="2031-03-05")] == [
        "Ford toll rises"
    ]
    assert items(client, "/reports", status="retracted") == []
    assert len(items(client, "/reports", status=["retracted", "current"])) == 3


def test_a_report_comes_with_where_it_was_found(client, report_id):
    found = client.get(f"{API}/reports/{report_id}").json()
    assert found["report"]["text"].startswith("Ford toll rises\n\nAt least 12 people")
    assert found["status"] == "current"
    assert [origin["origin"].rpartition("/")[2] for origin in found["origins"]] == ["kept.db.jsonl line 1"]


def test_a_record_is_the_one_that_the_ledger_keeps(client, room_ledger, report_id):
    with Ledger(room_ledger) as ledger:
        assert client.get(f"{API}/reports/{report_id}/record").json() == ledger.record(report_id).to_dict()


def test_every_row_has_its_exact_words(client):
    def words(row):
        text = client.get(f"{API}/reports/{row['report_id']}").json()["report"]["text"]
        return [text[start:end] for start, end in row.get("spans", [row.get("span")])]

    for row in [*items(client, "/statements"), *items(client, "/figures"), *items(client, "/places")]:
        assert " … ".join(words(row)) == row["words"]


def test_filters_are_those_of_the_command_line(client):
    said = [one["words"] for one in items(client, "/statements", speaker="amadi", about="gate")]
    assert said == ["Nobody crosses the gate,"]
    assert [one["words"] for one in items(client, "/figures", indicator="killed", act="deny")] == ["40"]
    assert {one["name"] for one in items(client, "/places", place="Mosul")} == {"Mosul"}
    assert [one["title"] for one in items(client, "/search", words='"the gate"')] == ["Ford toll rises"]


def test_actors_are_listed_and_told_of(client):
    found = items(client, "/actors", name="amadi")
    assert [(one["name"], one["kind"], one["reports"]) for one in found] == [("Ruo Amadi", "person", 2)]
    told = client.get(f"{API}/actors/{found[0]['id']}").json()
    assert told["statements"] == len(items(client, "/statements", speaker=f"@{found[0]['id']}")) == 3
    assert items(client, "/actors", kind="armed_group", country="MWI") == []


def test_a_series_has_its_points_and_what_is_worked_out_of_them(client):
    found = client.get(f"{API}/series/killed").json()
    assert {point["words"] for point in found["points"]} >= {"At least 12", "31"}
    for group in found["groups"]:
        assert {found["points"][at]["measure"] for at in group["points"]} == {group["measure"]}
    for estimate in found["estimates"]:
        assert estimate["low"] <= estimate["best"] <= estimate["high"]
        assert {found["points"][at]["as_of"] for at in estimate["points"]} == {estimate["as_of"]}
    assert "killed" in [one["indicator"] for one in client.get(f"{API}/series").json()]


def test_a_filter_that_is_not_known_is_refused_and_not_passed_over(client):
    answer = client.get(f"{API}/statements", params={"speeker": "Amadi"})
    assert (answer.status_code, answer.json()["detail"]) == (422, "speeker: there is no such parameter")


def test_figures_are_on_the_map_where_their_place_is_known(client):
    placed = client.get(f"{API}/map", params={"indicator": "killed"}).json()
    assert placed
    for one in placed:
        assert one["point"]["indicator"] == "killed"
        assert -90 <= one["lat"] <= 90
        assert -180 <= one["lon"] <= 180
    assert client.get(f"{API}/map", params={"until": "2020-01-01"}).json() == []


def test_series_that_moved_have_what_was_before_and_what_is_now(serve, empty_ledger):
    told = "Flood\n\n{} people have been killed by the flood in Erbil so far, Mayor Lena Orsted said."
    add_reports(
        empty_ledger,
        {"outlet": "Vale Gazette", "published": "2031-03-04", "text": told.format("Some 12")},
        {"outlet": "Vale Gazette", "published": "2031-03-09", "text": told.format("At least 31")},
    )
    [moved] = serve(empty_ledger).get(f"{API}/moved").json()
    assert (moved["indicator"], moved["place"]) == ("killed", "Erbil")
    assert (moved["before"]["as_of"], moved["now"]["as_of"]) == ("2031-03-04", "2031-03-09")
    assert (moved["before"]["words"], moved["now"]["words"]) == ("Some 12", "At least 31")


# --- Pages of lists ------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/reports", "/statements", "/figures", "/places", "/actors", "/review"])
def test_next_leads_through_the_whole_list(client, path):
    whole = items(client, path)
    assert len(whole) > 2
    walked, address = [], f"{API}{path}?limit=2"
    while address:
        answer = client.get(address)
        walked += answer.json()["items"]
        address = answer.json()["next"]
        assert answer.headers.get("link") == (f'<{address}>; rel="next"' if address else None)
    assert walked == whole


def test_next_keeps_the_filters(client):
    asked = {"status": ["current", "revised"], "outlet": "Vale Gazette", "limit": 1}
    following = client.get(f"{API}/reports", params=asked).json()["next"]
    assert following == f"{API}/reports?status=current&status=revised&outlet=Vale+Gazette&page=2&limit=1"
    assert [one["title"] for one in client.get(following).json()["items"]] == ["Ford toll rises"]


@pytest.mark.parametrize("asked", ["limit=201", "limit=0", "page=0", "page=51", "limit=x"])
def test_a_list_is_no_longer_than_may_be_asked(client, asked):
    assert client.get(f"{API}/reports?{asked}").status_code == 422


# --- Asking again -------------------------------------------------------------------------------


def test_who_has_an_answer_already_is_told_so(client, report_id):
    for path in ("/stats", "/reports", f"/reports/{report_id}/record", "/series/killed", "/openapi.json"):
        first = client.get(API + path)
        tag = first.headers["etag"]
        again = client.get(API + path, headers={"If-None-Match": f'"other", W/{tag}'})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
        assert client.get(API + path, headers={"If-None-Match": '"other"'}).content == first.content


def test_a_tag_changes_with_the_answer(client, room_ledger):
    before = client.get(f"{API}/reports").headers["etag"]
    add_reports(
        room_ledger, {"title": "New", "text": "New\n\nThe mill at Erbil was shut, Mayor Lena Orsted said."}
    )
    assert client.get(f"{API}/reports", headers={"If-None-Match": before}).status_code == 200


# --- What people decide --------------------------------------------------------------------------


def test_a_review_is_appended_and_the_record_is_what_it_says(client, room_ledger, report_id):
    path = f"{API}/reports/{report_id}/records/s1"
    before = client.get(path).json()
    assert (before["version"], before["status"]) == (0, None)
    made = client.post(
        f"{path}/reviews",
        json={"action": "amend", "version": 0, "changes": {"act": "warn"}, "note": "a threat"},
    )
    assert made.status_code == 201
    after = client.get(path).json()
    assert (after["version"], after["status"], after["fields"]["act"]) == (1, "amended", "warn")
    assert after["machine"]["act"] == before["fields"]["act"]
    with Ledger(room_ledger) as ledger:
        assert standing(ledger, report_id, "s1").fields["act"] == "warn"
    assert client.post(f"{path}/reviews", json={"action": "undo", "version": 1}).status_code == 201
    assert client.get(path).json()["fields"] == before["fields"]
    history = client.get(f"{path}/reviews").json()
    assert [one["action"] for one in history] == ["undo", "amend"]
    assert items(client, "/trail") == history


def test_who_comes_second_is_told_how_things_stand(client, report_id):
    path = f"{API}/reports/{report_id}/records/s1"
    assert client.post(f"{path}/reviews", json={"action": "accept", "version": 0}).status_code == 201
    late = client.post(f"{path}/reviews", json={"action": "reject", "version": 0})
    assert late.status_code == 409
    assert late.headers["content-type"] == "application/problem+json"
    assert late.json()["standing"] == client.get(path).json()
    assert client.get(path).json()["status"] == "accepted"
    anew = client.post(
        f"{path}/reviews", json={"action": "undo", "version": 1, "read_at": "2031-03-01T00:00:00"}
    )
    assert anew.status_code == 409
    assert "was read anew" in anew.json()["detail"]


@pytest.mark.parametrize(
    "sent",
    [
        {"action": "amend", "version": 0}, {"action": "accept", "version": 0, "changes": {"act": "deny"}},
        {"action": "accept"}, {"action": "accept", "version": "0"}, {"action": "praise", "version": 0},
        {"action": "accept", "version": 0, "reviewer": "Somebody Else"}, [], None,
    ],
)  # fmt: skip
def test_a_review_that_says_nothing_clear_is_refused(client, report_id, sent):
    assert client.post(f"{API}/reports/{report_id}/records/s1/reviews", json=sent).status_code == 422
    assert items(client, "/trail") == []


def test_reviews_are_under_the_name_of_who_is_signed_in(reviewer):
    first = items(reviewer, "/review", limit=1)[0]
    path = f"{API}/reports/{first['report_id']}/records/{first['record_id']}/reviews"
    assert (
        reviewer.post(path, json={"action": "accept", "version": first["version"]}).json()["reviewer"]
        == "Vero"
    )
    assert first not in items(reviewer, "/review")


def test_actors_are_merged_renamed_and_that_is_undone(client):
    one, other = (items(client, "/actors", name=name)[0] for name in ("amadi", "orsted"))
    merged = client.post(f"{API}/actors/{one['id']}/merge", json={"other": other["id"]}).json()
    assert merged["action"] == "merge"
    assert client.get(f"{API}/actors/{other['id']}").status_code == 404
    undone = client.post(f"{API}/actors/changes/{merged['id']}/undo", json={})
    assert undone.json()["undone_by"] is not None
    assert client.get(f"{API}/actors/{other['id']}").json()["name"] == "Lena Orsted"
    client.post(f"{API}/actors/{one['id']}/rename", json={"name": "Warden Amadi"})
    assert client.get(f"{API}/actors/{one['id']}").json()["name"] == "Warden Amadi"
    assert [change["action"] for change in items(client, "/actors/changes")] == ["rename", "undo", "merge"]


def test_two_actors_are_told_apart(client):
    one, other = (items(client, "/actors", name=name)[0]["id"] for name in ("amadi", "orsted"))
    refused = client.post(f"{API}/actors/proposals/refuse", json={"one": one, "other": other})
    assert refused.json()["action"] == "refuse"
    assert refused.json()["by"]


def test_disputes_are_settled_and_opened_again(serve, tmp_path):
    client = serve(kept(tmp_path / "quarrel.db", QUARREL))
    found = items(client, "/disputes", kind="interval")
    assert found[0]["one"]["words"] != found[0]["other"]["words"]
    path = f"{API}/disputes/{found[0]['id']}"
    assert client.get(path).json()["settled"] is None
    ruling = client.post(f"{path}/settle", json={"holds": "other", "version": 0, "note": "counted twice"})
    assert (ruling.json()["verdict"], ruling.json()["version"]) == ("other", 1)
    assert client.get(path).json()["settled"] == "other"
    assert found[0]["id"] not in [one["id"] for one in items(client, "/disputes")]
    assert found[0]["id"] in [one["id"] for one in items(client, "/disputes", standing="settled")]
    late = client.post(f"{path}/reopen", json={"version": 0})
    assert (late.status_code, [one["action"] for one in late.json()["since"]]) == (409, ["settle"])
    assert client.post(f"{path}/reopen", json={"version": 1}).status_code == 200
    assert client.get(path).json()["settled"] is None


# --- Adding ---------------------------------------------------------------------------------------


def test_a_text_is_read_by_a_job(client):
    text = "The well at Erbil is dry, Mayor Lena Orsted said on Tuesday. Nine people were killed there."
    sent = {"text": text, "title": "Dry well", "outlet": "The Odde Post", "published": "2031-03-09"}
    begun = client.post(f"{API}/jobs", json=sent)
    assert begun.status_code == 202
    job = client.get(begun.headers["location"]).json()
    assert job["stage"] in ("waiting", "reading", "comparing", "done")
    assert job["id"] in [one["id"] for one in client.get(f"{API}/jobs").json()]
    assert client.post(f"{begun.headers['location']}/stop", json={}).status_code == 202


@pytest.mark.parametrize(
    "sent",
    [
        {}, {"text": " "}, {"text": "x", "addresses": ["https://news.example/"]}, {"addresses": []},
        {"addresses": ["file:///etc/passwd"]}, {"addresses": ["javascript:alert(1)"]},
        {"addresses": ["https://news.example/"], "title": "x"}, {"text": "x", "published": "yesterday"},
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused(client, sent):
    assert client.post(f"{API}/jobs", json=sent).status_code == 422
    assert client.get(f"{API}/jobs").json() == []


def test_rejects_are_listed_with_their_reason(client, room_ledger, tmp_path):
    from onrecord.ledger.adding import add

    (tmp_path / "empty.txt").write_text("")
    with Ledger(room_ledger) as ledger:
        list(add(ledger, [str(tmp_path / "empty.txt")]))
    [found] = items(client, "/rejects")
    assert (found["code"], found["attempts"], found["is_parked"]) == ("empty", 1, False)
    assert items(client, "/rejects", code="malformed") == []
    assert client.post(f"{API}/rejects/retry", json={"code": "malformed"}).status_code == 400


# --- Accounts ------------------------------------------------------------------------------------


def test_a_token_is_told_once_opens_the_api_and_is_revoked_at_once(reader, stranger):
    made = reader.post(f"{API}/account/tokens", json={"name": "export", "days": 2}).json()
    bearer = {"Authorization": f"Bearer {made['secret']}"}
    assert stranger.get(f"{API}/account", headers=bearer).json() == {
        "name": "Rana", "role": "reader", "is_local": False,
    }  # fmt: skip
    [listed] = reader.get(f"{API}/account/tokens").json()
    assert "secret" not in listed
    assert listed["last_used_at"] is not None
    assert reader.delete(f"{API}/account/tokens/{made['id']}").status_code == 204
    refused = stranger.get(f"{API}/account", headers=bearer)
    assert (refused.status_code, refused.headers["www-authenticate"]) == (401, "Bearer")


def test_a_token_makes_no_tokens_and_changes_no_password(reader, stranger):
    secret = reader.post(f"{API}/account/tokens", json={"name": "export"}).json()["secret"]
    bearer = {"Authorization": f"Bearer {secret}"}
    more = stranger.post(f"{API}/account/tokens", json={"name": "more"}, headers=bearer)
    passwords = {"current": PASSWORD, "new": "another long password"}
    changed = stranger.put(f"{API}/account/password", json=passwords, headers=bearer)
    assert (more.status_code, changed.status_code) == (403, 403)
    assert len(reader.get(f"{API}/account/tokens").json()) == 1


def test_nobody_revokes_the_token_of_somebody_else(reader, reviewer):
    made = reader.post(f"{API}/account/tokens", json={"name": "export"}).json()
    assert reviewer.delete(f"{API}/account/tokens/{made['id']}").status_code == 404
    assert reader.get(f"{API}/account/tokens").json()[0]["revoked_at"] is None


def test_a_password_is_changed_by_who_knows_it_and_other_sessions_end(reader, stranger):
    elsewhere = signed_in(stranger, "reader")
    wrong = {"current": "not the password", "new": "another long password"}
    assert reader.put(f"{API}/account/password", json=wrong).status_code == 400
    right = {"current": PASSWORD, "new": "another long password"}
    assert reader.put(f"{API}/account/password", json=right).status_code == 204
    assert reader.get(f"{API}/account").status_code == 200
    assert elsewhere.get(f"{API}/account").status_code == 401
    old = stranger.post("/login", data={"name": USERS["reader"], "password": PASSWORD})
    assert old.status_code == 401


def test_an_administrator_adds_users_gives_roles_and_shuts_out(admin, reader, stranger):
    added = admin.post(f"{API}/users", json={"name": "Nia", "password": PASSWORD, "role": "reader"})
    assert added.status_code == 201
    number = next(one["id"] for one in admin.get(f"{API}/users").json() if one["name"] == "Rana")
    assert admin.put(f"{API}/users/{number}/role", json={"role": "reviewer"}).json()["role"] == "reviewer"
    assert reader.get(f"{API}/account").json()["role"] == "reviewer"
    assert admin.post(f"{API}/users/{number}/disable", json={}).json()["is_disabled"] is True
    assert reader.get(f"{API}/account").status_code == 401
    again = stranger.post("/login", data={"name": USERS["reader"], "password": PASSWORD})
    assert again.status_code == 401


def test_an_administrator_cannot_give_up_the_last_key(admin):
    number = next(one["id"] for one in admin.get(f"{API}/users").json() if one["name"] == "Adil")
    assert admin.put(f"{API}/users/{number}/role", json={"role": "reader"}).status_code == 400
    assert admin.post(f"{API}/users/{number}/disable", json={}).status_code == 400
    assert admin.get(f"{API}/account").json()["role"] == "admin"


def test_where_nobody_signs_in_nobody_has_tokens(client):
    refused = client.post(f"{API}/account/tokens", json={"name": "export"})
    assert refused.status_code == 400
    assert "onrecord users add" in refused.json()["detail"]


# --- What goes wrong ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/reports/nothing", 404), ("GET", "/reports/nothing/record", 404), ("GET", "/actors/999", 404),
        ("GET", "/disputes/nothing", 404), ("GET", "/reports/nothing/records/s1", 404), ("GET", "/jobs/x", 404),
        ("GET", "/nothing", 404), ("GET", "/series/nothing", 400), ("GET", "/statements?place=Nowhere", 400),
        ("GET", "/search", 422), ("GET", "/reports?since=2031-13-45", 422), ("GET", "/reports?since=20310305", 422),
        ("GET", "/statements?act=sing", 422), ("DELETE", "/reports", 405), ("GET", "/actors/0", 422),
    ],
)  # fmt: skip
def test_what_goes_wrong_is_told_as_problem_details(client, method, path, status):
    answer = client.request(method, API + path)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    problem = answer.json()
    assert problem["status"] == status
    assert problem["type"] == "about:blank"
    assert problem["title"]
    assert problem["detail"]
    assert problem["instance"] == (API + path).partition("?")[0]


def test_what_may_not_be_done_tells_what_may(client):
    for path, allowed in (("/users", "GET, HEAD, POST"), ("/stats", "GET, HEAD"), ("/rejects/retry", "POST")):
        assert client.delete(API + path).headers["allow"] == allowed


def test_an_empty_ledger_has_empty_lists(empty_client):
    for path in (
        "/reports",
        "/statements",
        "/figures",
        "/places",
        "/actors",
        "/disputes",
        "/review",
        "/trail",
    ):
        assert items(empty_client, path) == []
    assert empty_client.get(f"{API}/series/killed").json()["points"] == []
