"""What happens at gateways, banks and the treasury, from the command line."""

import hashlib
import json
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

from imigrasi.adapters.dynamo.orders import DynamoOrders
from imigrasi.domain.errors import NotFound
from imigrasi.domain.payment import MONEY_MOVED, Payment
from local import cloud, statements
from local.home import Home, LocalError

#: What is typed → what the simulated gateway calls it. The first five are the contract's.
MISDEEDS = {
    **{name: name for name in ("duplicate", "late", "wrong-amount", "forged", "reordered")},
    **{name: name for name in ("refund", "partial-refund", "chargeback", "outage")},
    "drop": "dropped",
}
LESS = 1_000
SUPERVISOR = "sari"
PATIENCE_SECONDS = 30


def pay(home: Home, payment_id: str) -> dict[str, Any]:
    """Lets the payment be paid, whatever its gateway; a state payment goes to a bank, the treasury, and by its file."""
    order = _order(home, payment_id)
    if order.gateway == "simponi":
        return _pay_state(home, payment_id)
    return ask(home, f"orders/{order.order_id}/pay")


def misbehave(home: Home, payment_id: str, how: str) -> dict[str, Any]:
    """Raises LocalError for what a gateway that calls nobody cannot do."""
    order = _order(home, payment_id)
    if order.gateway != "simponi":
        return ask(home, f"orders/{order.order_id}/misbehave/{MISDEEDS[how]}")
    match how:
        case "wrong-amount":
            return _pay_state(home, payment_id, less=LESS)
        case "duplicate":
            return _pay_state(home, payment_id, spoil="twice")
        case "late":
            return _pay_state(home, payment_id)
        case "drop":
            return _pay_at_bank(home, _order(home, payment_id))
    text = f"SIMPONI calls nobody, so it cannot {how}. It can: duplicate, late, wrong-amount, drop; or spoil its file."
    raise LocalError(f"{text} See `gateway treasury --help`.", code="not_possible")


def statement(home: Home, day: str | None, spoil: str, *, keep: bool) -> dict[str, Any]:
    """The gateway's settlement file of a Jakarta day (today), brought by a supervisor unless it is to be kept."""
    asked = {"spoil": spoil} | ({"day": day} if day else {})
    return _file(home, "midtrans", f"statement?{urllib.parse.urlencode(asked)}", keep=keep)


def treasury(home: Home, since: str | None, spoil: str, *, keep: bool) -> dict[str, Any]:
    """Lets the treasury receive what banks took, and makes its file of that day on, brought by a supervisor."""
    if "unconfirmed" not in spoil.split(","):
        ask(home, "treasury")
    asked = {"spoil": spoil} | ({"from": since} if since else {})
    return _file(home, "simponi", f"treasury?{urllib.parse.urlencode(asked)}", keep=keep)


def outage(home: Home, seconds: int, how: str) -> dict[str, Any]:
    return ask(home, "outage", {"seconds": seconds, "how": how})


def ask(home: Home, path: str, body: dict[str, Any] | None = None, *, method: str = "POST") -> dict[str, Any]:
    """Something of the simulator. Raises LocalError."""
    address = f"http://127.0.0.1:{home.ports().gateway}/simulator/{path}"
    sent = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(address, sent, {"Content-Type": "application/json"}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            content: dict[str, Any] = json.loads(answer.read())
            return content
    except urllib.error.HTTPError as refused:
        text = refused.read().decode(errors="replace")
        raise LocalError(f"The gateway refused ({refused.code}): {text}", code="gateway_refused") from refused
    except OSError as silent:
        raise LocalError("The gateway does not answer: run `make run` first.", code="not_running") from silent


def _order(home: Home, payment_id: str) -> Payment:
    """What the gateway knows: of a share its group's order."""
    orders = DynamoOrders(cloud.client("dynamodb", home.ports()), cloud.table_name(home))
    try:
        return orders.order(orders.order(payment_id).charged_as)
    except NotFound as unknown:
        text = f"There is no payment {payment_id}. Its number looks like LBG-XXXX-XXXX-C-1."
        raise LocalError(text, code="payment_unknown") from unknown


def _pay_at_bank(home: Home, payment: Payment, less: int = 0) -> dict[str, Any]:
    paid = ask(home, f"bank/{payment.billing_code}", {"amount": payment.amount - less})
    told = {"order_id": payment.order_id, "captured": True, "amount": paid["amount"], "delivered": False}
    return told | {"billing_code": paid["billing_code"], "ntb": paid["ntb"]}


def _pay_state(home: Home, payment_id: str, *, less: int = 0, spoil: str = "") -> dict[str, Any]:
    payment = _order(home, payment_id)
    told = _pay_at_bank(home, payment, less)
    received = ask(home, f"bank/{payment.billing_code}/ntpn")
    brought = treasury(home, received["paid_at"][:10], spoil, keep=False)
    return told | {
        "ntpn": received["ntpn"],
        "delivered": brought["imported"]["status"] == "imported",
        "settled": _is_heard(home, payment_id),
        "file": brought["file"],
    }


def _is_heard(home: Home, payment_id: str) -> bool:
    """Whether the money is in the books, waited for as long as a queue may take."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if _order(home, payment_id).status in MONEY_MOVED:
            return True
        time.sleep(0.2)
    return False


def ask_about_all(home: Home) -> dict[str, Any]:
    """What the schedule does: ask about every payment that is due, and wait until the answers are booked."""
    asked: dict[str, Any] = cloud.invoke(home.ports(), "imigrasi-local-payment-reconciliation", {})
    queues, queue = cloud.client("sqs", home.ports()), cloud.output(home, "ConfirmationQueueUrl")
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        waiting = queues.get_queue_attributes(QueueUrl=queue, AttributeNames=names)["Attributes"]
        if not any(int(waiting[name]) for name in names):
            break
        time.sleep(0.2)
    return asked


def _file(home: Home, gateway: str, path: str, *, keep: bool) -> dict[str, Any]:
    made = ask(home, path, method="GET")
    content = made["content"].encode()
    file = home.folder / "statements" / f"{gateway}-{hashlib.sha256(content).hexdigest()[:12]}.csv"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    told = {"file": str(file), "lines": made["lines"]}
    return told if keep else told | {"imported": statements.bring(home, SUPERVISOR, gateway, Path(file))}
