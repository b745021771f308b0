"""Books that were altered are told by the verifier, or by the gateways' files; of files only what is right is taken."""

from __future__ import annotations

import contextlib
import copy
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random
from typing import Any
from unittest.mock import patch

import botocore.session
from moto.dynamodb.models import dynamodb_backends

from imigrasi.adapters.gateways import midtrans_file, strict_csv
from imigrasi.adapters.statement_files import S3StatementFiles
from imigrasi.domain.statement import judged
from imigrasi.usecases import compare_statement, verify_ledger
from local.__main__ import main as command_line
from local.gateway import files
from tests.prove.altered_orders import TAMPERINGS
from tests.prove.compared_files import CHANGES, Day, brought, genuine_days, told_exactly, told_of_torn, written
from tests.prove.genuine_files import Genuine, examined
from tests.prove.row import Broken, Figures, Scale, check
from tests.prove.spoilt_files import MUTATIONS, other_file
from tests.prove.tables import moto_engine
from tests.prove.takings import Takings
from tests.prove.tampering import Names, Stored
from tests.prove.till import Till
from tests.support.installation import ACCOUNT, REGION, STATEMENTS
from tests.support.moto_table import forget

PROMISE = "a ledger, day book or statement that was altered or does not add up is noticed; no malformed file is taken"
CONTROL = "a verifier without the day book, a reader of any digits, a comparison that is blind to days"


def prove(scale: Scale) -> Figures:
    with money() as takings:
        figures: Figures = {
            "payments": len(takings.orders),
            "alterations noticed": tamper(takings, scale.of(2 * len(TAMPERINGS), 1_000)),
        }
        figures |= read_copies(takings, scale.of(500, 20_000))
        return figures | compare(takings, whole=scale is Scale.FULL)


@contextmanager
def money() -> Iterator[Takings]:
    with moto_engine() as engine, engine.till() as till:
        yield Takings(till)


# ---------------------------------------------------------------- the ledger


def tamper(takings: Takings, times: int) -> int:
    """How many alterations the command told of, each by a name of what was altered and of nothing else."""
    with kept(takings.till), commanded(takings.till) as verify:
        stored = Stored(takings.till)
        clean(verify(), "untouched")
        for item in stored.others:  # what the verifier does not look at only costs time
            stored.delete(item)
        with kept(takings.till) as restore:
            for seed in range(times):
                tampering = TAMPERINGS[seed % len(TAMPERINGS)]
                names = tampering(stored, Random(seed))
                told(verify(), names, f"{tampering.__name__} (seed {seed})")
                restore()
                clean(verify(), f"after {tampering.__name__} (seed {seed})")
    return times


def told(faults: list[str], names: Names, what: str) -> None:
    check(faults, f"{what} was not noticed")
    for fault in faults:
        check(any(name in fault for name in names), f"{what}: {fault!r}, which is not about {sorted(names)}")


def clean(faults: list[str], when: str) -> None:
    check(not faults, f"{when}, the books are called wrong: {faults}")


@contextmanager
def kept(till: Till) -> Iterator[Callable[[], None]]:
    """What puts the table back as it is now."""
    pristine = copy.deepcopy(_table(till).items)

    def restore() -> None:
        forget(_table(till))
        _table(till).items = copy.deepcopy(pristine)

    yield restore
    restore()


def _table(till: Till) -> Any:
    """moto's own; a transaction that fails puts another in its place."""
    return dynamodb_backends[ACCOUNT][REGION].tables[till.table]


@contextmanager
def commanded(till: Till) -> Iterator[Callable[[], list[str]]]:
    """`ledger verify` on the till's table: the faults that it prints, empty when it ends well."""

    def verify() -> list[str]:
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            code = command_line(["ledger", "verify", "--json"])
        told = json.loads(printed.getvalue())
        check(code == (0 if told["ok"] else 1), f"the command ends with {code}:", told)
        check(told["ok"] is (told["faults"] == []), "the command says", told)
        return list(told["faults"])

    with (
        patch("local.cloud.client", lambda _service, _ports: till.client),
        patch("local.cloud.table_name", lambda _home: till.table),
    ):
        yield verify


# ---------------------------------------------------------------- files


def read_copies(takings: Takings, times: int) -> Figures:
    """Copies of genuine files, spoilt; those that are no such files at all come by way of the bucket. Raises Broken."""
    genuine, seen, bucket = genuine_files(takings), Counter[str](), _bucket()
    for seed in range(times):
        chance = Random(seed)
        file, mutation = chance.choice(genuine), chance.choice(MUTATIONS)
        copied = mutation(file, chance)
        if mutation is other_file:
            copied = copied._replace(content=bucket(copied.content))
        try:
            seen += examined(file, copied)
        except Exception as error:
            raise Broken(f"{mutation.__name__} of {file.gateway}'s file (seed {seed}): {error}") from error
    return {"copies of files": times, **seen}


def genuine_files(takings: Takings) -> list[Genuine]:
    """Midtrans' file of each day, and all that the treasury has said."""
    till = takings.till
    sheets = [files.gateway_sheet(till.books, day) for day in takings.days]
    return [
        *(Genuine("midtrans", sheet, till.gateway.read_statement) for sheet in sheets),
        Genuine("simponi", takings.treasury_sheet(), till.treasury.read_statement),
    ]


def _bucket() -> Callable[[bytes], bytes]:
    """What the product reads of a file that lies in the bucket."""
    s3: Any = botocore.session.Session().create_client("s3", region_name=REGION)
    s3.create_bucket(Bucket=STATEMENTS, CreateBucketConfiguration={"LocationConstraint": REGION})
    s3.put_bucket_versioning(Bucket=STATEMENTS, VersioningConfiguration={"Status": "Enabled"})
    shelf = S3StatementFiles(s3, STATEMENTS, strict_csv.LARGEST_FILE)

    def read(content: bytes) -> bytes:
        version = s3.put_object(Bucket=STATEMENTS, Key="copy.csv", Body=content)["VersionId"]
        return shelf.read("copy.csv", version).content

    return read


# ---------------------------------------------------------------- file against ledger


def compare(takings: Takings, *, whole: bool) -> Figures:
    """Each thing that can differ, in the shortest file of each gateway, or ten times in every day's."""
    days = genuine_days(takings)
    shortest = {day.gateway: day for day in sorted(days, key=lambda day: -len(day.lines))}
    chosen = days if whole else list(shortest.values())
    seen: Counter[str] = Counter()
    for day in chosen:
        with kept(takings.till):
            for other in days:
                if other is not day and other.gateway == day.gateway:
                    found = brought(takings, other, written(other, other.rows))
                    check(not found, f"a genuine file of {other.gateway} differs: {sorted(found)}")
            seen += _compared(takings, day, 10 if whole else 1)
    return dict(seen)


def _compared(takings: Takings, day: Day, times: int) -> Counter[str]:
    seen: Counter[str] = Counter()
    with kept(takings.till) as restore:
        stored = Stored(takings.till)
        for seed in range(times):
            for change in CHANGES:
                told_exactly(takings, day, change, stored, seed)
                restore()
                seen["comparisons"] += 1
        for seed in range(times * 10 if day.gateway == "midtrans" else 0):
            seen["torn figures found"] += told_of_torn(takings, day, seed)
            restore()
    return seen


# ---------------------------------------------------------------- controls


def control(scale: Scale) -> None:
    """Each weakness by itself; one that passes unnoticed ends it."""
    noticed: list[str] = []
    with money() as takings:
        for weakness, proving in _weaknesses(takings, scale):
            try:
                with weakness:
                    proving()
            except Broken as broken:
                noticed.append(str(broken))
            else:
                return
    raise Broken(" | ".join(noticed))


def _weaknesses(takings: Takings, scale: Scale) -> Iterator[tuple[Any, Callable[[], object]]]:
    yield (
        patch.object(verify_ledger, "_day_book", lambda *_: iter(())),
        lambda: tamper(takings, scale.of(2 * len(TAMPERINGS), 1_000)),
    )
    digits = re.compile(r"(\d{1,15})(?:\.00)?")
    yield patch.object(midtrans_file, "_AMOUNT", digits), lambda: read_copies(takings, scale.of(500, 20_000))
    blind = patch.object(compare_statement, "judged", lambda *sides, **_: judged(*sides, same_day=True))
    yield blind, lambda: compare(takings, whole=scale is Scale.FULL)
