"""Only this machine's own page gets in, and only JSON of its own origin acts."""

import json
from email.message import Message
from typing import Any

import pytest

from local.console.routes import Console, Denied, check_host, check_sender

PORT = 4581


def headers(**given: str) -> Message:
    usual = {"Host": f"127.0.0.1:{PORT}", "Content-Type": "application/json"}
    found = Message()
    for name, value in (usual | {name.replace("_", "-"): value for name, value in given.items()}).items():
        found[name] = value
    return found


def post(console: Console, path: str, content: Any, **given: str) -> tuple[int, Any]:
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    answer = console.post(path, headers(**given), body)
    return answer.status, json.loads(answer.body)


@pytest.mark.parametrize("host", ["127.0.0.1:4581", "localhost:4581"])
def test_this_machines_names_are_taken(host: str) -> None:
    check_host(headers(Host=host), PORT)


@pytest.mark.parametrize("host", ["evil.example", "evil.example:4581", "127.0.0.1", "127.0.0.1:80", "", "0.0.0.0:4581"])
def test_another_name_for_this_machine_is_refused(host: str) -> None:
    with pytest.raises(Denied):
        check_host(headers(Host=host), PORT)


def test_a_request_without_a_name_is_refused() -> None:
    with pytest.raises(Denied):
        check_host(Message(), PORT)


@pytest.mark.parametrize(
    "sent",
    [
        {"Content_Type": "application/x-www-form-urlencoded"},
        {"Content_Type": "text/plain"},
        {"Content_Type": "multipart/form-data; boundary=x"},
        {"Content_Type": ""},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "https://127.0.0.1:4581"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
    ],
)
def test_what_another_page_could_send_acts_on_nothing(console: Console, sent: dict[str, str]) -> None:
    with pytest.raises(Denied):
        check_sender(headers(**sent))
    status, said = post(console, "/api/executions", {"officer": "budi"}, **sent)
    assert status == 403
    assert said["code"] in ("json_only", "foreign_origin", "foreign_site")


def test_its_own_page_may_act() -> None:
    check_sender(headers(Origin=f"http://127.0.0.1:{PORT}", Sec_Fetch_Site="same-origin"))


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"null", b"\xff", b'"budi"'])
def test_a_body_that_is_no_object_is_refused(console: Console, body: bytes) -> None:
    assert post(console, "/api/executions", body) == (400, {"code": "malformed", "title": "Send one JSON object."})


@pytest.mark.parametrize("officer", [None, "", "joko", "../budi", 7, ["budi"]])
@pytest.mark.parametrize("path", ["/api/executions", "/api/widget", "/api/approvals"])
def test_only_known_officers_act(console: Console, path: str, officer: object) -> None:
    status, said = post(console, path, {"officer": officer, "document": "x", "parameters": {}})
    assert (status, said["code"]) == (409, "AccessDeniedException")


def test_an_auditor_starts_nothing(console: Console) -> None:
    parameters = {"ApplicationId": "LBG-0000-0000-0"}
    asked = {"officer": "agus", "document": "imigrasi-local-produce", "parameters": parameters}
    assert post(console, "/api/executions", asked)[1]["code"] == "AccessDeniedException"


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({}, "InvalidAutomationExecutionParametersException"),
        ({"ApplicationId": "<script>"}, "InvalidAutomationExecutionParametersException"),
        ({"ApplicationId": "LBG-0000-0000-0", "Note": "free text"}, "InvalidAutomationExecutionParametersException"),
    ],
)
def test_parameters_outside_the_documents_rules_start_nothing(
    console: Console, parameters: dict[str, str], code: str
) -> None:
    asked = {"officer": "budi", "document": "imigrasi-local-produce", "parameters": parameters}
    status, said = post(console, "/api/executions", asked)
    assert (status, said["code"]) == (409, code)


@pytest.mark.parametrize(
    "path", ["/../routes.py", "/static/console.js", "/.env", "/console.py", "/words/id.json", "//x"]
)
def test_only_the_pages_own_files_are_given(console: Console, path: str) -> None:
    assert console.get(path).status == 404


@pytest.mark.parametrize(
    "path", ["/", "/console.js", "/page.js", "/board.js", "/runbook.js", "/console.css", "/icon.svg"]
)
def test_the_page_and_its_files_allow_no_foreign_code(console: Console, path: str) -> None:
    answer = console.get(path)
    assert answer.status == 200
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy


@pytest.mark.parametrize("query", ["", "?lang=id", "?lang=en", "?lang=<script>", "?lang=xx"])
def test_the_page_is_in_bahasa_unless_english_is_asked_for(console: Console, query: str) -> None:
    shown = console.get(f"/{query}").body.decode()
    assert ('<html lang="en"' in shown) == (query == "?lang=en")
    assert "<script>" not in shown
    assert "style=" not in shown
    assert " on" not in shown.replace(" on ", "")


def test_both_languages_have_the_same_words() -> None:
    from local.console.words import texts

    assert texts("id").keys() == texts("en").keys()
