"""The sample events of `events/` drive the real handlers, and what comes of it is what the contract says."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from imigrasi.adapters.dynamo.enumeration import DynamoEnumeration
from imigrasi.domain.application import Application
from imigrasi.domain.audit import SYSTEM, Event
from imigrasi.domain.deadline import Due, DueKind
from imigrasi.domain.document import DocumentStatus
from imigrasi.domain.lifecycle import Status
from imigrasi.entrypoint import wiring
from imigrasi.usecases.personal_data import PersonalData, sealed_contact
from imigrasi.usecases.verify_ledger import verify_ledger
from imigrasi.usecases.writes import PutDocument, PutPayment, Write
from tests.support import handlers, papers
from tests.support.builders import FEE, NOW, NUMBER, document, draft, payment, stored, submitted
from tests.support.http_client import Reply, match
from tests.support.installation import INCOMING, STATEMENTS, TABLE
from tests.support.moto_cloud import MotoCloud
from tests.support.people import Person
from tests.support.runbooks import principal

SAMPLES = handlers.ROOT / "events"
SAMPLE_VERSION = "IYV3p45BT0ac8hjHg1houSdS1a.Mro8e"


def sample(name: str) -> dict[str, Any]:
    event: dict[str, Any] = json.loads((SAMPLES / f"{name}.json").read_text(encoding="utf-8"))
    return event


def keep(application: Application, *writes: Write) -> None:
    """The application of the samples, as if it had come so far."""
    wiring.applications().commit(stored(application), *writes)


def http(cloud: MotoCloud, name: str) -> Reply:
    return cloud.http.send(sample(name))


@pytest.fixture(autouse=True)
def office_hours(cloud: MotoCloud) -> None:
    cloud.clock.set(NOW)


def test_every_function_has_its_sample_and_no_sample_is_left_over() -> None:
    """`<function>.json`, and `<function>.<event>.json` where it hears of more than one thing."""
    named = {path.name.partition(".")[0] for path in SAMPLES.glob("*.json")}
    assert sorted(named) == handlers.names()
    assert [name for name in handlers.names() if not (SAMPLES / f"{name}.json").exists()] == []


@pytest.mark.parametrize("name", handlers.HTTP)
def test_an_http_sample_is_what_the_gateway_would_send(name: str) -> None:
    event = sample(name)
    route, parameters = match(event["requestContext"]["http"]["method"], event["rawPath"])
    assert (event["routeKey"], event.get("pathParameters", {})) == (route, parameters)
    assert handlers.routes()[route] == name
    assert all(header.islower() for header in event["headers"])


@pytest.mark.parametrize("name", sorted(path.stem for path in SAMPLES.glob("*.json")))
def test_a_sample_holds_nothing_real(name: str) -> None:
    text = json.dumps(sample(name))
    assert set(re.findall(r"\b\d{12}\b", text)) <= {"123456789012"}
    assert not re.search(r"@(?!example\.com)", text)


# ---------------------------------------------------------------- HTTP


def test_intake_starts_a_draft(cloud: MotoCloud) -> None:
    reply = http(cloud, "intake")
    assert (reply.status, reply.json["status"], reply.headers["etag"]) == (201, "draft", '"d1"')
    assert re.fullmatch(r"LBG-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]", reply.json["application_id"])
    assert re.fullmatch(r"[A-Z2-7]{26}", reply.json["access_key"])
    assert http(cloud, "intake").text == reply.text


def test_status_shows_the_file(cloud: MotoCloud) -> None:
    keep(draft())
    reply = http(cloud, "status")
    assert (reply.status, reply.headers["etag"]) == (200, '"v1"')
    assert reply.json["application_id"] == NUMBER
    assert reply.json["timeline"] == [
        {"seq": 1, "at": "2026-11-24T03:00:00Z", "event": "ApplicationStarted", "actor_kind": "citizen"}
    ]


@pytest.mark.parametrize("name", ["status", "upload", "payment"])
def test_where_nothing_is_stored_a_sample_finds_nothing(cloud: MotoCloud, name: str) -> None:
    reply = http(cloud, name)
    assert (reply.status, reply.code) == (404, "not_found")


def test_upload_opens_one(cloud: MotoCloud) -> None:
    keep(draft())
    reply = http(cloud, "upload")
    assert reply.status == 201
    assert {"document_id", "chunk_size", "chunks", "upload", "expires_at"} <= set(reply.json)
    assert set(reply.json["upload"]) == {"url", "fields", "key_prefix"}
    assert (reply.json["chunk_size"], reply.json["chunks"]) == (65_536, 1)


def test_payment_issues_one(cloud: MotoCloud) -> None:
    keep(submitted(Status.AWAITING_PAYMENT))
    reply = http(cloud, "payment")
    asked = {"payment_id", "order_id", "amount", "currency", "gateway", "method"}
    fixed = asked | {"expires_at", "status", "billing_code"}
    assert (reply.status, set(reply.json)) == (201, fixed)
    assert (reply.json["order_id"], reply.json["amount"]) == (f"{NUMBER}-1", FEE)


def test_payment_callback_stores_the_notice(cloud: MotoCloud) -> None:
    keep(submitted(Status.AWAITING_PAYMENT), PutPayment(payment()))
    replies = [http(cloud, "payment_callback") for _ in range(2)]
    assert [reply.status for reply in replies] == [200, 200]
    (notice,) = [item for item in cloud.items("ORDER#") if item["sk"]["S"].startswith("NOTICE#")]
    assert (notice["relay"]["S"], notice["verdict"]["S"], notice["repeats"]["N"]) == (
        "PaymentNoticeReceived",
        "settled",
        "1",
    )


def test_appointment_lists_free_times(cloud: MotoCloud) -> None:
    reply = http(cloud, "appointment")
    assert reply.status == 200
    assert set(reply.json["slots"][0]) == {"slot", "starts_at", "ends_at", "free"}
    assert {row["slot"][:10] for row in reply.json["slots"]} == {f"2026-11-{day}" for day in (24, 25, 26, 27, 30)}


# ---------------------------------------------------------------- queues and the stream


def done(cloud: MotoCloud, name: str) -> None:
    assert cloud.invoke(name, sample(name)) == {"batchItemFailures": []}


def test_document_check_has_the_document_scanned_and_keeps_what_is_clean(cloud: MotoCloud) -> None:
    content = papers.jpeg()
    keep(draft(), PutDocument(document(content), new=True))
    cloud.client("s3").put_object(Bucket="imigrasi-incoming", Key=document(content).chunk_key(0), Body=content)
    done(cloud, "document_check")
    (waiting,) = wiring.applications().file(NUMBER).documents
    assert waiting.status is DocumentStatus.CHECKING
    assert waiting.candidate is not None
    cloud.scanner.run()
    told = json.dumps(sample("document_check.scan")).replace(SAMPLE_VERSION, waiting.candidate.version)
    assert cloud.invoke("document_check", json.loads(told)) == {"batchItemFailures": []}
    (judged,) = wiring.applications().file(NUMBER).documents
    assert judged.status is DocumentStatus.ACCEPTED
    assert judged.stored is not None
    assert judged.stored.key == f"{NUMBER}/abcdefghijklmnop"


def test_the_sample_of_a_scan_is_what_the_scanner_tells(cloud: MotoCloud) -> None:
    put = cloud.client("s3").put_object(Bucket=INCOMING, Key=f"candidates/{NUMBER}/abcdefghijklmnop", Body=b"")
    cloud.scanner.plan.scan(f"candidates/{NUMBER}/abcdefghijklmnop", put["VersionId"])
    (told,) = cloud.scanner.told
    expected = json.loads(sample("document_check.scan")["Records"][0]["body"])
    assert told.keys() == expected.keys()
    assert told["detail"].keys() == expected["detail"].keys()
    assert told["detail"]["s3ObjectDetails"].keys() == expected["detail"]["s3ObjectDetails"].keys()
    assert told["detail"]["scanResultDetails"] == expected["detail"]["scanResultDetails"]


def test_event_relay_sends_the_event_and_removes_its_mark(cloud: MotoCloud) -> None:
    keep(draft())
    done(cloud, "event_relay")
    assert [item for item in cloud.items() if "relay" in item] == []


def test_the_streams_sample_is_what_the_table_would_stream(cloud: MotoCloud) -> None:
    keep(draft())
    (record,) = cloud.roads.stream_records()
    assert sample("event_relay")["Records"][0]["dynamodb"]["NewImage"] == record["dynamodb"]["NewImage"]


def test_workflow_driver_starts_the_round(cloud: MotoCloud) -> None:
    keep(submitted())
    done(cloud, "workflow_driver")
    (execution,) = cloud.machine.executions.values()
    assert execution.input == {"application_id": NUMBER, "round": 1, "stage": "Review"}


def test_payment_confirmation_books_what_the_gateway_says(cloud: MotoCloud) -> None:
    keep(submitted(Status.AWAITING_PAYMENT, payments=1), PutPayment(payment()))
    gateway = cloud.gateway.gateway
    gateway.books.open_order(f"{NUMBER}-1", FEE, NOW, payment().expires_at)
    gateway.capture(f"{NUMBER}-1", FEE)
    done(cloud, "payment_confirmation")
    assert wiring.applications().load(NUMBER).status is Status.PAID
    assert verify_ledger(DynamoEnumeration(cloud.client("dynamodb"), TABLE)).applied == FEE


def test_notification_writes_to_the_citizen(cloud: MotoCloud) -> None:
    application = submitted()
    data = PersonalData(Person().applicant(), {})
    keep(application, sealed_contact(wiring.sealer(), application, data))
    done(cloud, "notification")
    assert [mail.to for mail in cloud.mails()] == [Person().email]


def test_workflow_rescue_starts_the_next_round(cloud: MotoCloud) -> None:
    keep(submitted())
    done(cloud, "workflow_rescue")
    assert wiring.applications().load(NUMBER).round == 2


# ---------------------------------------------------------------- workflow, officers, schedules


def test_stage_keeps_the_token(cloud: MotoCloud) -> None:
    keep(submitted())
    event = sample("stage")
    assert cloud.invoke("stage", event) == {"outcome": "registered"}
    assert wiring.tokens().token(NUMBER, wiring.applications().load(NUMBER).stage, 1) == event["token"]


def test_decision_takes_what_systems_manager_recorded(cloud: MotoCloud) -> None:
    keep(submitted())
    event = sample("decision")
    chosen = {"ApplicationId": NUMBER, "Outcome": "clear", "Reason": "complete"}
    recorded = cloud.runbooks.record(principal("budi"), "imigrasi-local-decide", chosen)
    cloud.runbooks.executions[event["execution_id"]] = cloud.runbooks.executions[recorded]
    assert cloud.invoke("decision", event) == {"application_id": NUMBER, "status": "awaiting_payment"}


def test_console_shows_the_queue(cloud: MotoCloud) -> None:
    keep(submitted(queued_at=NOW))
    shown = cloud.invoke("console", sample("console"))
    assert isinstance(shown, str)
    assert NUMBER in shown
    assert "<script" not in shown


def test_due_work_does_what_is_due(cloud: MotoCloud) -> None:
    keep(draft(due=Due(DueKind.WARN, NOW)), PutDocument(document(b"x")))
    cloud.clock.advance(minutes=5)
    assert cloud.invoke("due_work", sample("due_work")) == {"relayed": 1, "LapseWarned": 1}


def test_document_purge_erases_what_is_due(cloud: MotoCloud) -> None:
    over = draft(status=Status.WITHDRAWN, due=Due(DueKind.RETENTION, NOW))
    keep(over, PutDocument(document(b"x", status=DocumentStatus.ACCEPTED)))
    cloud.clock.advance(minutes=1)
    assert cloud.invoke("document_purge", sample("document_purge")) == {"purged": 1}


def test_payment_reconciliation_asks_about_what_was_not_heard(cloud: MotoCloud) -> None:
    keep(submitted(Status.AWAITING_PAYMENT), PutPayment(payment(), poll_at=NOW))
    cloud.clock.advance(minutes=1)
    answer = cloud.invoke("payment_reconciliation", sample("payment_reconciliation"))
    assert answer == {"asked": 1}
    assert cloud.roads.waiting() == {"confirmation": 1}


def test_statement_import_takes_the_lines_of_the_file(cloud: MotoCloud) -> None:
    content = b"billing_code,ntb,ntpn,amount,paid_at\n"
    put = cloud.client("s3").put_object(Bucket=STATEMENTS, Key="simponi/2026-11-24.csv", Body=content)
    event = json.loads(json.dumps(sample("statement_import")).replace(SAMPLE_VERSION, put["VersionId"]))
    assert cloud.invoke("statement_import", event) == {"batchItemFailures": []}
    (item,) = cloud.items("STATEMENT#simponi#")
    assert item["status"]["S"] == "imported"


def test_a_history_with_two_events_is_stored_in_order(cloud: MotoCloud) -> None:
    wiring.applications().commit(stored(draft(), Event("Second", SYSTEM)))
    assert [entry.type for entry in wiring.applications().file(NUMBER).entries] == ["ApplicationStarted", "Second"]
