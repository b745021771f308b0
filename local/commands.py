"""What the command line does, a function a command: each gives what `--json` prints, None for nothing."""

import argparse
import json
import re
import urllib.error
import urllib.request
from dataclasses import asdict
from pathlib import Path
from typing import Any

from imigrasi.adapters.dynamo.applications import DynamoApplications
from imigrasi.adapters.dynamo.enumeration import DynamoEnumeration
from imigrasi.domain.errors import NotFound
from imigrasi.usecases.verify_history import verify_history
from imigrasi.usecases.verify_ledger import verify_ledger
from local import cloud, money, officers, run, statements
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


def officer_task(home: Home, options: argparse.Namespace) -> dict[str, Any]:
    return money.close(home, options.officer, options.task_id)


def pay(home: Home, options: argparse.Namespace) -> dict[str, Any]:
    return ask_gateway(home, f"orders/{options.payment_id}/pay")


def misbehave(home: Home, options: argparse.Namespace) -> dict[str, Any]:
    return ask_gateway(home, f"orders/{options.payment_id}/misbehave/{options.how}")


def ask_gateway(home: Home, path: str) -> dict[str, Any]:
    address = f"http://127.0.0.1:{home.ports().gateway}/simulator/{path}"
    try:
        with urllib.request.urlopen(urllib.request.Request(address, method="POST"), timeout=60) as answer:
            content: dict[str, Any] = json.loads(answer.read())
            return content
    except urllib.error.HTTPError as refused:
        text = refused.read().decode(errors="replace")
        raise LocalError(f"The gateway refused ({refused.code}): {text}", code="gateway_refused") from refused
    except OSError as silent:
        raise LocalError("The gateway does not answer: run `make run` first.", code="not_running") from silent


def bring_statement(home: Home, options: argparse.Namespace) -> dict[str, Any]:
    return statements.bring(home, options.officer, options.gateway, Path(options.file))


def advance(home: Home, options: argparse.Namespace) -> dict[str, Any]:
    ahead = int(home.clock.read_text() or 0) if home.clock.exists() else 0
    ahead += seconds_of(options.duration)
    home.clock.write_text(str(ahead))
    done = cloud.invoke(home.ports(), "imigrasi-local-due-work", {})
    return {"ahead_seconds": ahead, "due_work": done}


def seconds_of(duration: str) -> int:
    """Seconds in `14d`, `2h`, `30m`, `45s` or several of them in a row. Raises LocalError."""
    if not re.fullmatch(r"(\d+[dhms])+", duration):
        raise LocalError(f"{duration} is not a duration: write 14d, 2h, 30m or 1d12h.", code="bad_duration")
    return sum(int(count) * SECONDS[unit] for count, unit in re.findall(r"(\d+)([dhms])", duration))


def invoke(home: Home, options: argparse.Namespace) -> dict[str, Any]:
    name = options.function.replace("-", "_")
    sample = ROOT / "events" / f"{name}.json"
    if not sample.exists():
        known = ", ".join(sorted(path.stem for path in sample.parent.glob("*.json")))
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
    report = verify_ledger(DynamoEnumeration(*table))
    return {"ok": not report.faults, **asdict(report)}


def logs(home: Home, options: argparse.Namespace) -> dict[str, Any]:
    name = options.function.replace("_", "-")
    found = cloud.client("logs", home.ports()).filter_log_events(logGroupName=f"/aws/lambda/imigrasi-local-{name}")
    return {"lines": [event["message"].rstrip() for event in found["events"][-options.last :]]}
