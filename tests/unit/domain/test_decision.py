"""Officers: who may decide what, and that four eyes see it."""

from __future__ import annotations

import pytest

from imigrasi.domain.decision import (
    COMMANDS,
    REASONS,
    FourEyes,
    Officer,
    OfficerMayNot,
    ReasonNotAllowed,
    Role,
    authorise,
    check_reason,
)
from imigrasi.domain.lifecycle import Command, Status
from tests.support.builders import submitted

BUDI, RATNA, WATI = (Officer(name, Role.OFFICER) for name in ("budi", "ratna", "wati"))
SARI = Officer("sari", Role.SUPERVISOR)
AGUS = Officer("agus", Role.AUDITOR)
OFFICERS_COMMANDS = sorted(COMMANDS.values())


@pytest.mark.parametrize("command", OFFICERS_COMMANDS)
@pytest.mark.parametrize("status", list(Status))
def test_an_auditor_decides_nothing(command: Command, status: Status) -> None:
    with pytest.raises(OfficerMayNot):
        authorise(submitted(status), AGUS, command)


@pytest.mark.parametrize("command", [Command.UPHOLD, Command.GRANT])
def test_an_objection_is_the_supervisors(command: Command) -> None:
    authorise(submitted(Status.OBJECTED), SARI, command)
    with pytest.raises(OfficerMayNot):
        authorise(submitted(Status.OBJECTED), BUDI, command)


@pytest.mark.parametrize("command", [Command.APPROVE, Command.RETURN, Command.REJECT])
def test_who_cleared_does_not_adjudicate(command: Command) -> None:
    application = submitted(Status.ADJUDICATING, cleared_by="budi")
    authorise(application, RATNA, command)
    with pytest.raises(FourEyes):
        authorise(application, BUDI, command)


def test_a_supervisor_who_cleared_does_not_adjudicate_either() -> None:
    with pytest.raises(FourEyes):
        authorise(submitted(Status.ADJUDICATING, cleared_by="sari"), SARI, Command.APPROVE)


@pytest.mark.parametrize("officer", [BUDI, RATNA])
def test_the_second_approval_is_a_thirds(officer: Officer) -> None:
    application = submitted(Status.SECOND_APPROVAL, cleared_by="budi", adjudicated_by="ratna")
    authorise(application, WATI, Command.APPROVE)
    with pytest.raises(FourEyes):
        authorise(application, officer, Command.APPROVE)


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.PAID, Status.APPROVED, Status.READY])
def test_elsewhere_the_same_officer_may_go_on(status: Status) -> None:
    authorise(submitted(status, cleared_by="budi", adjudicated_by="budi"), BUDI, Command.READY)


@pytest.mark.parametrize(("command", "reasons"), REASONS.items())
def test_a_reason_has_to_go_with_the_decision(command: Command, reasons: tuple[str, ...]) -> None:
    for reason in reasons:
        check_reason(command, reason)
    for other in ("", "because", *({"complete", "verified", "incomplete", "illegible", "not_eligible"} - {*reasons})):
        with pytest.raises(ReasonNotAllowed):
            check_reason(command, other)


@pytest.mark.parametrize("command", [Command.ATTEND, Command.NO_SHOW, Command.READY])
def test_what_needs_no_reason_takes_none(command: Command) -> None:
    check_reason(command, "")
