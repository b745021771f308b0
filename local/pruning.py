"""Takes out of the functions' packages what no function reads: it is parsed, loaded and shipped at every cold start.

The packages stay themselves. Only botocore's data shrinks, to the operations that functions call; its generator of
help texts gives way to an empty one; and two imports move to where they are used. `tests/unit/build` holds the pruned
package to the full one: same addresses, same bytes on the wire, same answers.
"""

import gzip
import json
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

#: Service → operations. An operation is added here, or its client does not have it.
OPERATIONS: Mapping[str, tuple[str, ...]] = {
    "dynamodb": ("BatchGetItem", "GetItem", "PutItem", "Query", "TransactWriteItems", "UpdateItem"),
    "events": ("PutEvents",),
    "kms": ("Decrypt", "Encrypt", "GenerateMac"),
    "logs": ("FilterLogEvents",),
    # botocore itself takes the address of an upload policy from CreateBucket, and asks HeadBucket where a bucket is
    # when S3 answers from another region.
    "s3": (
        "CreateBucket",
        "DeleteObject",
        "GetObject",
        "GetObjectTagging",
        "HeadBucket",
        "ListObjectVersions",
        "ListObjectsV2",
        "PutObject",
    ),
    "secretsmanager": ("GetSecretValue",),
    "sesv2": ("SendEmail",),
    "sns": ("Publish",),
    "sqs": ("SendMessage",),
    "ssm": ("GetAutomationExecution",),
    "stepfunctions": (
        "DescribeExecution",
        "DescribeStateMachine",
        "GetExecutionHistory",
        "ListExecutions",
        "SendTaskFailure",
        "SendTaskSuccess",
        "StartExecution",
    ),
}
#: Kinds of attributes that the table holds (`imigrasi.adapters.dynamo.attributes`). botocore tries every kind it
#: knows on every attribute of every item it reads.
ATTRIBUTE_KINDS = ("S", "N", "B", "BOOL", "SS")
#: What endpoints.json calls them, where it differs from botocore's folder.
ENDPOINT_NAMES = {"sesv2": "email", "stepfunctions": "states"}

NO_HELP_TEXTS = '''"""Help texts of clients are left out of this bundle: functions never print them."""


class ClientMethodDocstring(str):
    def __new__(cls, *args, **kwargs):
        return super().__new__(cls)

    def __init__(self, *args, **kwargs):
        super().__init__()


PaginatorDocstring = WaiterDocstring = ClientMethodDocstring
'''

#: (file, text as published, text as shipped): each must stand exactly once.
#: Two modules import `importlib.metadata`, a twentieth of a cold start, for what functions never do: urllib3 to ask
#: for the version of `h2` when HTTP/2 is turned on, pydantic to look for plugins, which `shapes.py` turns off.
REWORDED = (
    ("urllib3/http2/__init__.py", "from importlib.metadata import version\n\n", ""),
    (
        "urllib3/http2/__init__.py",
        '    h2_version = version("h2")\n',
        '    from importlib.metadata import version\n\n    h2_version = version("h2")\n',
    ),
    ("pydantic/plugin/_loader.py", "from importlib.metadata import entry_points\n", ""),
    (
        "pydantic/plugin/_loader.py",
        "        _plugins = {}\n",
        "        from importlib.metadata import entry_points\n\n        _plugins = {}\n",
    ),
)


#: Folders that no function imports. An import of one fails at the first cold start of a test.
UNUSED = (
    "bin",
    "docs",
    "dateutil/zoneinfo",
    "pydantic/v1",
    "aws_lambda_powertools/event_handler",
    *(
        f"aws_lambda_powertools/utilities/{name}"
        for name in (
            "auth_alpha",
            "batch",
            "circuit_breaker",
            "data_classes",
            "data_masking",
            "feature_flags",
            "idempotency",
            "kafka",
            "metadata",
            "parameters",
            "parser",
            "streaming",
            "validation",
        )
    ),
)


class PackageChanged(Exception):
    """A package is not as it was when its pruning was written: look at it again."""


def prune(folder: Path) -> None:
    """Prunes the installed packages in `folder`. Raises PackageChanged."""
    prune_data(folder / "botocore" / "data")
    prune_help_texts(folder / "botocore" / "docs")
    for name, published, shipped in REWORDED:
        reword(folder / name, published, shipped)
    for name in UNUSED:
        shutil.rmtree(folder / name, ignore_errors=True)
    for stub in folder.rglob("*.pyi"):
        stub.unlink()


def reword(path: Path, published: str, shipped: str) -> None:
    source = path.read_text(encoding="utf-8")
    if source.count(published) != 1:
        raise PackageChanged(f"{path.name} does not hold {published!r} exactly once")
    path.write_text(source.replace(published, shipped), encoding="utf-8")


def prune_help_texts(docs: Path) -> None:
    """botocore's handlers use `docs.utils`; the rest only writes manuals."""
    for path in docs.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name not in ("utils.py", "docstring.py", "__init__.py"):
            path.unlink()
    (docs / "__init__.py").write_text("")
    (docs / "docstring.py").write_text(NO_HELP_TEXTS)


def prune_data(data: Path) -> None:
    """Newest version of each service in use, with its operations in use, as plain JSON."""
    for service in (path for path in data.iterdir() if path.is_dir()):
        if service.name not in OPERATIONS:
            shutil.rmtree(service)
            continue
        *older, newest = sorted(path for path in service.iterdir() if path.is_dir())
        for version in older:
            shutil.rmtree(version)
        prune_service(newest, OPERATIONS[service.name])
    for packed in list(data.rglob("*.json.gz")):
        write(packed.with_suffix(""), read(packed))
        packed.unlink()
    prune_endpoints(data / "endpoints.json")


def prune_service(folder: Path, operations: tuple[str, ...]) -> None:
    for name in ("examples-1.json", "waiters-2.json"):
        for path in folder.glob(f"{name}*"):
            path.unlink()
    packed = folder / "service-2.json.gz"
    write(folder / "service-2.json", pruned_model(read(packed), operations))
    packed.unlink()


def pruned_model(model: dict[str, Any], operations: tuple[str, ...]) -> dict[str, Any]:
    """The model with `operations` and the shapes they reach. Raises PackageChanged for an unknown operation."""
    unknown = set(operations) - set(model["operations"])
    if unknown:
        raise PackageChanged(f"{model['metadata']['serviceId']} has no {', '.join(sorted(unknown))}")
    kept = {name: undocumented(model["operations"][name]) for name in operations}
    shapes: dict[str, Any] = {}
    waiting = [name for operation in kept.values() for name in references(operation)]
    while waiting:
        name = waiting.pop()
        if name not in shapes:
            shapes[name] = undocumented(model["shapes"][name])
            if name == "AttributeValue":
                shapes[name]["members"] = {kind: shapes[name]["members"][kind] for kind in ATTRIBUTE_KINDS}
            waiting += references(shapes[name])
    return {**undocumented(model), "operations": kept, "shapes": shapes}


def references(node: Any) -> Iterator[str]:
    """Names of shapes that `node` refers to: an operation's input, a structure's members, a list's element."""
    if isinstance(node, dict):
        if isinstance(node.get("shape"), str):
            yield node["shape"]
        for part in node.values():
            yield from references(part)
    elif isinstance(node, list):
        for part in node:
            yield from references(part)


def undocumented(node: dict[str, Any]) -> dict[str, Any]:
    """Without its own help text and that of its members; a member may itself be called `documentation`."""
    kept = {key: value for key, value in node.items() if key != "documentation"}
    if "members" in kept:
        kept["members"] = {name: undocumented(member) for name, member in kept["members"].items()}
    return kept


def prune_endpoints(path: Path) -> None:
    """Keeps every partition and region, but only the services in use."""
    endpoints = read(path)
    wanted = {ENDPOINT_NAMES.get(name, name) for name in OPERATIONS}
    for partition in endpoints["partitions"]:
        partition["services"] = {k: v for k, v in partition["services"].items() if k in wanted}
    write(path, endpoints)


def read(path: Path) -> Any:
    content = path.read_bytes()
    return json.loads(gzip.decompress(content) if path.suffix == ".gz" else content)


def write(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content, separators=(",", ":")))
