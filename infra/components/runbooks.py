"""The officers' runbooks: SSM Automation documents, each a form with one step that calls `decision`.

The step passes nothing but the execution's id: `decision` reads officer, document and parameters from SSM itself, so
a payload can't claim another officer or another answer. Parameters are closed lists and patterns, never free text,
which would stay in SSM's history.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aws_cdk import aws_ssm as ssm
from constructs import Construct

from infra.stage import Stage

APPLICATION_NUMBER = "^LBG-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-Z]$"
OUTCOMES = ("clear", "return", "reject", "approve", "uphold", "grant")
REASONS = ("complete", "verified", "incomplete", "illegible", "not_eligible")
RECIPIENTS = ("applicant", "family", "proxy")
# Forms show a choice by its code: the help says what each means, and which go together.
OUTCOME_HELP = (
    "Keputusan. clear: lengkap; return: kembalikan untuk perbaikan; reject: tolak; approve: setujui; "
    "uphold: pertahankan penolakan; grant: kabulkan keberatan"
)
REASON_HELP = (
    "Alasan, dibaca oleh pemohon. Untuk clear, approve dan grant: complete atau verified; untuk return: incomplete "
    "atau illegible; untuk reject: not_eligible, incomplete atau illegible; untuk uphold: yang sama, atau verified"
)


@dataclass(frozen=True)
class Runbook:
    """A document's verb, what officers read above the form, and its choices beside the application's number."""

    verb: str
    description: str
    choices: Mapping[str, tuple[str, tuple[str, ...]]]  # parameter → (label, allowed values)


RUNBOOKS = (
    Runbook(
        "decide",
        "Putuskan satu permohonan: lengkap, kembalikan, tolak, setujui, atau putusan keberatan",
        {"Outcome": (OUTCOME_HELP, OUTCOMES), "Reason": (REASON_HELP, REASONS)},
    ),
    Runbook(
        "attend",
        "Catat kedatangan pemohon, atau ketidakhadirannya",
        {"Outcome": ("Kedatangan. attend: hadir; no-show: tidak hadir", ("attend", "no-show"))},
    ),
    Runbook("produce", "Dokumen selesai dicetak dan lolos kendali mutu: siap diambil", {}),
    Runbook(
        "handover",
        "Serahkan dokumen kepada yang berhak",
        {"Recipient": ("Penerima. applicant: pemohon; family: keluarga; proxy: kuasa", RECIPIENTS)},
    ),
)


def document_name(stage: Stage, verb: str) -> str:
    return stage.named(verb)


def create_documents(scope: Construct, stage: Stage, *, role_arn: str, function_name: str) -> None:
    """One Automation document per runbook. They run under `role_arn`, never under the officer's own rights."""
    for runbook in RUNBOOKS:
        ssm.CfnDocument(
            scope,
            f"{runbook.verb.title()}Document",
            name=document_name(stage, runbook.verb),
            document_type="Automation",
            document_format="JSON",
            update_method="NewVersion",
            content=content(runbook, role_arn=role_arn, function_name=function_name),
        )


def content(runbook: Runbook, *, role_arn: str, function_name: str) -> dict[str, Any]:
    """The document's body, schema 0.3."""
    return {
        "schemaVersion": "0.3",
        "description": runbook.description,
        "assumeRole": role_arn,
        "parameters": {
            "ApplicationId": {
                "type": "String",
                "description": "Nomor permohonan, LBG-XXXX-XXXX-C",
                "allowedPattern": APPLICATION_NUMBER,
            },
            **{
                name: {"type": "String", "description": label, "allowedValues": list(values)}
                for name, (label, values) in runbook.choices.items()
            },
        },
        "mainSteps": [
            {
                "name": "Decide",
                "action": "aws:invokeLambdaFunction",
                "maxAttempts": 1,
                "timeoutSeconds": 60,
                "onFailure": "Abort",
                "isEnd": True,
                "inputs": {
                    "FunctionName": function_name,
                    "InvocationType": "RequestResponse",
                    "InputPayload": {"execution_id": "{{automation:EXECUTION_ID}}"},
                },
            }
        ],
    }
