"""`python -m local …`: the local cloud's command line. `--json` last prints exactly one JSON document."""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from botocore.exceptions import ClientError, EndpointConnectionError

from imigrasi.domain.dispute import DISPUTE_REASONS
from imigrasi.domain.retention import HOLD_REASONS
from imigrasi.domain.viewing import VIEWING_REASONS
from local import commands, officers, payments, run
from local.home import Home, LocalError

Command = Callable[[Home, argparse.Namespace], dict[str, Any] | None]


def main(arguments: Sequence[str] | None = None) -> int:
    given = list(sys.argv[1:] if arguments is None else arguments)
    as_json = "--json" in given
    try:
        options = parser().parse_args([a for a in given if a != "--json"])
        command: Command = options.command
        result = command(Home.current(), options)
    except LocalError as error:
        return fail(str(error), error.code, as_json=as_json)
    except EndpointConnectionError:
        return fail("The local cloud is not running: run `make run` first.", "not_running", as_json=as_json)
    except ClientError as refused:
        fault = refused.response["Error"]
        text = f"The local cloud refused: {fault['Message']}. Read the logs in {Home.current().logs}."
        return fail(text, fault["Code"], as_json=as_json)
    if result is None:
        return 0
    print(json.dumps(result) if as_json else readable(result))
    return 0 if result.get("ok", True) else 1


def fail(text: str, code: str, *, as_json: bool) -> int:
    if as_json:
        print(json.dumps({"error": {"code": code, "message": text}}))
    else:
        print(text, file=sys.stderr)
    return 1


class Parser(argparse.ArgumentParser):
    """A mistake in the arguments is an error like any other."""

    def error(self, message: str) -> NoReturn:
        raise LocalError(f"{message}\nSee {self.prog} --help.", code="usage")


def readable(result: dict[str, Any]) -> str:
    if "message" in result:
        return str(result["message"])
    if result.keys() == {"lines"}:
        return "\n".join(result["lines"])
    return "\n".join(f"{k}: {v if isinstance(v, str) else json.dumps(v)}" for k, v in result.items())


def parser() -> argparse.ArgumentParser:
    top = Parser(prog="python -m local", description=__doc__)
    verbs = top.add_subparsers(required=True, metavar="COMMAND")
    started = verbs.add_parser("run", help="build, deploy and serve until Ctrl-C")
    started.add_argument("--detach", action="store_true", help="return when ready")
    started.set_defaults(command=lambda home, options: run.run(home, detach=options.detach))
    add(verbs, "stop", "stop and keep everything", commands.stop)
    add(verbs, "reset", "stop and forget everything", commands.reset)
    seed = add(verbs, "seed", "make the demonstration applications", commands.seed)
    seed.set_defaults(command=commands.seed)
    invoke = add(verbs, "invoke", "call a function with its sample event", commands.invoke)
    invoke.add_argument("function", help="its folder's name, as in functions/")
    logs = add(verbs, "logs", "the last lines a function has logged", commands.logs)
    logs.add_argument("function", help="its folder's name, as in functions/")
    logs.add_argument("--last", type=int, default=50, metavar="N")
    clock = group(verbs, "clock", "the local cloud's time")
    advance = add(clock, "advance", "move it forward and do what has become due", commands.advance)
    advance.add_argument("duration", help="for example 14d, 2h, 30m or 1d12h")
    gateway = group(verbs, "gateway", "what happens at the payment gateway")
    pay = add(gateway, "pay", "let it capture and call back", commands.pay)
    pay.add_argument("payment_id")
    misbehave = add(gateway, "misbehave", "let it do what gateways do at times", commands.misbehave)
    misbehave.add_argument("payment_id")
    misbehave.add_argument("how", choices=payments.MISDEEDS)
    trouble = add(gateway, "outage", "let it not answer the service; 0 seconds end it", commands.outage)
    trouble.add_argument("seconds", type=int)
    trouble.add_argument("--how", choices=["refuse", "hang", "slow"], default="refuse")
    add_files(gateway)
    bring = add(gateway, "import", "put a settlement file into the bucket, as a supervisor", commands.bring_statement)
    bring.add_argument("gateway", help="midtrans or simponi")
    bring.add_argument("file")
    bring.add_argument("--officer", default="sari", metavar="NAME", help="who brings it; sari is a supervisor")
    audit = add(group(verbs, "audit", "the event history"), "verify", "check its chain", commands.audit)
    audit.add_argument("application_id", nargs="?")
    add(group(verbs, "ledger", "the money"), "verify", "check that it balances", commands.ledger)
    add_officers(group(verbs, "officer", "act as an officer"))
    return top


def add_files(gateway: Any) -> None:
    """Settlement files, made and brought in one step."""
    statement = add(gateway, "statement", "make and bring its settlement file of a day", commands.statement)
    statement.add_argument("day", nargs="?", help="Jakarta day, for example 2026-11-24; default: today")
    treasury = add(gateway, "treasury", "let the treasury receive and make its file", commands.treasury)
    treasury.add_argument("--from", dest="since", metavar="DAY", help="payments of that Jakarta day on; default: all")
    for made in (statement, treasury):
        ways = "broken, twice, missing, amount, month, unconfirmed, unknown"
        made.add_argument("--spoil", default="", metavar="WAYS", help=f"some of {ways}, with commas between")
        made.add_argument("--keep", action="store_true", help="only write the file")


def add_officers(verbs: Any) -> None:
    decide = officer(verbs, "decide", "review, adjudicate, or decide an objection")
    decide.add_argument("move", choices=[m for m, runbook in officers.RUNBOOKS.items() if runbook == "decide"])
    decide.add_argument("--reason", required=True, help="for example complete, verified or incomplete")
    for move, text in (
        ("attend", "the applicant came"),
        ("no-show", "the applicant did not come"),
        ("ready", "the result is there to collect"),
    ):
        officer(verbs, move, text).set_defaults(move=move)
    add_money(verbs)
    handover = officer(verbs, "handover", "the result was handed over")
    handover.add_argument("--to", required=True, choices=["applicant", "family", "proxy"])
    handover.set_defaults(move="handover")
    opened = add(group(verbs, "file", "look at what was handed in"), "open", "a link to it", commands.officer_file)
    opened.add_argument("--application", required=True, metavar="NUMBER")
    opened.add_argument("--document", required=True, help="its kind or id; grounds: those of an objection")
    opened.add_argument("--reason", required=True, help=", ".join(VIEWING_REASONS))
    by_officer(opened)
    held = add(verbs, "hold", "keep documents beyond their time, or let them go", commands.officer_hold)
    held.add_argument("application_id")
    held.add_argument("move", choices=["on", "off"])
    held.add_argument("--reason", help=f"for on: {', '.join(HOLD_REASONS)}")
    by_officer(held)


def add_money(verbs: Any) -> None:
    decided = payment(verbs, "money", "let held money pay the fee, or propose to give it back")
    decided.add_argument("move", choices=["release", "refund"])
    decided.add_argument("--reason", required=True, help="for example verified, paid_already or withdrawn")
    refund = payment(verbs, "refund", "approve or refuse a refund, or record that it was paid by hand")
    refund.add_argument("move", choices=["approve", "refuse", "paid"])
    refund.add_argument("--reference", help="for paid: the number on the treasury's payment order")
    dispute = add(verbs, "dispute", "answer a citizen who misses a payment", commands.officer_dispute)
    dispute.add_argument("application_id")
    dispute.add_argument("--reason", required=True, help=", ".join(DISPUTE_REASONS))
    by_officer(dispute)
    task = add(verbs, "task", "close a task that is done", commands.officer_task)
    task.add_argument("task_id")
    by_officer(task)


def payment(verbs: Any, name: str, text: str) -> argparse.ArgumentParser:
    verb = add(verbs, name, text, commands.officer_money)
    verb.add_argument("payment_id")
    by_officer(verb)
    return verb


def by_officer(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--officer", required=True, metavar="NAME", help=", ".join(officers.OFFICERS))


def officer(verbs: Any, name: str, text: str) -> argparse.ArgumentParser:
    verb = add(verbs, name, text, commands.officer)
    verb.add_argument("application_id")
    by_officer(verb)
    return verb


def group(verbs: Any, name: str, text: str) -> Any:
    return verbs.add_parser(name, help=text).add_subparsers(required=True, metavar="COMMAND")


def add(verbs: Any, name: str, text: str, command: Command) -> argparse.ArgumentParser:
    verb: argparse.ArgumentParser = verbs.add_parser(name, help=text)
    verb.set_defaults(command=command)
    return verb


if __name__ == "__main__":
    sys.exit(main())
