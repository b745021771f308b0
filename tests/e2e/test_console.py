"""Officers at the console: what the page's own calls do, from the queue to the handover."""

from __future__ import annotations

import pytest

from tests.support.desk import Desk
from tests.support.local_cloud import LocalCloud
from tests.support.outside import Line
from tests.support.patience import awaited
from tests.support.visitor import Visitor


@pytest.fixture
def budi(local_cloud: LocalCloud) -> Desk:
    return Desk(local_cloud, "budi")


@pytest.fixture
def ratna(local_cloud: LocalCloud) -> Desk:
    return Desk(local_cloud, "ratna")


@pytest.fixture
def sari(local_cloud: LocalCloud) -> Desk:
    return Desk(local_cloud, "sari")


def test_an_officer_clears_another_approves_and_it_is_handed_over(budi: Desk, ratna: Desk, visitor: Visitor) -> None:
    number = visitor.submitted().application_id
    assert number in budi.widget("queue", queue="review")["content"]
    assert budi.run(number, "decide clear", Reason="complete")["status"] == "Success"
    assert number not in budi.widget("queue", queue="review")["content"]
    visitor.pay()
    assert budi.run(number, "attend attend")["status"] == "Success"
    assert number in ratna.widget("queue", queue="adjudication")["content"]
    assert ratna.run(number, "decide approve", Reason="verified")["status"] == "Success"
    assert ratna.run(number, "produce")["status"] == "Success"
    ended = budi.run(number, "handover", Recipient="applicant")
    assert ended["status"] == "Success"
    assert ended["steps"][-1]["status"] == "Success"
    assert visitor.reaches("collected")["status"] == "collected"


def test_an_officer_returns_an_application_and_the_citizen_sees_why(budi: Desk, visitor: Visitor) -> None:
    number = visitor.submitted().application_id
    done = budi.run(number, "decide return", Reason="illegible")
    assert done["status"] == "Success"
    assert done["officer"] == "budi"
    assert visitor.reaches("returned")["next_action"] == {"who": "citizen", "code": "correct"}
    # Nothing to decide; a supervisor may hold its documents back from erasing.
    assert set(budi.forms_offered(number)) == {"hold on"}


def test_a_refused_decision_shows_its_code_and_changes_nothing(budi: Desk, visitor: Visitor) -> None:
    number = visitor.submitted().application_id
    document = "imigrasi-local-decide"
    wrong_reason = budi.start(document, ApplicationId=number, Outcome="clear", Reason="illegible")
    assert (wrong_reason["status"], wrong_reason["failure"]["code"]) == ("Failed", "reason_not_allowed")
    too_early = budi.start(document, ApplicationId=number, Outcome="approve", Reason="verified")
    assert too_early["failure"]["code"] == "illegal_move"
    assert visitor.status == "submitted"


def test_four_eyes_hold_at_the_console(budi: Desk, visitor: Visitor) -> None:
    number = visitor.submitted().application_id
    budi.run(number, "decide clear", Reason="complete")
    visitor.pay()
    budi.run(number, "attend attend")
    refused = budi.run(number, "decide approve", Reason="verified")
    assert refused["failure"]["code"] == "four_eyes"
    assert "bukan untuk budi" in budi.widget("application", application_id=number)["content"]


def test_an_auditor_sees_and_starts_nothing(local_cloud: LocalCloud, visitor: Visitor) -> None:
    agus, number = Desk(local_cloud, "agus"), visitor.submitted().application_id
    assert number in agus.widget("application", application_id=number)["content"]
    parameters = {"ApplicationId": number, "Outcome": "clear", "Reason": "complete"}
    asked = {"officer": "agus", "document": "imigrasi-local-decide", "parameters": parameters}
    refused = agus.ask("/api/executions", asked)
    assert (refused.status, refused.json["code"]) == (409, "AccessDeniedException")


def test_operations_are_not_an_officers(local_cloud: LocalCloud) -> None:
    reach = {it["name"]: it["dashboards"] for it in Desk(local_cloud, "budi").overview()["officers"]}
    assert reach == {
        "budi": ["imigrasi-local-queue"],
        "ratna": ["imigrasi-local-queue"],
        "sari": ["imigrasi-local-queue", "imigrasi-local-operations"],
        "agus": ["imigrasi-local-queue", "imigrasi-local-operations"],
    }
    asked = {"officer": "budi", "dashboard": "imigrasi-local-operations", "index": 0}
    refused = Desk(local_cloud, "budi").ask("/api/widget", asked)
    assert (refused.status, refused.json["code"]) == (409, "AccessDeniedException")


def test_the_workflow_is_drawn_where_it_stands(budi: Desk, sari: Desk, visitor: Visitor) -> None:
    number = visitor.submitted().application_id

    def drawn() -> str:
        return str(sari.widget("executions", application_id=number)["content"])

    awaited(drawn, lambda shown: "➤ Pemeriksaan" in shown)
    budi.run(number, "decide return", Reason="incomplete")
    awaited(drawn, lambda shown: "■ Dikembalikan" in shown)


def test_messages_name_channel_and_time_and_no_address(sari: Desk, visitor: Visitor) -> None:
    number = visitor.submitted().application_id

    def told() -> str:
        return str(sari.widget("messages", application_id=number)["content"])

    shown = awaited(told, lambda content: "✓" in content)
    assert visitor.person.applicant()["phone"] not in shown
    assert "@" not in shown


def test_invocations_show_how_the_decision_ended(budi: Desk, sari: Desk, visitor: Visitor) -> None:
    number = visitor.submitted().application_id
    budi.start("imigrasi-local-decide", ApplicationId=number, Outcome="approve", Reason="verified")

    def runs() -> str:
        return str(sari.widget("invocations", function="decision")["content"])

    awaited(runs, lambda content: "illegal_move" in content)


def test_the_clock_tells_the_platforms_time(sari: Desk, local_cloud: LocalCloud) -> None:
    assert str(local_cloud.today().year) in sari.widget("clock")["content"]


@pytest.mark.parametrize("widget", ["queue", "application", "executions", "messages", "invocations", "clock"])
@pytest.mark.parametrize(("language", "theme"), [("id", "light"), ("en", "dark")])
def test_every_widget_is_shown_whole_in_both_languages_and_themes(
    sari: Desk, widget: str, language: str, theme: str
) -> None:
    """What CloudWatch would strip, our widgets do not have."""
    shown = sari.widget(widget, language, theme)
    assert shown["stripped"] == []
    assert shown["kind"] == "html"
    assert f'class="imi imi-{theme}" lang="{language}"' in shown["content"]
    assert shown["css"]


def test_another_site_can_neither_act_nor_read(budi: Desk, local_cloud: LocalCloud) -> None:
    address = local_cloud.outputs["console_url"]
    asked = {
        "officer": "budi",
        "document": "imigrasi-local-produce",
        "parameters": {"ApplicationId": "LBG-0000-0000-0"},
    }
    assert budi.ask("/api/executions", asked, origin="https://evil.example").status == 403
    text = budi.console.call("POST", "/api/executions", asked, headers={"content-type": "text/plain"})
    assert (text.status, text.json["code"]) == (403, "json_only")
    rebound = Line(address).call("GET", "/api/overview", headers={"host": "evil.example"})
    assert (rebound.status, rebound.json["code"]) == (403, "host_not_local")
    page = Line(address).call("GET", "/")
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
