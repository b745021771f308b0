"""Deploys the synthesised stacks through the local cloud's CloudFormation, and only what has changed."""

import hashlib
import io
import json
import time
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from local import cloud
from local.home import ACCOUNT, REGION, Home, LocalError, Ports
from local.synth import Asset, Stack

# What MiniStack has no resource for. The list is exact: any other unknown type stops the deployment. Runbooks are run
# by `local.standin`, and `local.scanner` does what the plan says.
DROPPED = frozenset(
    {
        "AWS::Backup::BackupSelection",
        "AWS::GuardDuty::MalwareProtectionPlan",
        "AWS::Logs::QueryDefinition",
        "AWS::SSM::Document",
    }
)
CAPABILITIES = ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"]
TEMPLATES = "imigrasi-local-templates"
# What the officers' console reads out of the template.
NOTED = frozenset({"AWS::SSM::Document", "AWS::CloudWatch::Dashboard", "AWS::IAM::ManagedPolicy"})
DONE = {"CREATE_COMPLETE", "UPDATE_COMPLETE"}


def deploy(home: Home, ports: Ports, stacks: Sequence[Stack]) -> bool:
    """Brings every stack up to date and notes outputs, documents and functions. True when any changed."""
    noted = home.read("deployed.json")
    digests: dict[str, str] = noted.get("digests", {})
    changed = False
    for stack in stacks:
        template, dropped = without_unsupported(localised(stack.template, ports))
        digest = hashlib.sha256(json.dumps(template, sort_keys=True).encode()).hexdigest()
        if digests.get(stack.name) == digest:
            continue
        changed = True
        print(f"  deploying {stack.name} ({len(template['Resources'])} resources) …", flush=True)
        if dropped:
            print(f"    left out, MiniStack has no {', '.join(dropped)}", flush=True)
        for asset in stack.assets:
            publish(ports, asset)
        apply(ports, stack.name, template)
        digests[stack.name] = digest
        home.write("deployed.json", {**noted, "digests": digests})
    home.write("deployed.json", {"digests": digests, **description(ports, stacks)})
    return changed


def without_unsupported(template: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    resources = template["Resources"]
    gone = {name for name, resource in resources.items() if resource["Type"] in DROPPED}
    kept = {name: without_dependencies(r, gone) for name, r in resources.items() if name not in gone}
    outputs = {k: v for k, v in template.get("Outputs", {}).items() if not mentions(v, gone)}
    types = sorted({resources[name]["Type"] for name in gone})
    return {**template, "Resources": kept, "Outputs": outputs}, types


def without_dependencies(resource: dict[str, Any], gone: set[str]) -> dict[str, Any]:
    depends = resource.get("DependsOn", [])
    names = [depends] if isinstance(depends, str) else depends
    return {**resource, "DependsOn": [n for n in names if n not in gone]} if names else resource


def mentions(value: Any, names: set[str]) -> bool:
    if isinstance(value, dict):
        attribute = value.get("Fn::GetAtt")
        target = attribute[0] if isinstance(attribute, list) else value.get("Ref")
        return target in names or any(mentions(v, names) for v in value.values())
    return isinstance(value, list) and any(mentions(v, names) for v in value)


def localised(template: dict[str, Any], ports: Ports) -> dict[str, Any]:
    """The template with this run's ports where it names the usual ones."""
    text = json.dumps(template, sort_keys=True)
    text = text.replace(f'"HTTPPort": {Ports.cloud}', f'"HTTPPort": {ports.cloud}')
    text = text.replace(f"http://127.0.0.1:{Ports.site}", f"http://127.0.0.1:{ports.site}")
    localised_template: dict[str, Any] = json.loads(text)
    return localised_template


def publish(ports: Ports, asset: Asset) -> None:
    """Puts an asset where the template looks for it; its key is its content's hash."""
    objects = cloud.client("s3", ports)
    make_bucket(objects, asset.bucket)
    listed = objects.list_objects_v2(Bucket=asset.bucket, Prefix=asset.key, MaxKeys=1)
    if not listed["KeyCount"]:
        body = zipped(asset.source) if asset.zipped else asset.source.read_bytes()
        objects.put_object(Bucket=asset.bucket, Key=asset.key, Body=body)


def make_bucket(objects: Any, bucket: str) -> None:
    if not any(known["Name"] == bucket for known in objects.list_buckets()["Buckets"]):
        objects.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})


def publish_template(ports: Ports, name: str, template: dict[str, Any]) -> str:
    """The address of the template in a bucket: in a call it may have 51,200 bytes only."""
    objects = cloud.client("s3", ports)
    make_bucket(objects, TEMPLATES)
    objects.put_object(Bucket=TEMPLATES, Key=f"{name}.json", Body=json.dumps(template).encode())
    return f"http://127.0.0.1:{ports.cloud}/{TEMPLATES}/{name}.json"


def zipped(folder: Path) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(folder))
    return packed.getvalue()


def apply(ports: Ports, name: str, template: dict[str, Any]) -> None:
    stacks = cloud.client("cloudformation", ports)
    request = {
        "StackName": name,
        "TemplateURL": publish_template(ports, name, template),
        "Capabilities": CAPABILITIES,
    }
    known = status_of(stacks, name)
    if known in ("ROLLBACK_COMPLETE", "CREATE_FAILED", "ROLLBACK_FAILED"):
        stacks.delete_stack(StackName=name)
        settled(stacks, name)
        known = None
    try:
        if known is None:
            stacks.create_stack(**request)
        else:
            stacks.update_stack(**request)
    except ClientError as refused:
        if "No updates are to be performed" in str(refused):
            return
        raise LocalError(f"The local cloud refused {name}: {refused.response['Error']['Message']}") from refused
    status = settled(stacks, name)
    if status not in DONE:
        raise LocalError(f"{name} ended as {status}: {first_failure(stacks, name)}")


def status_of(stacks: Any, name: str) -> str | None:
    try:
        return str(stacks.describe_stacks(StackName=name)["Stacks"][0]["StackStatus"])
    except ClientError as missing:
        if "does not exist" in str(missing):
            return None
        raise


def settled(stacks: Any, name: str, seconds: float = 240) -> str | None:
    """The stack's status once nothing is in progress any more."""
    deadline = time.monotonic() + seconds
    while (status := status_of(stacks, name)) is not None and status.endswith("_IN_PROGRESS"):
        if time.monotonic() > deadline:
            raise LocalError(f"{name} is still {status} after {seconds:.0f} s. Run `make stop`, then `make run`.")
        time.sleep(0.2)
    return status


def first_failure(stacks: Any, name: str) -> str:
    events = stacks.describe_stack_events(StackName=name)["StackEvents"]
    failed = [e for e in events if e["ResourceStatus"].endswith("_FAILED")]
    reasons = [f"{e['LogicalResourceId']}: {e.get('ResourceStatusReason', 'no reason')}" for e in failed]
    return reasons[-1] if reasons else "no reason given"


def description(ports: Ports, stacks: Sequence[Stack]) -> dict[str, Any]:
    """What the other parts need to know of the deployment: outputs, and what officers work with and under."""
    formation = cloud.client("cloudformation", ports)
    exported = [e for page in formation.get_paginator("list_exports").paginate() for e in page["Exports"]]
    exports = {export["Name"]: export["Value"] for export in exported}
    outputs: dict[str, str] = {}
    noted: dict[str, dict[str, Any]] = {"documents": {}, "dashboards": {}, "policies": {}}
    for stack in stacks:
        described = formation.describe_stacks(StackName=stack.name)["Stacks"][0]
        outputs |= {o["OutputKey"]: o["OutputValue"] for o in described.get("Outputs", [])}
        for resource in stack.template["Resources"].values():
            if resource["Type"] in NOTED:
                note(noted, resource["Type"], resolved(resource["Properties"], exports))
    return {"outputs": outputs, **noted}


def note(noted: dict[str, dict[str, Any]], kind: str, properties: dict[str, Any]) -> None:
    match kind:
        case "AWS::SSM::Document":
            noted["documents"][properties["Name"]] = properties["Content"]
        case "AWS::CloudWatch::Dashboard":
            noted["dashboards"][properties["DashboardName"]] = json.loads(properties["DashboardBody"])
        case "AWS::IAM::ManagedPolicy":
            noted["policies"][properties["ManagedPolicyName"]] = properties["PolicyDocument"]["Statement"]


def resolved(value: Any, exports: dict[str, str]) -> Any:
    """The value with imports from other stacks, joins and the region filled in; what is its own stack's stays."""
    match value:
        case {"Fn::ImportValue": name}:
            return exports[name]
        case {"Fn::Join": [separator, parts]}:
            filled = [resolved(part, exports) for part in parts]
            # A reference to a resource of its own stack can't be filled in here.
            return separator.join(part if isinstance(part, str) else json.dumps(part) for part in filled)
        case {"Ref": "AWS::Region"}:
            return REGION
        case {"Ref": "AWS::AccountId"}:
            return ACCOUNT
        case dict():
            return {key: resolved(each, exports) for key, each in value.items()}
        case list():
            return [resolved(each, exports) for each in value]
    return value
