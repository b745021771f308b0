"""Every grant of every function is used, every use is granted, and without any one of them its call is refused."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from imigrasi.entrypoint import wiring
from infra.scan import CANDIDATES
from local import cloud, processes, synth
from local.deploy import deploy
from local.home import ACCOUNT, Home, Ports
from local.scanner.plan import TAG
from tests.prove.engine import moto_cloud
from tests.prove.faults import Call, Injector, armed
from tests.prove.permissions import Grant, Need, Roles, needs, translated
from tests.prove.row import Figures, Scale, check
from tests.prove.scenarios import scenarios, uncovered
from tests.prove.stages import Stages
from tests.prove.tables import own_ports
from tests.support.installation import ACCOUNT as MOTO_ACCOUNT
from tests.support.installation import INCOMING, RENDITIONS

PROMISE = "each function is granted exactly what it uses, and nothing works without its grant"
CONTROL = "one grant too many (scanning the table), and one too few"

REASONS: dict[str, list[dict[str, Any]]] = json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))
#: Browsers post chunks with a form that `upload` has signed, and fetch by an address that `file_viewing` has signed,
#: so it is these roles that the storage asks.
SIGNED = (
    ("upload", Call("s3", "PutObject", {"Bucket": INCOMING, "Key": "LBG-0000-0000-0/document/00000", "Body": b""})),
    ("file_viewing", Call("s3", "GetObject", {"Bucket": RENDITIONS, "Key": "rendition", "VersionId": "version"})),
)

Recorded = list[tuple[str, Call]]


def prove(scale: Scale) -> Figures:
    missing = uncovered()
    check(not missing, "without a scenario:", *missing)
    recorded, names = record()
    with deployed() as ports:
        roles = Roles(ports)
        grants, used = roles.grants(), scanned(ports, used_by(roles, recorded, names))
        reasoned = compare(grants, used)
        removed = remove_each(roles, grants, used)
    _evidence.extend((grants, used))
    return {
        "functions": len(roles.functions),
        "grants": len(grants),
        "used": len({(need.function, need.action, need.resource) for need in used}),
        "granted for a reason": reasoned,
        "grants removed, call refused": removed["refused"],
        "not asked for locally": removed["not asked"],
        "granted - used - reasoned": 0,
    }


def record() -> tuple[Recorded, dict[str, str]]:
    """Every call of every scenario, once of each kind, and the names it was made with."""
    recorded: dict[tuple[str, str, str], tuple[str, Call]] = {}
    with moto_cloud() as simulated:
        stages = Stages(simulated)
        for scenario in scenarios():
            event = scenario.prepare(stages.at(scenario.stage))
            watching = Injector()
            wiring.secret.cache_clear()
            wiring.gateway.cache_clear()
            with armed(watching):
                simulated.invoke(scenario.function, event)
            for call in watching.calls:
                if call.service != "gateway":
                    kept = Call(call.service, call.operation, dict(call.parameters))
                    recorded.setdefault(_kind(scenario.function, kept), (scenario.function, kept))
        return [*recorded.values(), *SIGNED], dict(os.environ)


def _kind(function: str, call: Call) -> tuple[str, str, str]:
    about = sorted((need.action, need.resource) for need in needs(function, call))
    return function, str(call), str([part for part in about if "execution" not in part[1]])


@contextlib.contextmanager
def deployed() -> Iterator[Ports]:
    """The synthesised template on a MiniStack of its own, which enforces the functions' roles."""
    with tempfile.TemporaryDirectory(prefix="prove-") as folder, contextlib.redirect_stdout(None):
        home = Home(Path(folder) / "local")
        ports = own_ports(home)
        home.clock.write_text("0")
        stacks = list(synth.stacks(synth.synthesise()))
        cloud.start(home, ports)
        try:
            deploy(home, ports, stacks)
            yield ports
        finally:
            processes.stop(home)


def used_by(roles: Roles, recorded: Recorded, names: dict[str, str]) -> list[Need]:
    """What the recorded calls need on the deployed installation, under its own names."""
    found: dict[tuple[str, str, str], Need] = {}
    for function, call in recorded:
        deployed = roles.environment(function)
        renamed = {names[name]: value for name, value in deployed.items() if len(names.get(name, "")) > 8}
        renamed[MOTO_ACCOUNT] = ACCOUNT
        there = replace(call, parameters=translated(call.parameters, renamed))
        for need in needs(function, there):
            found.setdefault((function, need.action, need.resource), need)
    return list(found.values())


def scanned(ports: Ports, used: list[Need]) -> list[Need]:
    """What is read where documents wait is there, and called clean: else the bucket would refuse it to anybody."""
    found = []
    for need in used:
        if need.call.service == "s3" and need.call.parameters.get("Key", "").startswith(CANDIDATES):
            s3, where = cloud.client("s3", ports), {name: need.call.parameters[name] for name in ("Bucket", "Key")}
            version = s3.put_object(**where, Body=b"clean")["VersionId"]
            clean = {"TagSet": [{"Key": TAG, "Value": "NO_THREATS_FOUND"}]}
            s3.put_object_tagging(**where, VersionId=version, Tagging=clean)
            if "VersionId" in need.call.parameters:
                need = replace(need, call=replace(need.call, parameters=need.call.parameters | {"VersionId": version}))
        found.append(need)
    return found


def compare(grants: list[Grant], used: list[Need]) -> int:
    """How many grants only the reasons explain. Raises Broken."""
    for need in used:
        granted = any(grant.function == need.function and grant.covers(need) for grant in grants)
        check(granted, f"{need.function} uses {need.action} on {need.resource}, which it is not granted")
    needed: Counter[int] = Counter()
    reasoned = 0
    for grant in grants:
        if any(grant.function == need.function and grant.covers(need) and not grant.condition for need in used):
            continue
        why = [
            number for number, reason in enumerate(REASONS["granted_but_called_by_others"]) if explains(reason, grant)
        ]
        check(why, f"{grant.function} is granted {grant.action} on {grant.resource} and never uses it")
        needed.update(why)
        reasoned += 1
    for number, reason in enumerate(REASONS["granted_but_called_by_others"]):
        check(needed[number], "a reason for no grant:", reason["actions"])
    return reasoned


def explains(reason: dict[str, Any], grant: Grant) -> bool:
    return (
        grant.action in reason["actions"]
        and grant.function in reason.get("functions", [grant.function])
        and grant.resource.endswith(reason.get("only_on", ""))
        and reason.get("only_with", "") in grant.condition
    )


def remove_each(roles: Roles, grants: list[Grant], used: list[Need]) -> Counter[str]:
    """Without each grant in turn the call that needs it is refused, and with it again it is not."""
    done: Counter[str] = Counter()
    let_through: set[str] = set()
    absent = actions("not_on_the_local_engine")
    for function in roles.functions:
        session = roles.session(function)
        clients: dict[str, Any] = {}
        for need in [need for need in used if need.function == function and need.action not in absent]:
            client = clients.setdefault(need.call.service, roles.client(session, need.call.service))
            check(not refused(client, need), f"{function} is refused {need.action}, which it is granted")
            covering = [grant for grant in grants if grant.function == function and grant.covers(need)]
            said = refused_without(roles, covering, client, need)
            if not said:
                let_through.add(need.action)
                continue
            check(need.action in said, f"{function} without {need.action} is refused for something else: {said}")
            done["refused"] += 1
    known = actions("not_asked_for_by_the_local_engine")
    check(let_through <= known, "work without their grant:", *sorted(let_through - known))
    check(known <= let_through, "are asked for after all:", *sorted(known - let_through))
    done["not asked"] = len(let_through | absent)
    return done


def actions(why: str) -> set[str]:
    return {action for reason in REASONS[why] for action in reason["actions"]}


def refused_without(roles: Roles, covering: list[Grant], client: Any, need: Need) -> str:
    """What the call is told while the grants that cover it are taken away."""
    before = [(grant, roles.without(grant)) for grant in covering]
    try:
        return refused(client, need)
    finally:
        for grant, document in reversed(before):
            roles.put(grant, document)


def refused(client: Any, need: Need) -> str:
    """What the engine says when it does not let the call through; empty when it does, whatever comes of it."""
    try:
        client._make_api_call(need.call.operation, dict(need.call.parameters))
    except ClientError as error:
        told = error.response["Error"]
        return str(told) if told["Code"].startswith(("AccessDenied", "NotAuthorized", "Unauthorized")) else ""
    return ""


#: What `prove` has found, for the control: deploying again would tell nothing new.
_evidence: list[Any] = []


def control(scale: Scale) -> None:
    grants, used = _evidence
    table = next(need.resource for need in used if need.action == "dynamodb:GetItem")
    one_too_many = [*grants, Grant("status", "", "dynamodb:Scan", table)]
    one_too_few = [grant for grant in grants if (grant.function, grant.action) != ("status", "dynamodb:Query")]
    noticed = []
    for seeded in (one_too_many, one_too_few):
        try:
            compare(seeded, used)
        except AssertionError as broken:
            noticed.append(str(broken))
    check(len(noticed) < 2, "; ".join(noticed))
