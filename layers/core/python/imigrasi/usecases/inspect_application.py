"""One application as an officer sees it: the file as masked at writing, findings, and what may be done next."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from imigrasi.domain.application import Application
from imigrasi.domain.audit import BrokenLink, verify_chain
from imigrasi.domain.decision import COMMANDS, REASONS, RECIPIENTS
from imigrasi.domain.document import DocumentStatus
from imigrasi.domain.lifecycle import Command, Status, is_legal
from imigrasi.domain.service import Service
from imigrasi.domain.viewing import GROUNDS, VIEWING_REASONS, holds_reason
from imigrasi.usecases.inspect_money import Money, inspect_money
from imigrasi.usecases.officer_ports import FindingIndex
from imigrasi.usecases.payment_ports import PaymentStore
from imigrasi.usecases.ports import ApplicationStore, Catalogue, File

#: What is typed or chosen → the runbook it belongs to; the rest are outcomes of `decide`.
_RUNBOOKS = {"attend": "attend", "no-show": "attend", "ready": "produce", "handover": "handover"}


@dataclass(frozen=True, slots=True)
class Move:
    """A legal move: its runbook, and the runbook's parameters with the values that fit."""

    command: Command
    runbook: str
    parameters: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Inspection:
    """`barred`: officers whom four eyes keep from the next decision. `money`: by order id. `viewable`: what can be
    opened now, by kind, with the reasons that hold. `broken`: where the history is not whole.
    """

    file: File
    service: Service
    moves: tuple[Move, ...]
    barred: tuple[str, ...]
    money: dict[str, Money] = field(default_factory=dict)
    viewable: dict[str, tuple[str, ...]] = field(default_factory=dict)
    same_files: dict[str, list[str]] = field(default_factory=dict)
    same_person: dict[str, list[str]] = field(default_factory=dict)
    broken: BrokenLink | None = None


def inspect_application(
    store: ApplicationStore,
    findings: FindingIndex,
    orders: PaymentStore,
    catalogue: Catalogue,
    application_id: str,
    *,
    at: datetime,
) -> Inspection:
    """Raises NotFound, EntryUnreadable. `same_files`: document id → other applications with the same file."""
    file = store.file(application_id)
    application = file.application
    shared = {
        document.document_id: findings.same_file(document)
        for document in file.documents
        if document.status is DocumentStatus.ACCEPTED
    }
    return Inspection(
        file=file,
        service=catalogue.service(application.service),
        moves=possible_moves(application),
        barred=barred_officers(application),
        money=inspect_money(file, orders, catalogue, at),
        viewable=viewable(file),
        same_files={document: numbers for document, numbers in shared.items() if numbers},
        same_person=findings.same_person(application_id),
        broken=verify_chain(application_id, file.entries, head=application.head, length=application.seq),
    )


def possible_moves(application: Application) -> tuple[Move, ...]:
    """Every officer's move that is legal where the application stands, in the order of the catalogue of moves."""
    legal = ((name, command) for name, command in COMMANDS.items() if _is_legal(application, command))
    return tuple(
        Move(command, _RUNBOOKS.get(name, "decide"), _parameters(application, name)) for name, command in legal
    )


def viewable(file: File) -> dict[str, tuple[str, ...]]:
    """Kind of a file → the reasons for which an officer may open it now."""
    accepted = (document.kind for document in file.documents if document.status is DocumentStatus.ACCEPTED)
    found = {
        kind: tuple(it for it in VIEWING_REASONS if holds_reason(file.application, file.payments, kind, it))
        for kind in (*accepted, GROUNDS)
    }
    return {kind: reasons for kind, reasons in found.items() if reasons}


def _is_legal(application: Application, command: Command) -> bool:
    return is_legal(application.status, command, application.circumstances)


def _parameters(application: Application, name: str) -> dict[str, tuple[str, ...]]:
    own: dict[str, tuple[str, ...]] = {"ApplicationId": (application.id,)}
    if name == "handover":
        return own | {"Recipient": RECIPIENTS}
    if name == "ready":
        return own
    own["Outcome"] = (name,)
    reasons = REASONS.get(COMMANDS[name])
    return own | {"Reason": reasons} if reasons else own


def barred_officers(application: Application) -> tuple[str, ...]:
    """Who may not decide here because they decided before (the rule itself stands in `domain.decision`)."""
    earlier: list[str | None] = []
    if application.status in (Status.ADJUDICATING, Status.SECOND_APPROVAL):
        earlier.append(application.cleared_by)
    if application.status is Status.SECOND_APPROVAL:
        earlier.append(application.adjudicated_by)
    return tuple(dict.fromkeys(name for name in earlier if name))
