"""Settlement files into the local cloud, as a supervisor puts them into the bucket."""

import hashlib
import time
from pathlib import Path
from typing import Any

from imigrasi.adapters.dynamo.statements import DynamoStatements
from imigrasi.domain.statement import StatementRecord
from infra.stage import STATED
from local import cloud
from local.automation import Refused
from local.console import permissions
from local.home import Home, LocalError

PATIENCE_SECONDS = 60


def bring(home: Home, officer: str, gateway: str, file: Path) -> dict[str, Any]:
    """Puts the file into the bucket and waits until its lines are taken. Raises LocalError."""
    if gateway not in STATED:
        raise LocalError(f"There are no files of {gateway}. Gateways are {', '.join(STATED)}.", code="unknown_gateway")
    if not file.is_file():
        raise LocalError(f"There is no file {file}.", code="no_file")
    content = file.read_bytes()
    bucket, key = cloud.output(home, "StatementsBucket"), f"{gateway}/{file.name}"
    try:
        permissions.check(home, officer, "s3:PutObject", f"arn:aws:s3:::{bucket}/{key}")
    except Refused as refused:
        raise LocalError(f"{refused} Supervisors bring settlement files.", code="access_denied") from refused
    statements = DynamoStatements(cloud.client("dynamodb", home.ports()), cloud.table_name(home))
    digest = hashlib.sha256(content).hexdigest()[:32]
    known = statements.record(gateway, digest)
    cloud.client("s3", home.ports()).put_object(Bucket=bucket, Key=key, Body=content, ContentType="text/csv")
    return {"known": bool(known and known.is_taken), **shown(_taken(home, statements, gateway, digest))}


def shown(record: StatementRecord) -> dict[str, Any]:
    """Amounts in whole rupiah."""
    return {
        "gateway": record.gateway,
        "status": record.status.value,
        "refusal": record.refusal,
        "days": [day.isoformat() for day in (record.first_day, record.last_day) if day],
        **record.figures,
        "rows": [{"row": row, "code": code} for row, code in record.faults],
        "report": record.report,
    }


def _taken(home: Home, statements: DynamoStatements, gateway: str, digest: str) -> StatementRecord:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        record = statements.record(gateway, digest)
        if record is not None and record.is_taken:
            return record
        time.sleep(0.2)
    log = home.logs / "cloud.log"
    raise LocalError(f"The file was not imported within {PATIENCE_SECONDS} s. Read {log}.", code="not_imported")
