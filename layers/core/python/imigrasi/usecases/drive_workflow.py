"""Keep the workflow in step with the stored application: start rounds, complete waits, rescue the dead.

Everything is told from the stored state (`domain.workflow.outcome`); events only say where to look.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from imigrasi.domain.application import record
from imigrasi.domain.audit import SYSTEM, Event
from imigrasi.domain.lifecycle import Stage
from imigrasi.domain.workflow import STATE_OF, Diverted, Passed, Waiting, needs_execution, outcome
from imigrasi.usecases.ports import (
    ApplicationStore,
    RescueQueue,
    TokenDead,
    TokenStore,
    Workflow,
)
from imigrasi.usecases.retrying import until_written


def register_wait(
    store: ApplicationStore,
    tokens: TokenStore,
    workflow: Workflow,
    application_id: str,
    stage: Stage,
    round_: int,
    token: str,
) -> str:
    """The workflow has begun to wait: keep its token, or complete it at once if the outcome is stored.

    The store itself refuses a token that nobody waits for any more; only then is the outcome looked up.
    """
    for _ in range(3):
        if tokens.register(application_id, stage, round_, token):
            return "registered"
        come_to = outcome(store.load(application_id), stage, round_)
        if not isinstance(come_to, Waiting):
            _complete(workflow, token, come_to)
            return "completed"
    raise RuntimeError(f"{application_id}: the stage kept changing while its token was registered")


def drive_workflow(
    store: ApplicationStore,
    tokens: TokenStore,
    workflow: Workflow,
    rescue: RescueQueue,
    application_id: str,
    stage: Stage,
    round_: int,
) -> str:
    """An event of `stage` in `round_` was stored. Any number of times, in any order."""
    application = store.load(application_id)
    done = []
    if needs_execution(application) and application.round != round_:
        workflow.start(application.id, application.round, STATE_OF[application.stage])
        done.append("started")
    token = tokens.token(application_id, stage, round_) if stage in STATE_OF else None
    come_to = outcome(application, stage, round_)
    if token is not None and not isinstance(come_to, Waiting):
        try:
            _complete(workflow, token, come_to)
            done.append("completed")
        except TokenDead:
            rescue.ask(application_id, application.round)
            done.append("handed_over")
    return "+".join(done) or "nothing"


def _complete(workflow: Workflow, token: str, come_to: Passed | Diverted) -> None:
    if isinstance(come_to, Diverted):
        workflow.divert(token, come_to.name)
    else:
        workflow.succeed(token)


def rescue_workflow(store: ApplicationStore, workflow: Workflow, application_id: str, round_: int, at: datetime) -> str:
    """Bring an application back whose execution of `round_` is dead: next round, at the stored stage.

    Refused unless that round is current, so a rescue that comes late or twice does nothing. The event
    it records is what starts the new execution, so a crash after the write loses nothing.
    """

    def rescue() -> str:
        before = store.load(application_id)
        if before.round != round_ or not needs_execution(before):
            return "not_needed"
        if not workflow.is_dead(application_id, round_):
            return "alive"
        restarted = replace(before, round=before.round + 1)
        store.commit(record(before, restarted, Event("WorkflowRestarted", SYSTEM), at))
        return "rescued"

    return until_written(rescue)
