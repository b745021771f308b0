"""Adapters of those who work on settlement files: the import, and the comparison with the ledger."""

from __future__ import annotations

from imigrasi.adapters.aws import client
from imigrasi.adapters.dynamo.statements import DynamoMovements, DynamoOpenTasks, DynamoStatements
from imigrasi.adapters.gateways.midtrans_file import read_midtrans_file
from imigrasi.adapters.gateways.strict_csv import LARGEST_FILE
from imigrasi.adapters.gateways.treasury_file import read_treasury_file
from imigrasi.adapters.statement_files import S3StatementFiles
from imigrasi.entrypoint import wiring
from imigrasi.entrypoint.settings import setting
from imigrasi.usecases.import_statement import Reader
from imigrasi.usecases.take_lines import Desk

#: What the gateways' own `read_statement` does: a file is read without their secrets.
READERS: dict[str, Reader] = {"midtrans": read_midtrans_file, "simponi": read_treasury_file}


def desk() -> Desk:
    dynamo, table = client("dynamodb"), wiring.table()
    return Desk(
        files=S3StatementFiles(client("s3"), setting("STATEMENTS_BUCKET"), LARGEST_FILE),
        statements=DynamoStatements(dynamo, table, wiring.due()),
        movements=DynamoMovements(dynamo, table),
        tasks=DynamoOpenTasks(dynamo, table),
        codes=wiring.billing_codes(),
        applications=wiring.applications(),
        orders=wiring.orders(),
        confirmations=wiring.confirmations(),
    )
