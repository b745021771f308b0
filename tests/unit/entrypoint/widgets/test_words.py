"""Officers read words, not codes: every code the product can show has them, in both languages."""

import json
import re
from typing import Any

import pytest

from imigrasi.adapters.catalogue import FileCatalogue, told_events
from imigrasi.domain.audit import ActorKind
from imigrasi.domain.decision import REASONS, RECIPIENTS
from imigrasi.domain.dispute import DISPUTE_REASONS, PAYMENT_RECEIPT
from imigrasi.domain.document import DocumentStatus
from imigrasi.domain.doubts import DOUBTS
from imigrasi.domain.lifecycle import Circumstances, Command, Stage, Status, next_action
from imigrasi.domain.payment import PaymentStatus
from imigrasi.domain.refund import RefundStatus
from imigrasi.domain.refund_policy import REFUND_REASONS
from imigrasi.domain.retention import HOLD_REASONS, RELEASED
from imigrasi.domain.statement import DifferenceCode, StatementStatus
from imigrasi.domain.viewing import GROUNDS, VIEWING_REASONS
from imigrasi.entrypoint.widgets.words import FOLDER, Words
from imigrasi.usecases.statement_ports import Kept
from imigrasi.usecases.take_lines import UNKNOWN_CODE
from imigrasi.usecases.task_ports import TaskKind
from imigrasi.usecases.view_queue import QUEUES
from infra.components.workflow import ENDS, STATES
from tests.support import builders
from tests.support.builders import NOW

OFFICERS_COMMANDS = set(Command) - {Command.SAVE, Command.SUBMIT, Command.WITHDRAW, Command.LAPSE, Command.SETTLE}
OFFICERS_COMMANDS -= {Command.BOOK, Command.CANCEL, Command.OBJECT}
GATEWAYS = FOLDER.parents[1] / "adapters" / "gateways"


def refusals() -> set[str]:
    """Why a whole settlement file is refused."""
    return set(re.findall(r'StatementMalformed\("(\w+)"\)', (GATEWAYS / "strict_csv.py").read_text()))


def findings() -> set[str]:
    """What a report may say of a line, and of a difference."""
    sources = [path.read_text() for path in GATEWAYS.glob("*_file.py")] + [(GATEWAYS / "strict_csv.py").read_text()]
    bad = re.findall(r'BadLine\("(\w+)"\)|"(\w+_not_valid)"', "\n".join(sources))
    return {*(one or other for one, other in bad), UNKNOWN_CODE, Kept.CONTRADICTS, Kept.FOREIGN, *DifferenceCode}


CODES = {
    "status": [it.value for it in Status],
    "stage": [it.value for it in Stage],
    "queue": list(QUEUES),
    "state": ["Resume", *STATES, *ENDS],
    "command": [it.value for it in OFFICERS_COMMANDS],
    "document": [it.value for it in DocumentStatus],
    "payment": [it.value for it in PaymentStatus],
    "actor": [it.value for it in ActorKind],
    "reason": sorted(
        {reason for reasons in (*REASONS.values(), *REFUND_REASONS.values()) for reason in reasons}
        | {*RECIPIENTS, *DISPUTE_REASONS, *VIEWING_REASONS, *HOLD_REASONS, RELEASED}
    ),
    "task": [it.value for it in TaskKind],
    "refund": [it.value for it in RefundStatus],
    "doubt": list(DOUBTS),
    "event": sorted({*told_events(), "FileViewed", "DocumentsPurged", "DocumentsHeld", "HoldLifted"}),
    "action": sorted({next_action(it, Circumstances())[1] for it in Status} - {"none"}),
    "gateway": [it.code for it in FileCatalogue().gateways()],
    "statement": [it.value for it in StatementStatus],
    "movement": ["payment", "refund", "chargeback"],
    "refusal": sorted(refusals()),
    "finding": sorted(findings()),
    "execution": ["RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"],
    "kind": [GROUNDS, *(it.kind for it in (*builders.service().documents, PAYMENT_RECEIPT))],
    "field": [it.key for it in builders.service().questions],
}


def texts(language: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / f"{language}.json").read_text(encoding="utf-8"))
    return found


def test_both_languages_say_the_same_things() -> None:
    assert texts("id").keys() == texts("en").keys()
    for key, text in texts("id").items():
        assert text.strip(), key
        assert places(text) == places(texts("en")[key]), key


def places(text: str) -> set[str]:
    import string

    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("group", CODES)
def test_every_code_has_words(language: str, group: str) -> None:
    known = texts(language)
    assert [code for code in CODES[group] if f"{group}.{code}" not in known] == []


def test_a_code_without_words_is_shown_as_it_is() -> None:
    assert Words("id").of("status", "something_new") == "something_new"


def test_dates_amounts_and_times_are_said_as_people_say_them() -> None:
    words = Words("id")
    assert words.moment(NOW) == "24 November 2026, 10.00 WIB"
    assert Words("en").moment(NOW) == "24 November 2026, 10:00 WIB"
    assert words.rupiah(1_650_000) == "Rp1.650.000"
    assert Words("en").rupiah(1_650_000) == "Rp1,650,000"
