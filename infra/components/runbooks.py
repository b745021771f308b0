"""The officers' runbooks: SSM Automation documents, each a form with one step that calls `decision`.

The step passes nothing but the execution's id: `decision` reads officer, document and parameters from SSM itself, so
a payload can't claim another officer or another answer. Parameters are closed lists and patterns, never free text,
which would stay in SSM's history.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aws_cdk import aws_ssm as ssm
from constructs import Construct

from infra.stage import Stage

_NUMBER = "LBG-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-Z]"
APPLICATION_NUMBER = f"^{_NUMBER}$"
OUTCOMES = ("clear", "return", "reject", "approve", "uphold", "grant")
REASONS = ("complete", "verified", "incomplete", "illegible", "not_eligible")
RECIPIENTS = ("applicant", "family", "proxy")
MONEY_OUTCOMES = ("release", "refund")
MONEY_REASONS = (
    "verified",
    "paid_already",
    "wrong_amount",
    "not_due",
    "taken_back",
    "withdrawn",
    "no_show",
    "rejected",
    "lapsed",
    "cancelled",
)
REFUND_OUTCOMES = ("approve", "refuse", "paid")
# Forms show a choice by its code: the help says what each means, and which go together.
OUTCOME_HELP = (
    "Keputusan. clear: lengkap; return: kembalikan untuk perbaikan; reject: tolak; approve: setujui; "
    "uphold: pertahankan penolakan; grant: kabulkan keberatan"
)
REASON_HELP = (
    "Alasan, dibaca oleh pemohon. Untuk clear, approve dan grant: complete atau verified; untuk return: incomplete "
    "atau illegible; untuk reject: not_eligible, incomplete atau illegible; untuk uphold: yang sama, atau verified"
)
MONEY_HELP = (
    "Keputusan. release: pakai uang yang ditahan untuk membayar biaya; refund: usulkan pengembalian, yang harus "
    "disetujui petugas lain"
)
MONEY_REASON_HELP = (
    "Alasan, dibaca oleh pemohon. Untuk release: verified; untuk refund uang yang ditahan: paid_already, wrong_amount, "
    "not_due atau taken_back; untuk refund biaya yang dibayar: withdrawn, no_show, rejected, lapsed atau cancelled"
)
REFUND_HELP = (
    "Keputusan atas pengembalian. approve: setujui (petugas lain dari yang mengusulkan); refuse: tidak disetujui; "
    "paid: sudah dibayar kas negara atau bank, isi Reference"
)
DISPUTE_REASONS = ("payment_found", "payment_not_found", "payment_of_another", "illegible")
DISPUTE_HELP = "Keputusan. close: pemeriksaan selesai"
DISPUTE_REASON_HELP = (
    "Hasil, dibaca oleh pemohon. payment_found: uangnya ditemukan; payment_not_found: tidak ditemukan di layanan "
    "pembayaran; payment_of_another: bukti untuk pembayaran lain; illegible: foto tidak terbaca"
)
VIEWING_REASONS = ("review", "identity", "objection", "dispute", "refund")
VIEWING_HELP = (
    "Untuk apa, dibaca oleh pemohon. review: memeriksa permohonan; identity: mencocokkan identitas saat pemohon datang "
    "atau mengambil; objection: memutuskan keberatan (penyelia); dispute: mencari pembayaran; refund: mengurus uang"
)
HOLD_REASONS = ("litigation", "investigation", "audit", "released")
HOLD_HELP = "Keputusan penyelia. on: dokumen tidak dihapus walaupun masa simpannya habis; off: boleh dihapus lagi"
HOLD_REASON_HELP = (
    "Alasan, tidak dibaca oleh pemohon. Untuk on: litigation (sengketa di pengadilan), investigation (penyelidikan) "
    "atau audit (pemeriksaan); untuk off: released"
)
DOCUMENT_HELP = "Dokumen: jenisnya seperti tertulis di berkas (ktp, old_passport, …); grounds: alasan keberatan"
REFERENCE_HELP = "Hanya untuk paid: nomor surat perintah atau bukti transfer; huruf besar, angka, . / -"


@dataclass(frozen=True)
class Text:
    """A parameter typed by hand, held to a pattern. `default`: it may be left out."""

    label: str
    pattern: str
    default: str | None = None


APPLICATION = {"ApplicationId": Text("Nomor permohonan, LBG-XXXX-XXXX-C", APPLICATION_NUMBER)}
PAYMENT = {"PaymentId": Text("Nomor pembayaran, LBG-XXXX-XXXX-C-1", f"^{_NUMBER}-[1-9][0-9]{{0,2}}$")}
DOCUMENT = {"Document": Text(DOCUMENT_HELP, "^[a-z0-9_]{2,40}$")}
REFERENCE = {"Reference": Text(REFERENCE_HELP, "^([0-9A-Z][0-9A-Z./-]{3,39})?$", default="")}
TASK = {
    "TaskId": Text(
        "Nomor tugas, seperti tertulis di antrean",
        "^(chargeback|difference|unknown_code)-[0-9A-Za-z_.-]{1,100}$",
    )
}


@dataclass(frozen=True)
class Runbook:
    """A document's name, what officers read above the form, what it is about, its choices, and what else is typed."""

    verb: str
    description: str
    choices: Mapping[str, tuple[str, tuple[str, ...]]]  # parameter → (label, allowed values)
    about: Mapping[str, Text] = field(default_factory=lambda: APPLICATION)
    more: Mapping[str, Text] = field(default_factory=dict)


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
    Runbook(
        "money",
        "Putuskan uang satu pembayaran: pakai untuk biaya, atau usulkan pengembalian",
        {"Outcome": (MONEY_HELP, MONEY_OUTCOMES), "Reason": (MONEY_REASON_HELP, MONEY_REASONS)},
        about=PAYMENT,
    ),
    Runbook(
        "refund",
        "Putuskan pengembalian uang yang diusulkan, atau catat bahwa sudah dibayar",
        {"Outcome": (REFUND_HELP, REFUND_OUTCOMES)},
        about=PAYMENT,
        more=REFERENCE,
    ),
    Runbook(
        "dispute",
        "Jawab pemohon yang sudah membayar tetapi belum terlihat: hasil pemeriksaan bukti bayarnya",
        {"Outcome": (DISPUTE_HELP, ("close",)), "Reason": (DISPUTE_REASON_HELP, DISPUTE_REASONS)},
    ),
    Runbook(
        "open-file",
        "Buka satu dokumen, sekali dan dalam 5 menit; pemohon melihat siapa yang membukanya",
        {"Reason": (VIEWING_HELP, VIEWING_REASONS)},
        about=APPLICATION | DOCUMENT,
    ),
    Runbook(
        "hold",
        "Tahan dokumen satu permohonan agar tidak dihapus, atau lepaskan (penyelia)",
        {"Outcome": (HOLD_HELP, ("on", "off")), "Reason": (HOLD_REASON_HELP, HOLD_REASONS)},
    ),
    Runbook("task", "Tutup satu tugas keuangan yang sudah diselesaikan", {}, about=TASK),
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
            **_typed(runbook.about),
            **{
                name: {"type": "String", "description": label, "allowedValues": list(values)}
                for name, (label, values) in runbook.choices.items()
            },
            **_typed(runbook.more),
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
        "outputs": ["Decide.Payload"],  # shown above the steps: what came of it
    }


def _typed(parameters: Mapping[str, Text]) -> dict[str, dict[str, str]]:
    return {
        name: {"type": "String", "description": text.label, "allowedPattern": text.pattern}
        | ({} if text.default is None else {"default": text.default})
        for name, text in parameters.items()
    }
