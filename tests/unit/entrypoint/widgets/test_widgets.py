"""Widgets as HTML: hostile text changes no element, and everything that has words uses them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from imigrasi.domain.lifecycle import Status
from imigrasi.entrypoint.widgets.executions import executions_widget
from imigrasi.entrypoint.widgets.messages import messages_widget
from imigrasi.entrypoint.widgets.queue import queue_widget
from imigrasi.entrypoint.widgets.statements import statement_widget
from imigrasi.usecases.officer_ports import Round, Sent, Visit
from imigrasi.usecases.view_executions import Workflows
from imigrasi.usecases.view_messages import Told
from imigrasi.usecases.view_queue import Line, Queue
from imigrasi.usecases.view_statements import Finding, StatementReport
from tests.support import builders
from tests.support.builders import NOW, NUMBER
from tests.support.drawn_widgets import CONSOLE, WIDGETS, application, letter, queue, record, request, statements
from tests.support.hostile import HOSTILE, skeleton


@pytest.mark.parametrize("typed", HOSTILE)
@pytest.mark.parametrize("widget", WIDGETS)
def test_hostile_text_changes_no_element_and_no_attribute(widget: Callable[[str], str], typed: str) -> None:
    plain, attacked = skeleton(widget("plain")), skeleton(widget(typed))
    assert attacked.elements == plain.elements
    assert attacked.comments == 0


@pytest.mark.parametrize("typed", HOSTILE)
@pytest.mark.parametrize("widget", WIDGETS)
def test_no_address_but_our_own_and_no_element_that_acts(widget: Callable[[str], str], typed: str) -> None:
    found = skeleton(widget(typed))
    names = set(found.names())
    assert not names & {"script", "iframe", "object", "embed", "img", "link", "meta", "base", "use", "style:"}
    assert not [name for name in names if name.startswith("on")]
    assert all(address.startswith(("https://example.com/", "call", "html")) for address in found.addresses)


@pytest.mark.parametrize("typed", HOSTILE)
def test_an_action_sends_back_what_was_typed_and_nothing_else(typed: str) -> None:
    """CloudWatch parses the text of `cwdb-action` as JSON: text must not become another parameter."""
    for sent in actions(queue(typed)):
        parameters = json.loads(sent)
        assert set(parameters) <= {"widget", "application_id", "office", "queue", "after"}


def test_money_is_shown_where_it_stands_with_who_may_decide_next() -> None:
    shown = application("budi")
    for words in ("Diterima: </span>Rp650.000", "Ditahan: </span>Rp1", "Akan dikembalikan: </span>Rp2", "refund#"):
        assert words in shown.replace("/refund?", "refund#")
    assert "untuk petugas selain budi" in shown
    assert "Surat permintaan pengembalian" in shown


def test_a_task_says_what_to_do_next_and_leads_to_its_form() -> None:
    shown = queue("t-1")
    assert "Cocokkan pembukuan dengan keterangan gateway" in shown
    assert "https://example.com/task?region=x#TaskId=t-1" in shown


def test_a_statement_says_what_it_brought_and_where_it_differs() -> None:
    shown = statements("simponi")
    for words in (
        "Kas negara (SIMPONI)",
        "3 baris dihitung",
        "Rp650.000",
        "1 selisih dengan pembukuan",
        "2 baris tidak",
    ):
        assert words in shown
    assert "Belum ada berkas." in shown
    assert json.loads(actions(shown)[0]) == {"widget": "statement", "gateway": "simponi", "digest": "simponi"}


def test_a_report_is_shown_with_both_sides_and_leads_to_its_file() -> None:
    found = StatementReport(record("simponi"), (Finding("missing_in_ledger", "", "payment", "A1", "", "5", "0"),), 0)
    shown = statement_widget(found, request("statement"), "https://example.com/{key}")
    for words in ("ada di berkas, tidak ada di pembukuan", "Rp5", "Rp0", "https://example.com/simponi"):
        assert words in shown


def test_the_letter_says_what_is_not_confirmed_and_who_has_decided() -> None:
    shown = letter("ratna")
    assert "perlu dikonfirmasi sebelum surat dikirim" in shown
    assert shown.count('class="imi-sign"') == 2


def actions(markup: str) -> list[str]:
    from html.parser import HTMLParser

    class Actions(HTMLParser):
        def __init__(self) -> None:
            super().__init__(convert_charrefs=True)
            self.inside = False
            self.found: list[str] = []

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            self.inside = tag == "cwdb-action"
            if self.inside:
                self.found.append("")

        def handle_endtag(self, tag: str) -> None:
            self.inside = False

        def handle_data(self, data: str) -> None:
            if self.inside:
                self.found[-1] += data

    parser = Actions()
    parser.feed(markup)
    return parser.found


def test_an_action_stands_right_behind_its_button() -> None:
    names = [name for name, _ in skeleton(queue("plain")).elements]
    bound = [names[at - 1] for at, name in enumerate(names) if name == "cwdb-action"]
    assert bound
    assert set(bound) == {"button"}


def test_four_eyes_are_told_before_somebody_tries() -> None:
    known = builders.submitted(Status.ADJUDICATING, cleared_by="budi")
    shown = queue_widget(
        (Queue("adjudication", (Line(NUMBER, NOW, 2, known),), None),), request("queue"), "lebong", CONSOLE, NOW
    )
    assert "untuk petugas selain budi" in shown


@pytest.mark.parametrize(
    ("due", "days", "words"),
    [
        (NOW, 0, "hari ini"),
        (NOW + timedelta(days=1), 1, "1 hari kerja lagi"),
        (NOW + timedelta(days=3), 3, "3 hari kerja lagi"),
        (NOW - timedelta(days=2), -2, "lewat 2 hari kerja"),
    ],
)
def test_working_days_left_are_said_in_words(due: datetime, days: int, words: str) -> None:
    lines = (Line(NUMBER, due, days, None),)
    shown = queue_widget((Queue("review", lines, None),), request("queue"), "lebong", CONSOLE, NOW)
    assert words in shown


def test_the_graph_marks_where_an_execution_stands_and_where_it_went() -> None:
    visits = tuple(Visit(state, NOW) for state in ("Resume", "Review", "Payment"))
    from infra.components.workflow import definition
    from infra.stage import LOCAL

    workflows = Workflows(definition(LOCAL), (Round(f"{NUMBER}-1", "RUNNING", NOW, None, visits),))
    shown = executions_widget(workflows, request("executions", application_id=NUMBER))
    assert "➤ Pembayaran" in shown
    assert "✓ Pemeriksaan<" in shown
    assert "✓ Kedatangan" not in shown
    assert shown.count('stroke-width="3"') == 3  # two transitions taken, and the frame of the state it is in


def test_an_ended_execution_shows_its_end() -> None:
    from infra.components.workflow import definition
    from infra.stage import LOCAL

    visits = tuple(Visit(state, NOW) for state in ("Resume", "Review", "Returned"))
    workflows = Workflows(definition(LOCAL), (Round(f"{NUMBER}-1", "SUCCEEDED", NOW, NOW, visits),))
    shown = executions_widget(workflows, request("executions", application_id=NUMBER))
    assert "■ Dikembalikan" in shown
    assert "➤" not in shown


def test_no_widget_shows_an_address_of_the_citizen() -> None:
    told = (Told(builders.stored(builders.draft()).entries[0], Sent(1, datetime(2026, 11, 24, tzinfo=UTC), "mail")),)
    shown = messages_widget(told, request("messages", application_id=NUMBER))
    assert "surel" in shown
    assert "@" not in shown.partition("</style>")[2]
