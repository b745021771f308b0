"""Words: in every language the same, none missing, none unused, one for everything the API can say."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import imigrasi
from imigrasi.domain import audit, decision, dispute, document, lifecycle, refund_policy, viewing
from imigrasi.domain.errors import Fault
from imigrasi.entrypoint import shapes
from imigrasi.entrypoint.views import _INTERNAL
from web import wording
from web.language import LANGUAGES
from web.wording import Wording, WordingError

#: Said to officers, gateways and operators only.
NOT_FOR_CITIZENS = {
    "document_unknown",
    "documents_gone",
    "fee_still_needed",
    "file_gone",
    "file_unreadable",
    "four_eyes",
    "hold_unchanged",
    "less_than_the_fee",
    "no_dispute_open",
    "no_reason_to_open",
    "no_refund_by_hand",
    "no_refund_proposed",
    "nothing_to_give_back",
    "notice_malformed",
    "officer_may_not",
    "outside_runbook",
    "reason_not_allowed",
    "recipient_unknown",
    "reference_malformed",
    "refund_forbidden",
    "refund_under_way",
    "signature_invalid",
    "task_ends_otherwise",
}
#: Said by the site itself, by API Gateway, or for faults without a class.
OWN = {"offline", "unknown", "clash", "internal_error", "http_429"}
#: What comes next that the pages find out by themselves: `web/scripts/turn.js`.
FOUND_BY_THE_PAGES = {"arrived", "object_over"}
#: Checks of the site that the API leaves to it.
OWN_FIELDS = {"in_the_future", "passport_unusual", "issued_before_2009", "email_not_valid"}
#: Events are named in the past tense after what they happened to.
ABOUT = "Appl|Pay|Appo|Res|Obj|Lap|Coll|Sec|Exam|Disp|Fil"
EVENT = re.compile(rf'"((?:{ABOUT})[a-z]+(?:[A-Z][a-z]+)?[A-Z][a-z]+(?:ed|tted|ld|dy))"')


@pytest.fixture(scope="module", params=list(LANGUAGES))
def words(request: pytest.FixtureRequest) -> Wording:
    return wording.load([request.param])[0]


def _family(words: Wording, name: str) -> set[str]:
    return {key.removeprefix(f"{name}.") for key in words.texts if key.startswith(f"{name}.")}


def _faults(root: type[Fault]) -> Iterator[type[Fault]]:
    for kind in root.__subclasses__():
        yield kind
        yield from _faults(kind)


def test_every_fault_of_the_api_has_its_sentence(words: Wording) -> None:
    for module in pkgutil.walk_packages(imigrasi.__path__, "imigrasi."):
        importlib.import_module(module.name)
    ours = {kind.code for kind in _faults(Fault) if kind.__module__.startswith("imigrasi.")}
    assert _family(words, "fault") == (ours - NOT_FOR_CITIZENS) | OWN


def test_every_status_stage_and_actor_has_its_words(words: Wording) -> None:
    assert _family(words, "status") == {status.value for status in lifecycle.Status}
    assert _family(words, "actor") == {kind.value for kind in audit.ActorKind}
    circumstances = lifecycle.Circumstances(path=lifecycle.Path.STANDARD)
    actions = {lifecycle.next_action(status, circumstances) for status in lifecycle.Status}
    assert _family(words, "next") == {code for _, code in actions} | FOUND_BY_THE_PAGES
    assert {who for who, _ in actions} <= _family(words, "who")


def test_every_event_of_a_timeline_has_its_words(words: Wording) -> None:
    sources = [file.read_text() for file in Path(imigrasi.__path__[0]).rglob("*.py")]
    events = {name for source in sources for name in EVENT.findall(source)}
    events -= {*_INTERNAL, "PaymentNoticeReceived"}  # the latter is of the bus, not of a history
    assert {"ApplicationStarted", "SecondApprovalRequested", "ResultReady", "ExaminationHeld", "FileViewed"} <= events
    assert events <= _family(words, "event")


def test_every_reason_and_verdict_has_its_words(words: Wording) -> None:
    # Why a fee went back is said by the application's own status; why money was held is not.
    held = refund_policy.REFUND_REASONS[refund_policy.Case.SUSPENSE]
    reasons = [*decision.REASONS.values(), refund_policy.RELEASE_REASONS, held, dispute.DISPUTE_REASONS]
    reasons.append(viewing.VIEWING_REASONS)
    assert _family(words, "reason") == {reason for each in reasons for reason in each}
    assert _family(words, "document") == {s.value for s in document.DocumentStatus} - {"replaced", "expired"}
    assert _family(words, "role") == set(decision.Role) - {decision.Role.AUDITOR}


def test_every_fault_of_a_field_has_its_sentence(words: Wording) -> None:
    known = _family(words, "field")
    assert set(shapes._SLUGS.values()) | {"not_valid"} <= known
    assert {"document_required", "documents_still_checking", "document_refused"} <= known
    assert known >= OWN_FIELDS


def test_a_missing_word_fails_the_build() -> None:
    [words] = wording.load(["id"])
    words("home.no_such_key")
    words.used |= words.texts.keys()
    with pytest.raises(WordingError, match=r"home\.no_such_key is used but missing"):
        wording.check([words])


def test_an_unused_word_fails_the_build() -> None:
    [words] = wording.load(["id"])
    words.used |= words.texts.keys() - {"home.title"}
    with pytest.raises(WordingError, match=r"home\.title is never used"):
        wording.check([words])


def test_a_word_of_one_language_only_fails_the_build() -> None:
    some = [Wording("id", {"a": "x {n}", "b": "y"}), Wording("en", {"a": "x {m}"})]
    for words in some:
        words.used |= words.texts.keys()
    with pytest.raises(WordingError) as refused:
        wording.check(some)
    assert str(refused.value).splitlines() == ["b is not in both id and en", "a takes other values in id than in en"]


def test_a_script_gets_the_words_it_asks_for_and_whole_families() -> None:
    words = Wording("id", {"a": {"b": "1", "c": "2"}, "d": {"e": "3", "f": "4"}})
    assert words.of_script('say("a.b"); say("d." + x); say(`a.${x}`)') == {"a.b": "1", "d.e": "3", "d.f": "4"}


def test_values_in_a_sentence_are_escaped() -> None:
    assert Wording("id", {"a": "<{n}>"})("a", n="<b>") == "&lt;&lt;b&gt;&gt;"
