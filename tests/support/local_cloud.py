"""A private local cloud: own folder, own ports, driven by its command line and reached over HTTP only.

`administrator` is for what cannot be seen from outside: dead letters, executions.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from local import cloud as ministack
from local.home import ROOT, Home
from tests.support.outside import Line

WIB = timezone(timedelta(hours=7))
#: Beginnings of log lines that tell nothing when a test has failed.
ROUTINE = ("START ", "END ", "REPORT ", '{"level":"INFO"')


@dataclass(frozen=True, slots=True)
class Finished:
    """How a command ended. `text` is everything it printed."""

    code: int
    output: str
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.output)


@dataclass(frozen=True, slots=True)
class LocalCloud:
    """One installation in `folder`, which need not exist yet."""

    folder: Path

    # ------------------------------------------------------------ the command line

    def begin(self, *arguments: str) -> subprocess.Popen[str]:
        """A command under way, in a process of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "local", *arguments],
            cwd=ROOT,
            env={**outside_environment(), "LOCAL_DIR": str(self.folder), "SEED": "0"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str, seconds: float = 180) -> Finished:
        return finished(self.begin(*arguments), seconds=seconds)

    def command(self, *arguments: str) -> Any:
        """What the command answers with `--json`; it has to succeed."""
        ended = self.run(*arguments, "--json")
        assert ended.code == 0, f"{' '.join(arguments)}: {ended.text}"
        return ended.json

    def refused(self, *arguments: str) -> str:
        """The code with which the command is refused; it has to fail and say what to do."""
        return refusal(self.run(*arguments, "--json"))

    def start(self) -> Finished:
        """Up, or an assertion with what it printed and what its programs wrote."""
        ended = self.run("run", "--detach")
        assert ended.code == 0, f"{ended.text}\n{self.logs()}"
        return ended

    def stop(self) -> Finished:
        return self.run("stop")

    def remove(self) -> None:
        """Stopped, whatever state it is in, and gone."""
        self.run("reset")
        shutil.rmtree(self.folder, ignore_errors=True)

    # ------------------------------------------------------------ what it says about itself

    @property
    def outputs(self) -> dict[str, Any]:
        content: dict[str, Any] = json.loads((self.folder / "outputs.json").read_text())
        return content

    def output(self, name: str) -> str:
        """What the deployed stacks say of themselves."""
        return ministack.output(self.home, name)

    @property
    def api(self) -> Line:
        """The public address: CloudFront, and the API behind it."""
        return Line(self.outputs["api_url"])

    @property
    def execute_api(self) -> Line:
        """The API's own address, which a visitor should get nothing from."""
        port, api_id = self.home.ports().cloud, self.output("ApiId")
        return Line(f"http://127.0.0.1:{port}/_aws/execute-api/{api_id}/$default")

    @property
    def home(self) -> Home:
        return Home(self.folder.resolve())

    # ------------------------------------------------------------ time

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=int((self.folder / "clock").read_text() or 0))

    def today(self) -> date:
        """The office's day."""
        return self.now().astimezone(WIB).date()

    def advance(self, duration: str) -> None:
        """Moves its clock; what has become due is done when this returns."""
        self.command("clock", "advance", duration)

    # ------------------------------------------------------------ what only an administrator sees

    def administrator(self, service: str) -> Any:
        return ministack.client(service, self.home.ports())

    def dead_letters(self) -> dict[str, int]:
        """Messages per dead-letter queue, without the empty ones."""
        queues = self.administrator("sqs")
        found: dict[str, int] = {}
        for url in queues.list_queues().get("QueueUrls", []):
            name = url.rsplit("/", 1)[-1]
            if name.endswith("-dead"):
                shown = queues.get_queue_attributes(QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages"])
                found[name] = int(shown["Attributes"]["ApproximateNumberOfMessages"])
        assert found, "no dead-letter queue was found"
        return {name: count for name, count in found.items() if count}

    def executions(self, application_id: str) -> dict[str, str]:
        """Names of an application's executions and how each stands."""
        machines = self.administrator("stepfunctions")
        pages = machines.get_paginator("list_executions").paginate(stateMachineArn=self._machine_arn())
        listed = [execution for page in pages for execution in page["executions"]]
        return {e["name"]: e["status"] for e in listed if e["name"].startswith(f"{application_id}-")}

    def states_entered(self, execution: str) -> list[str]:
        """The states an execution went through, in order."""
        arn = self._machine_arn().replace(":stateMachine:", ":execution:") + f":{execution}"
        pages = self.administrator("stepfunctions").get_paginator("get_execution_history").paginate(executionArn=arn)
        events = [event for page in pages for event in page["events"]]
        return [e["stateEnteredEventDetails"]["name"] for e in events if "stateEnteredEventDetails" in e]

    def _machine_arn(self) -> str:
        return self.output("StateMachineArn")

    # ------------------------------------------------------------ its logs

    def logs(self) -> str:
        """What its programs wrote last."""
        return "\n".join(f"--- {path.name}\n{tail(path)}" for path in sorted((self.folder / "logs").glob("*.log")))

    def trouble(self, since: float) -> str:
        """Beside that what its functions complained of since then (seconds of the epoch)."""
        complaints = [f"--- {group}\n" + "\n".join(lines) for group, lines in self._complaints(since)]
        return "\n".join([self.logs(), *complaints])

    def _complaints(self, since: float) -> list[tuple[str, list[str]]]:
        logs = self.administrator("logs")
        groups = logs.describe_log_groups(logGroupNamePrefix="/aws/lambda/").get("logGroups", [])
        found = []
        for name in sorted(group["logGroupName"] for group in groups):
            events = logs.filter_log_events(logGroupName=name, startTime=int(since * 1000))["events"]
            lines = [e["message"].rstrip() for e in events if not e["message"].startswith(ROUTINE)]
            if lines:
                found.append((name, lines[-20:]))
        return found


def outside_environment() -> dict[str, str]:
    """Without what the tests of this process have set for themselves."""
    return {k: v for k, v in os.environ.items() if not k.startswith(("AWS_", "POWERTOOLS_"))}


def finished(under_way: subprocess.Popen[str], *, seconds: float = 180) -> Finished:
    try:
        output, errors = under_way.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        under_way.kill()
        output, errors = under_way.communicate()
        raise AssertionError(f"{under_way.args!r} did not end in {seconds:.0f} s: {output}{errors}") from None
    return Finished(under_way.returncode, output, output + errors)


def refusal(ended: Finished) -> str:
    assert ended.code != 0, f"it was not refused: {ended.text}"
    error = ended.json["error"]
    assert error["message"], "a refusal names the next step"
    return str(error["code"])


def tail(path: Path, lines: int = 30) -> str:
    return "\n".join(path.read_text(errors="replace").splitlines()[-lines:])
