"""Billing codes out of the allotted range, each given to one order once, and what the treasury says of them.

    CODES#<first code> / META    how many of the range have been given out
    CODES#<code>       / ORDER   whose code it is; found also after the office has got another range
    ORDER#<order id>   / CODE    the order's code, its NTB and NTPN
    ORDER#<order id>   / TREASURY#…   each line of the treasury about it, as it came
    NTPN#<ntpn>        / META    the one order that this NTPN pays

The counter is raised before the code is written, so that two requests never wait for each other: a crash between the
two leaves one code unused, and never gives one away twice.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from imigrasi.adapters.dynamo.attributes import Item, instant, known_instant, marshal, stamp, unmarshal
from imigrasi.adapters.dynamo.operation import ABSENT, Operation, put
from imigrasi.adapters.dynamo.orders import condition_failed
from imigrasi.adapters.dynamo.transaction import run
from imigrasi.domain.billing_code import BillingCode, CodeRange
from imigrasi.domain.errors import StaleVersion
from imigrasi.usecases.payment_ports import BillingCodesExhausted, OrderExists, StatementLine
from imigrasi.usecases.statement_ports import Kept

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class _CodeTaken(Exception):
    """Another order has this code: an older range overlaps with this one."""


class _LineKept(Exception):
    """This number of the bank or the treasury has been told of this order before."""


class _NtpnKept(Exception):
    """This NTPN has been told of another order."""


class _PaidBefore(Exception):
    """This order has an NTPN already."""


class DynamoBillingCodes:
    """BillingCodes on DynamoDB."""

    def __init__(self, client: DynamoDBClient, table: str, allotted: CodeRange | None = None) -> None:
        """`allotted` is needed to give out codes only."""
        self._client = client
        self._table = table
        self._allotted = allotted

    # ------------------------------------------------------------ giving out

    def issue(self, order_id: str, amount: int, expires_at: datetime) -> BillingCode:
        """Raises OrderExists, BillingCodesExhausted."""
        if self.of_order(order_id) is not None:
            raise OrderExists(order_id)
        while True:
            issued = BillingCode(self._next_code(), order_id, amount, expires_at)
            try:
                self._run(self._owned(issued), put(_code_item(issued), OrderExists, ABSENT))
            except _CodeTaken:
                continue
            return issued

    def left(self) -> int | None:
        """Codes of the range not yet given out; None where none is allotted."""
        allotted = self._allotted
        if allotted is None:
            return None
        found = self._get(f"CODES#{allotted.first}", "META")
        return len(allotted) - (found["issued"] if found else 0)

    def _next_code(self) -> str:
        allotted = self._range()
        try:
            answer = self._client.update_item(
                TableName=self._table,
                Key={"pk": {"S": f"CODES#{allotted.first}"}, "sk": {"S": "META"}},
                UpdateExpression="ADD issued :one",
                ConditionExpression="(attribute_not_exists(issued) AND :size > :zero) OR issued < :size",
                ExpressionAttributeValues=marshal({":one": 1, ":zero": 0, ":size": len(allotted)}),
                ReturnValues="UPDATED_NEW",
            )
        except ClientError as error:
            if condition_failed(error):
                raise BillingCodesExhausted(retry_after=3600) from error
            raise
        return allotted.code(int(answer["Attributes"]["issued"]["N"]) - 1)

    def _owned(self, issued: BillingCode) -> Operation:
        owner = {"pk": f"CODES#{issued.code}", "sk": "ORDER", "order_id": issued.order_id}
        return put(marshal(owner), _CodeTaken, ABSENT)

    def _range(self) -> CodeRange:
        if self._allotted is None:
            raise BillingCodesExhausted(retry_after=3600)
        return self._allotted

    # ------------------------------------------------------------ looking up

    def of_order(self, order_id: str) -> BillingCode | None:
        answer = self._client.query(
            TableName=self._table,
            KeyConditionExpression="pk = :pk AND sk = :sk",
            ExpressionAttributeValues={":pk": {"S": f"ORDER#{order_id}"}, ":sk": {"S": "CODE"}},
            ConsistentRead=True,
        )
        return next((_code(unmarshal(item)) for item in answer["Items"]), None)

    def order_of(self, code: str) -> str | None:
        """The order that a code was given to; None for one that we never gave out."""
        found = self._get(f"CODES#{code}", "ORDER")
        return None if found is None else str(found["order_id"])

    # ------------------------------------------------------------ what the treasury says

    def keep_line(self, order_id: str, line: StatementLine, statement: str) -> Kept:
        """Keep a line of the treasury about this order, once, and with it what it changes. Raises StaleVersion."""
        kept = _treasury_item(order_id, line, statement)
        steps = [put(kept, _LineKept, ABSENT)]
        if line.ntpn is None:
            taken = "SET ntb = if_not_exists(ntb, :ntb)"
            steps.append(self._told(order_id, taken, "attribute_exists(pk)", ntb=line.ntb))
        else:
            owner = marshal({"pk": f"NTPN#{line.ntpn}", "sk": "META", "order_id": order_id})
            steps += [put(owner, _NtpnKept, ABSENT), self._paid(order_id, line)]
        try:
            self._run(*steps)
        except _LineKept:
            return self._known(kept)
        except _NtpnKept:
            return self._kept_elsewhere(order_id, line)
        except _PaidBefore:
            return Kept.SECOND
        return Kept.NEW

    def adopt(self, order_id: str, of: BillingCode, line: StatementLine, statement: str) -> None:
        """The second payment `line` of a code, as the order `order_id` of its own; once."""
        paid = replace(of, order_id=order_id, ntb=line.ntb, ntpn=line.ntpn, paid_amount=line.amount, paid_at=line.at)
        owner = marshal({"pk": f"NTPN#{line.ntpn}", "sk": "META", "order_id": order_id})
        try:
            self._run(
                put(_code_item(paid), OrderExists, ABSENT),
                put(owner, _NtpnKept, ABSENT),
                put(_treasury_item(order_id, line, statement), _LineKept, ABSENT),
            )
        except OrderExists:
            return

    def _paid(self, order_id: str, line: StatementLine) -> Operation:
        return self._told(
            order_id,
            "SET ntpn = :ntpn, ntb = :ntb, paid_amount = :amount, paid_at = :at",
            "attribute_exists(pk) AND attribute_not_exists(ntpn)",
            ntpn=line.ntpn,
            ntb=line.ntb,
            amount=line.amount,
            at=stamp(line.at),
        )

    def _told(self, order_id: str, expression: str, condition: str, **values: Any) -> Operation:
        request = {
            "Key": {"pk": {"S": f"ORDER#{order_id}"}, "sk": {"S": "CODE"}},
            "UpdateExpression": expression,
            "ConditionExpression": condition,
            "ExpressionAttributeValues": marshal({f":{name}": value for name, value in values.items()}),
        }
        return Operation("Update", request, _PaidBefore)

    def _known(self, kept: Item) -> Kept:
        """A number that was told before, with the same amount and time, or with others."""
        told = unmarshal(kept)
        before = self._get(told["pk"], told["sk"])
        if before is None:
            raise StaleVersion  # its writer is not done yet
        same = all(before.get(name) == told.get(name) for name in ("ntb", "ntpn", "amount", "paid_at"))
        return Kept.KNOWN if same else Kept.CONTRADICTS

    def _kept_elsewhere(self, order_id: str, line: StatementLine) -> Kept:
        """An NTPN of another order: the second payment of this same code, or a contradiction."""
        owner = self._get(f"NTPN#{line.ntpn}", "META")
        if owner is None or owner["order_id"] == order_id:
            raise StaleVersion  # its writer is not done yet
        told = self._get(f"ORDER#{owner['order_id']}", f"TREASURY#NTPN#{line.ntpn}")
        code = self._get(f"ORDER#{owner['order_id']}", "CODE")
        if code is None or code["code"] != line.billing_code:
            return Kept.FOREIGN
        same = told is not None and (told["amount"], told["paid_at"]) == (line.amount, stamp(line.at))
        return Kept.SECOND if same else Kept.CONTRADICTS

    # ------------------------------------------------------------ the table

    def _get(self, partition: str, sort: str) -> dict[str, Any] | None:
        answer = self._client.get_item(
            TableName=self._table, Key={"pk": {"S": partition}, "sk": {"S": sort}}, ConsistentRead=True
        )
        return unmarshal(answer["Item"]) if "Item" in answer else None

    def _run(self, *steps: Operation) -> None:
        run(self._client, self._table, list(steps))


def _code_item(issued: BillingCode) -> Item:
    return marshal(
        {
            "pk": f"ORDER#{issued.order_id}",
            "sk": "CODE",
            "code": issued.code,
            "amount": issued.amount,
            "expires_at": stamp(issued.expires_at),
            "ntb": issued.ntb,
            "ntpn": issued.ntpn,
            "paid_amount": issued.paid_amount,
            "paid_at": stamp(issued.paid_at),
        }
    )


def _code(values: dict[str, Any]) -> BillingCode:
    return BillingCode(
        code=values["code"],
        order_id=values["pk"].removeprefix("ORDER#"),
        amount=values["amount"],
        expires_at=known_instant(values["expires_at"]),
        ntb=values.get("ntb"),
        ntpn=values.get("ntpn"),
        paid_amount=values.get("paid_amount"),
        paid_at=instant(values.get("paid_at")),
    )


def _treasury_item(order_id: str, line: StatementLine, statement: str) -> Item:
    return marshal(
        {
            "pk": f"ORDER#{order_id}",
            "sk": f"TREASURY#NTPN#{line.ntpn}" if line.ntpn else f"TREASURY#NTB#{line.ntb}",
            "ntb": line.ntb,
            "ntpn": line.ntpn,
            "amount": line.amount,
            "paid_at": stamp(line.at),
            "statement": statement,
            "row": line.row,
        }
    )
