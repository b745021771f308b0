"""The officers' widgets over real items: the deployed handler, the product's own history, no key to anything sealed."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest

from tests.support import handlers, papers
from tests.support.citizen import Citizen
from tests.support.hostile import HOSTILE, skeleton
from tests.support.people import person

ARN = "arn:aws:lambda:ap-southeast-3:000000000000:function:imigrasi-local-console"


@pytest.fixture(autouse=True)
def _settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WATCHED_FUNCTIONS", "intake,decision")


def widget(name: str, **parameters: Any) -> str:
    event = {"widget": name, **parameters, "widgetContext": {"locale": "id", "theme": "light"}}
    shown = handlers.handler("console")(event, SimpleNamespace(invoked_function_arn=ARN))
    return str(shown).partition("</style>")[2]


def numbers(shown: str) -> list[str]:
    return re.findall(r'imi-number">(LBG-[\w-]+)<', shown)


def test_the_queue_holds_what_waits_for_an_officer_oldest_due_first(citizen: Citizen) -> None:
    first = citizen
    first.submitted()
    citizen.cloud.clock.advance(days=10)  # further than any row of holidays: else both are due on one day
    second = Citizen(citizen.cloud, person(2))
    second.submitted()
    shown = widget("queue")
    assert numbers(shown) == [first.application_id, second.application_id]
    assert "Pemeriksaan kelengkapan" in shown


def test_what_waits_for_the_citizen_is_in_no_queue(citizen: Citizen) -> None:
    citizen.cleared()
    assert numbers(widget("queue")) == []


def test_each_stage_has_its_own_queue_and_says_who_may_not_decide(citizen: Citizen) -> None:
    citizen.adjudicating()
    shown = widget("queue", queue="adjudication")
    assert numbers(shown) == [citizen.application_id]
    assert "untuk petugas selain budi" in shown
    assert numbers(widget("queue", queue="review")) == []


def test_a_long_queue_goes_on_where_the_page_ended(citizen: Citizen, monkeypatch: pytest.MonkeyPatch) -> None:
    from imigrasi.usecases import view_queue

    monkeypatch.setattr(view_queue, "WHOLE", 1)
    citizen.submitted()
    second = Citizen(citizen.cloud, person(2))
    second.submitted()
    shown = widget("queue", queue="review")
    [first] = numbers(shown)
    [cursor] = re.findall(r"after&quot;: &quot;([^&]+)&quot;", shown)
    [following] = numbers(widget("queue", queue="review", after=cursor))
    assert {first, following} == {citizen.application_id, second.application_id}


def test_money_in_suspense_is_an_officers_task(citizen: Citizen) -> None:
    citizen.cleared()
    payment = citizen.issue_payment()
    order = payment["order_id"]
    citizen.cloud.gateway.gateway.capture(order, 1_000)
    citizen.call("POST", f"/payments/{order}/check")
    citizen.cloud.pump()
    shown = widget("queue", queue="suspense")
    assert numbers(shown) == [order]
    assert "Cocokkan uangnya" in shown


def test_an_application_is_shown_masked_with_what_may_be_done(citizen: Citizen) -> None:
    citizen.submitted()
    shown = widget("application", application_id=citizen.application_id)
    assert "decide#" not in shown
    assert f"imigrasi-local-decide?region=x#ApplicationId={citizen.application_id}&amp;Outcome=clear" in shown
    for secret in (citizen.person.nik, citizen.person.applicant()["full_name"], citizen.person.applicant()["address"]):
        assert secret not in shown
    assert "diterima" in shown
    assert "Riwayat permohonan ini tidak utuh" not in shown


def test_an_altered_history_is_told(citizen: Citizen) -> None:
    citizen.submitted()
    partition = f"APP#{citizen.application_id}"
    citizen.cloud.client("dynamodb").update_item(
        TableName="imigrasi-local-applications",
        Key={"pk": {"S": partition}, "sk": {"S": "EVENT#000001"}},
        UpdateExpression="SET actor_kind = :other",
        ExpressionAttributeValues={":other": {"S": "officer"}},
    )
    shown = widget("application", application_id=citizen.application_id)
    assert "tidak utuh mulai kejadian ke-1: isinya diubah" in shown


@pytest.mark.parametrize("name", ["application", "messages"])
def test_a_history_that_cannot_be_read_is_told(citizen: Citizen, name: str) -> None:
    citizen.submitted()
    citizen.cloud.client("dynamodb").update_item(
        TableName="imigrasi-local-applications",
        Key={"pk": {"S": f"APP#{citizen.application_id}"}, "sk": {"S": "EVENT#000002"}},
        UpdateExpression="REMOVE actor_kind",
    )
    shown = widget(name, application_id=citizen.application_id)
    assert "tidak utuh mulai kejadian ke-2: isinya tidak terbaca" in shown
    assert "Outcome=" not in shown


def test_the_same_person_and_the_same_file_elsewhere_are_told(citizen: Citizen) -> None:
    twin, same = Citizen(citizen.cloud, citizen.person), papers.png("the same card")
    for each in (citizen, twin):
        each.start()
        each.upload("ktp", same)
        each.upload("old_passport")
        each.cloud.pump()
        each.submit()
    shown = widget("application", application_id=citizen.application_id)
    assert f"NIK yang sama juga ada di permohonan {twin.application_id}" in shown
    assert f"Berkas yang sama juga ada di {twin.application_id}" in shown
    alone = Citizen(citizen.cloud, person(3))
    alone.submitted()
    assert "NIK yang sama" not in widget("application", application_id=alone.application_id)


def test_messages_tell_when_and_how_and_never_to_whom(citizen: Citizen) -> None:
    citizen.submitted()
    citizen.cloud.pump()
    shown = widget("messages", application_id=citizen.application_id)
    assert "Diajukan" in shown
    assert "surel" in shown or "SMS" in shown
    applicant = citizen.person.applicant()
    assert applicant["phone"] not in shown
    assert applicant.get("email", "@") not in shown


@pytest.mark.parametrize("widget_name", ["application", "messages"])
@pytest.mark.parametrize("number", ["LBG-0000-0000-0", "LBG-0000-0000-1", "x", ""])
def test_a_number_that_leads_nowhere_gets_a_notice(citizen: Citizen, widget_name: str, number: str) -> None:
    shown = widget(widget_name, application_id=number)
    assert "<form" in shown
    assert "imi-time" not in shown


def test_an_unknown_office_or_widget_gets_a_notice(citizen: Citizen) -> None:
    assert "imi-notice" in widget("queue", office="nowhere")
    assert "imi-notice" in widget("secrets")


def test_without_its_context_a_widget_is_shown_all_the_same(citizen: Citizen) -> None:
    citizen.submitted()
    shown = handlers.handler("console")({"widget": "queue"}, SimpleNamespace(invoked_function_arn=ARN))
    assert citizen.application_id in shown


def test_it_describes_itself(citizen: Citizen) -> None:
    described = handlers.handler("console")({"describe": True}, None)
    assert described.startswith("## ")
    assert "<" not in described


def test_an_unforeseen_fault_says_nothing_of_what_was_looked_at(
    citizen: Citizen, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TABLE_NAME", "secret-of-a-citizen")
    with pytest.raises(Exception, match=r"^queue$"):
        widget("queue")
    assert "secret-of-a-citizen" not in capsys.readouterr().out


@pytest.mark.parametrize("typed", [text for text in HOSTILE if text.isprintable() and len(text) <= 100])
def test_hostile_names_reach_officers_as_text(citizen: Citizen, typed: str) -> None:
    citizen.start(applicant={**citizen.person.applicant(), "full_name": typed, "address": typed, "birth_place": typed})
    shown = widget("application", application_id=citizen.application_id)
    names = set(skeleton(shown).names())
    assert not names & {"script", "img", "iframe", "object", "embed", "base", "meta", "style", "animate"}
    assert not [name for name in names if name.startswith("on")]
