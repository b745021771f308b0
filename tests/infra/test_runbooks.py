"""Officers act by closed forms; the function learns who they are from SSM, never from a payload."""

import re
from typing import Any

import pytest

from imigrasi.domain import decision, dispute, refund_policy, retention, viewing
from imigrasi.domain.identifier import application_number
from imigrasi.usecases.record_refund import REFERENCE
from imigrasi.usecases.task_ports import CLOSED_BY_HAND
from infra.components.runbooks import (
    DISPUTE_REASONS,
    HOLD_REASONS,
    MONEY_REASONS,
    OUTCOMES,
    REASONS,
    RECIPIENTS,
    VIEWING_REASONS,
)
from tests.infra.assembly import Assembly
from tests.support.builders import service

VERBS = {"decide", "attend", "produce", "handover", "money", "refund", "dispute", "task", "open-file", "hold"}
#: Runbook → how the parameter is called that says what it is about.
ABOUT = {"money": "PaymentId", "refund": "PaymentId", "task": "TaskId"}


@pytest.fixture
def documents(production: Assembly) -> dict[str, Any]:
    prefix = production.stage.named("")
    return {it.properties["Name"].removeprefix(prefix): it.properties for it in production.all("AWS::SSM::Document")}


def test_there_is_one_document_for_each_thing_an_officer_does(documents: dict[str, Any]) -> None:
    assert set(documents) == VERBS
    assert all(it["DocumentType"] == "Automation" for it in documents.values())


def test_a_runbook_never_runs_under_the_officers_own_rights(production: Assembly, documents: dict[str, Any]) -> None:
    role = production.ref(production.one("AWS::IAM::Role", "RunbookRole"))
    for document in documents.values():
        assert production.text(document["Content"]["assumeRole"]) == role


def test_a_runbook_does_one_thing_and_passes_only_its_execution(
    production: Assembly, documents: dict[str, Any]
) -> None:
    for document in documents.values():
        [step] = document["Content"]["mainSteps"]
        assert step["action"] == "aws:invokeLambdaFunction"
        assert step["inputs"]["InputPayload"] == {"execution_id": "{{automation:EXECUTION_ID}}"}
        function = production.functions["decision"].resource
        assert production.text(step["inputs"]["FunctionName"]) == f"<{function.id}>"


def test_no_parameter_takes_free_text(documents: dict[str, Any]) -> None:
    for document in documents.values():
        for name, parameter in document["Content"]["parameters"].items():
            assert parameter.get("allowedValues") or parameter.get("allowedPattern"), name


def test_the_form_takes_every_number_we_issue(documents: dict[str, Any]) -> None:
    issued = {application_number(bytes([n, 255 - n, n * 7 % 256, n * 31 % 256, n * 101 % 256])) for n in range(256)}
    numbers = issued - {None}
    assert len(numbers) > 200
    for verb, document in documents.items():
        about = ABOUT.get(verb, "ApplicationId")
        form = re.compile(document["Content"]["parameters"][about]["allowedPattern"])
        name = {"ApplicationId": "{}", "PaymentId": "{}-12", "TaskId": "difference-{}-1-refund_gone-650000-0"}[about]
        assert all(form.fullmatch(name.format(number)) for number in numbers)


def test_a_task_that_ends_with_its_money_is_no_form_of_its_own(documents: dict[str, Any]) -> None:
    form = re.compile(documents["task"]["Content"]["parameters"]["TaskId"]["allowedPattern"])
    assert {
        kind for kind in (*CLOSED_BY_HAND, "suspense", "refund", "payout", "dispute") if form.match(f"{kind}-1")
    } == CLOSED_BY_HAND


def test_a_document_is_named_by_kind_id_or_what_it_is_not(documents: dict[str, Any]) -> None:
    form = re.compile(documents["open-file"]["Content"]["parameters"]["Document"]["allowedPattern"])
    kinds = [required.kind for required in (*service().documents, dispute.PAYMENT_RECEIPT)]
    for known in (*kinds, viewing.GROUNDS, "abcdefgh234567aa"):
        assert form.fullmatch(known), known
    for other in ("", "KTP", "../vault", "ktp ", "a" * 41, "kt\np"):
        assert not form.fullmatch(other), other


def test_what_came_of_it_stands_above_the_steps(documents: dict[str, Any]) -> None:
    assert all(it["Content"]["outputs"] == ["Decide.Payload"] for it in documents.values())


def test_a_reference_may_be_left_out_and_is_written_as_the_product_takes_it(documents: dict[str, Any]) -> None:
    parameter = documents["refund"]["Content"]["parameters"]["Reference"]
    form = re.compile(parameter["allowedPattern"])
    assert (parameter["default"], bool(form.fullmatch(""))) == ("", True)
    for written in ("SP2D-001/2026", "abc", "A", "A" * 41, "0012.345", "DROP TABLE"):
        assert bool(form.fullmatch(written)) == bool(REFERENCE.fullmatch(written)), written


def test_the_forms_offer_what_the_domain_knows() -> None:
    assert {*OUTCOMES, "attend", "no-show", "ready", "handover"} == set(decision.COMMANDS)
    assert set(REASONS) == {reason for reasons in decision.REASONS.values() for reason in reasons}
    assert RECIPIENTS == decision.RECIPIENTS
    assert DISPUTE_REASONS == dispute.DISPUTE_REASONS
    assert VIEWING_REASONS == viewing.VIEWING_REASONS
    assert (*retention.HOLD_REASONS, retention.RELEASED) == HOLD_REASONS
    money = [refund_policy.RELEASE_REASONS, *refund_policy.REFUND_REASONS.values()]
    assert set(MONEY_REASONS) == {reason for reasons in money for reason in reasons}


def test_the_runbooks_role_may_call_decision_and_belongs_to_ssm_in_this_account(production: Assembly) -> None:
    role = production.one("AWS::IAM::Role", "RunbookRole")
    granted = list(production.permissions(role.id))
    assert [(it.action, it.resource) for it in granted] == [
        ("lambda:InvokeFunction", production.ref(production.functions["decision"].resource))
    ]
    [trust] = role.properties["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Principal"] == {"Service": "ssm.amazonaws.com"}
    assert trust["Condition"]["StringEquals"] == {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}
