"""MiniStack, the AWS of this machine: its settings, its clients, its start from saved state."""

import functools
import json
import re
import time
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

from local import processes
from local.home import ACCOUNT, REGION, Home, LocalError, Ports

# Each concurrent call spawns one process: enough for a busy page, not for a runaway.
CONCURRENT_CALLS = "32"


def environment(home: Home, ports: Ports) -> dict[str, str]:
    """MiniStack's environment. Functions inherit it, so it also holds what only they read on this machine."""
    return {
        "GATEWAY_PORT": str(ports.cloud),
        "BIND_HOST": "127.0.0.1",
        "MINISTACK_REGION": REGION,
        "LAMBDA_EXECUTOR": "local",
        "LAMBDA_ACCOUNT_CONCURRENCY": CONCURRENT_CALLS,
        "AUTH": "true",
        "PERSIST_STATE": "1",
        "STATE_DIR": str(home.state),
        "S3_PERSIST": "1",
        "S3_DATA_DIR": str(home.objects),
        "LOG_LEVEL": "WARNING",
        # Listeners of their own, on all addresses, for services that nothing here uses.
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        "TMPDIR": str(home.workers),
        "AWS_ENDPOINT_URL_SSM": f"http://127.0.0.1:{ports.officers}",
        "MIDTRANS_URL": f"http://127.0.0.1:{ports.gateway}",
        "SITE_URL": f"http://127.0.0.1:{ports.site}",
        "CLOCK_FILE": str(home.clock),
    }


def start(home: Home, ports: Ports) -> None:
    rewind_streams(home)
    move_addresses(home.state, ports)
    processes.discard_workers(home)  # of a run that was killed
    home.workers.mkdir()
    processes.start(home, "cloud", ["-m", "ministack"], environment(home, ports))
    processes.wait_until_healthy(home, "cloud", f"http://127.0.0.1:{ports.cloud}/_ministack/health")


@functools.cache
def client(service: str, ports: Ports, *, read_timeout: int = 60) -> Any:
    """A client of the local cloud as its administrator (the account's own root). Making one takes long."""
    connect: Any = boto3.client  # the service is chosen by the caller
    return connect(
        service,
        region_name=REGION,
        endpoint_url=f"http://127.0.0.1:{ports.cloud}",
        aws_access_key_id=ACCOUNT,
        aws_secret_access_key="test",  # noqa: S106  # any value does, on this machine only
        config=Config(retries={"total_max_attempts": 2}, read_timeout=read_timeout),
    )


def recover_state(home: Home) -> None:
    """Sets aside a saved state that can't be trusted; says so when a run ended without saving."""
    broken = (home.folder / "saving.json").exists() or any(map(is_torn, home.state.glob("*.json")))
    if broken:
        aside = home.folder.with_name(f"{home.folder.name}-broken-{int(time.time())}")
        home.folder.rename(aside)
        print(
            f"  the saved state was cut short while it was written: it is kept in {aside}, and this run starts empty",
            flush=True,
        )
    elif (home.folder / "unsaved.json").exists() and home.state.exists():
        print(
            "  the last run ended without `make stop`: its changes are lost, the state before it is used",
            flush=True,
        )


def is_torn(path: Path) -> bool:
    try:
        json.loads(path.read_text())
    except (json.JSONDecodeError, UnicodeDecodeError):
        return True
    return False


def move_addresses(state: Path, ports: Ports) -> None:
    """Brings the saved state to this run's port: MiniStack knows a queue by its address, port included.

    The queues' own file says which port the state was saved with. It is changed last, so that a move cut
    short is made again.
    """
    queues = state / "sqs.json"
    if not queues.exists():
        return
    saved_with = set(re.findall(r"http://localhost:(\d+)/", queues.read_text())) - {str(ports.cloud)}
    if not saved_with:
        return
    old = re.compile(rf"\b(localhost|127\.0\.0\.1):(?:{'|'.join(sorted(saved_with))})\b")
    for path in sorted(state.glob("*.json"), key=lambda path: path == queues):
        text = path.read_text()
        moved = old.sub(rf"\1:{ports.cloud}", text)
        if moved != text:
            replace(path, moved)


def replace(path: Path, text: str) -> None:
    half = path.with_suffix(".half")
    half.write_text(text)
    half.replace(path)


def rewind_streams(home: Home) -> None:
    """Streams start empty with each run, but MiniStack keeps how far their readers were: they would wait there.

    Nothing is lost by beginning anew: what was in the stream is sent again by the sweep for unrelayed events.
    """
    path = home.state / "lambda.json"
    if not path.exists():
        return
    state = json.loads(path.read_text())
    positions = state["payload"]["dynamodb_stream_positions"]["data"]
    if any(positions.values()):
        state["payload"]["dynamodb_stream_positions"]["data"] = dict.fromkeys(positions, 0)
        replace(path, json.dumps(state))


def invoke(ports: Ports, function: str, payload: dict[str, Any]) -> Any:
    """Calls a function and gives what it returns; its failure is an error with its own message."""
    answer = client("lambda", ports, read_timeout=180).invoke(
        FunctionName=function, Payload=json.dumps(payload).encode()
    )
    content = json.loads(answer["Payload"].read() or b"null")
    if "FunctionError" in answer:
        raise LocalError(f"{function} failed: {content.get('errorMessage', content)}")
    return content


def runbooks(ports: Ports, officer: str) -> Any:
    """A client of Systems Manager that signs as the officer."""
    connect: Any = boto3.client
    return connect(
        "ssm",
        region_name=REGION,
        endpoint_url=f"http://127.0.0.1:{ports.officers}",
        aws_access_key_id=officer,
        aws_secret_access_key="test",  # noqa: S106
        config=Config(retries={"total_max_attempts": 1}),
    )


def output(home: Home, name: str) -> str:
    """An output of the deployed stacks. Raises LocalError."""
    deployed = home.read("deployed.json").get("outputs", {})
    if name not in deployed:
        raise LocalError("The local cloud is not deployed. Run `make run` first.", code="not_running")
    return str(deployed[name])


def table_name(home: Home) -> str:
    return output(home, "TableName")
