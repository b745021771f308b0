"""What the functions' roles grant on a deployed installation, and what calls need of it."""

from __future__ import annotations

import fnmatch
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import botocore.session

from local import cloud
from local.home import ACCOUNT, REGION, Ports
from tests.prove.faults import Call

PREFIX = "imigrasi-local-"
#: botocore's names of services and operations → IAM's, where they differ.
SERVICES = {"stepfunctions": "states", "sesv2": "ses"}
ACTIONS = {
    "s3:ListObjectsV2": "s3:ListBucket",
    "s3:ListObjectVersions": "s3:ListBucketVersions",
    "s3:GetObjectTaggingVersion": "s3:GetObjectVersionTagging",
    "dynamodb:Put": "dynamodb:PutItem",
    "dynamodb:Update": "dynamodb:UpdateItem",
    "dynamodb:Delete": "dynamodb:DeleteItem",
    "dynamodb:ConditionCheck": "dynamodb:ConditionCheckItem",
}


@dataclass(frozen=True, slots=True)
class Grant:
    """One action on one resource, as it stands in a role's own policy."""

    function: str
    policy: str
    action: str
    resource: str
    condition: str = ""

    def covers(self, need: Need) -> bool:
        """Whether `need` is granted by this. A log group's ARN is written with and without `:*` at its end."""
        matches = fnmatch.fnmatchcase(need.resource, self.resource) or need.resource == f"{self.resource}:*"
        return self.action == need.action and matches


@dataclass(frozen=True, slots=True)
class Need:
    """One action on one resource, and a call that asks for it."""

    function: str
    action: str
    resource: str
    call: Call


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


class Roles:
    """The functions' roles on a running installation."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports
        self.iam = cloud.client("iam", ports)
        pages = cloud.client("lambda", ports).get_paginator("list_functions").paginate()
        found = [function for page in pages for function in page["Functions"]]
        self.functions = {
            f["FunctionName"].removeprefix(PREFIX).replace("-", "_"): f
            for f in found
            if f["FunctionName"].startswith(PREFIX)
        }

    def environment(self, function: str) -> dict[str, str]:
        values: dict[str, str] = self.functions[function]["Environment"]["Variables"]
        return values

    def role(self, function: str) -> str:
        return str(self.functions[function]["Role"]).rpartition("/")[2]

    def policies(self, function: str) -> Iterator[tuple[str, dict[str, Any]]]:
        role = self.role(function)
        assert not self.iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"], f"{role} borrows a policy"
        for name in self.iam.list_role_policies(RoleName=role)["PolicyNames"]:
            yield name, self.iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]

    def grants(self) -> list[Grant]:
        return [
            Grant(function, name, action, resource, json.dumps(statement.get("Condition", {})).strip("{}"))
            for function in self.functions
            for name, document in self.policies(function)
            for statement in document["Statement"]
            if statement["Effect"] == "Allow"
            for action in as_list(statement["Action"])
            for resource in as_list(statement["Resource"])
        ]

    def without(self, grant: Grant) -> dict[str, Any]:
        """The policy that holds `grant`, without its action on its resource; put in place. The policy as it was."""
        (before,) = [document for name, document in self.policies(grant.function) if name == grant.policy]
        statements = [
            {**statement, "Action": action, "Resource": resource}
            for statement in before["Statement"]
            for action in as_list(statement["Action"])
            for resource in as_list(statement["Resource"])
            if (action, resource) != (grant.action, grant.resource) or statement["Effect"] == "Deny"
        ]
        self.put(grant, {**before, "Statement": statements})
        return dict(before)

    def put(self, grant: Grant, document: dict[str, Any]) -> None:
        self.iam.put_role_policy(
            RoleName=self.role(grant.function), PolicyName=grant.policy, PolicyDocument=json.dumps(document)
        )

    def session(self, function: str) -> botocore.session.Session:
        """Signs as the function's own role."""
        arn = self.functions[function]["Role"]
        given = cloud.client("sts", self._ports).assume_role(RoleArn=arn, RoleSessionName="proof")["Credentials"]
        session = botocore.session.Session()
        session.set_credentials(given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"])
        return session

    def client(self, session: botocore.session.Session, service: str) -> Any:
        endpoint = f"http://127.0.0.1:{self._ports.cloud}"
        return session.create_client(service, region_name=REGION, endpoint_url=endpoint)


def translated(value: Any, names: dict[str, str]) -> Any:
    """A call's parameters with the names of one installation replaced by those of another."""
    if isinstance(value, dict):
        return {translated(key, names): translated(part, names) for key, part in value.items()}
    if isinstance(value, list):
        return [translated(part, names) for part in value]
    if isinstance(value, str):
        for old, new in names.items():
            value = value.replace(old, new)
    return value


def needs(function: str, call: Call) -> list[Need]:
    """The permissions that a call asks for."""
    service = SERVICES.get(call.service, call.service)
    if call.operation == "TransactWriteItems":
        kinds = [next(iter(item.items())) for item in call.parameters["TransactItems"]]
        wanted = [(f"dynamodb:{kind}", {"TableName": part["TableName"]}) for kind, part in kinds]
    elif call.operation == "BatchGetItem":
        wanted = [("dynamodb:BatchGetItem", {"TableName": table}) for table in call.parameters["RequestItems"]]
    else:
        versioned = "Version" if "VersionId" in call.parameters else ""
        wanted = [(f"{service}:{call.operation}{versioned}", call.parameters)]
    found = {(ACTIONS.get(action, action), resource_of(service, given)) for action, given in wanted}
    return [Need(function, action, resource, call) for action, resource in sorted(found)]


def resource_of(service: str, given: dict[str, Any]) -> str:
    """The ARN that a call is about; `*` where it is about none."""
    match service:
        case "dynamodb":
            index = f"/index/{given['IndexName']}" if "IndexName" in given else ""
            return f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{given['TableName']}{index}"
        case "s3":
            key = f"/{given['Key']}" if "Key" in given else ""
            return f"arn:aws:s3:::{given['Bucket']}{key}"
        case "sqs":
            return f"arn:aws:sqs:{REGION}:{ACCOUNT}:{given['QueueUrl'].rpartition('/')[2]}"
        case "events":
            return f"arn:aws:events:{REGION}:{ACCOUNT}:event-bus/{given['Entries'][0]['EventBusName']}"
        case "logs":
            return f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{given['logGroupName']}:*"
        case "ssm":
            return f"arn:aws:ssm:{REGION}:{ACCOUNT}:automation-execution/{given['AutomationExecutionId']}"
    for name in ("KeyId", "SecretId", "stateMachineArn", "executionArn"):
        if name in given:
            return str(given[name])
    return "*"
