"""What the command line does, a function a command: each gives what `--json` prints, None for nothing."""

import argparse
import json
import re
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from imigrasi.adapters.dynamo.applications import DynamoApplications
from imigrasi.adapters.dynamo.enumeration import DynamoEnumeration
from imigrasi.domain.errors import NotFound
from imigrasi.usecases.verify_history import verify_history
from imigrasi.usecases.verify_ledger import verify_ledger
from local import cloud, files, money, officers, payments, run, statements
from local import seed as demonstration
from local.home import ROOT, Home, LocalError

MISDEEDS = ("duplicate", "late", "wrong-amount", "forged", "reordered")
SECONDS = {"d": 86_400, "h": 3_600, "m": 60, "s": 1}


def stop(home: Home, _options: argparse.Namespace) -> dict[str, Any]:
    stopped = run.stop(home)
    return {
        "stopped": stopped,
        "message": "Stopped, everything is kept." if stopped else "The local cloud is not running.",
    }


def reset(home: Home, _options: argparse.Namespace) -> dict[str, Any]:
    run.reset(home)
    return {"message": "Everything of the local cloud is gone. `make run` starts afresh."}


def seed(home: Home, _options: argparse.Namespace) -> dict[str, Any]:
    return {"applications": demonstration.seed(home)}


def officer(home: Home, options: argparse.Namespace) -> dict[str, Any]:
    more = {"Reason": getattr(options, "reason", None), "Recipient": getattr(options, "to", None)}
    given = {name: value for name, value in more.items() if value is not None}
    return officers.act(home, options.officer, options.move, options.application_id, given)


def officer_money(home: Home, options: argparse.Namespace) -> dict[str, Any]:
    more = {"Reason": getattr(options, "reason", None), "Reference": getattr(options, "reference", None)}
    given = {name: value for name, value in more.items() if value is not None}
    return money.act(home, options.officer, options.move, options.payment_id, given)


def officer_dispute(home: Home, options: argparse.Namespace) -> dict[str, Any]:
    return money.answer(home, options.officer, options.application_id, options.reason)


def officer_task(home: Home, options: argparse.Namespace) -> dict[str, Any]:
    return money.close(home, options.officer, options.task_id)


def officer_file(home: Home, options: argparse.Namespace) -> dict[str, Any]:
    return files.open_(home, options.officer, options.application, options.document, options.reason)


def officer_hold(home: Home, options: argparse.Namespace) -> dict[str, Any]:
    return files.hold(home, options.officer, options.application_id, options.move, options.reason)


def pay(home: Home, options: argparse.Namespace) -> dict[str, Any]:
    return payments.pay(home, options.payment_id)


def misbehave(home: Home, options: argparse.Namespace) -> dict[str, Any]:
    return payments.misbehave(home, options.payment_id, options.how)


def statement(home: Home, options: argparse.Namespace) -> dict[str, Any]:
    return payments.statement(home, options.day, options.spoil, keep=options.keep)


def treasury(home: Home, options: argparse.Namespace) -> dict[str, Any]:
    return payments.treasury(home, options.since, options.spoil, keep=options.keep)


def outage(home: Home, options: argparse.Namespace) -> dict[str, Any]:
    return payments.outage(home, options.seconds, options.how)


def bring_statement(home: Home, options: argparse.Namespace) -> dict[str, Any]:
    return statements.bring(home, options.officer, options.gateway, Path(options.file))


def advance(home: Home, options: argparse.Namespace) -> dict[str, Any]:
    ahead = int(home.clock.read_text() or 0) if home.clock.exists() else 0
    ahead += seconds_of(options.duration)
    home.clock.write_text(str(ahead))
    # Gateways are asked first, as they would have been long before: who has paid does not lapse.
    asked = payments.ask_about_all(home)
    done = cloud.invoke(home.ports(), "imigrasi-local-due-work", {})
    gone = cloud.invoke(home.ports(), "imigrasi-local-document-purge", {})
    return {"ahead_seconds": ahead, "payments": asked, "due_work": done, "documents": gone}


def seconds_of(duration: str) -> int:
    """Seconds in `14d`, `2h`, `30m`, `45s` or several of them in a row. Raises LocalError."""
    if not re.fullmatch(r"(\d+[dhms])+", duration):
        raise LocalError(f"{duration} is not a duration: write 14d, 2h, 30m or 1d12h.", code="bad_duration")
    return sum(int(count) * SECONDS[unit] for count, unit in re.findall(r"(\d+)([dhms])", duration))


def invoke(home: Home, options: argparse.Namespace) -> dict[str, Any]:
    name = options.function.replace("-", "_")
    sample = ROOT / "events" / f"{name}.json"
    if not sample.exists():
        known = ", ".join(sorted(path.stem for path in sample.parent.glob("*.json") if "." not in path.stem))
        raise LocalError(f"There is no sample event for {name}. There are: {known}.", code="unknown_function")
    payload = json.loads(sample.read_text())
    return {"answer": cloud.invoke(home.ports(), f"imigrasi-local-{name.replace('_', '-')}", payload)}


def audit(home: Home, options: argparse.Namespace) -> dict[str, Any]:
    table = cloud.client("dynamodb", home.ports()), cloud.table_name(home)
    try:
        report = verify_history(DynamoApplications(*table), DynamoEnumeration(*table), options.application_id)
    except NotFound as unknown:
        raise officers.unknown_application(options.application_id) from unknown
    return {"ok": not report.broken, **asdict(report)}


def ledger(home: Home, _options: argparse.Namespace) -> dict[str, Any]:
    table = cloud.client("dynamodb", home.ports()), cloud.table_name(home)
    everything = DynamoEnumeration(*table)
    report = verify_ledger(everything)
    if report.faults:
        # Reading takes a while, and what is written meanwhile looks torn: a fault is one that stands at a second look.
        again = verify_ledger(everything)
        report = replace(again, faults=tuple(fault for fault in again.faults if fault in report.faults))
    return {"ok": not report.faults, **asdict(report)}


def logs(home: Home, options: argparse.Namespace) -> dict[str, Any]:
    name = options.function.replace("_", "-")
    found = cloud.client("logs", home.ports()).filter_log_events(logGroupName=f"/aws/lambda/imigrasi-local-{name}")
    return {"lines": [event["message"].rstrip() for event in found["events"][-options.last :]]}
