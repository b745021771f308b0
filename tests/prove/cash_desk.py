"""A whole installation on the local cloud where citizens pay, its time passing faster than the machine's."""

from __future__ import annotations

import contextlib
import io
import tempfile
import threading
import time
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from imigrasi.domain.application import Application
from infra.stage import LOCAL
from local import cloud as ministack
from local import payments, processes
from local.gateway import wire
from local.gateway.books import Books
from local.home import LocalError
from tests.prove.money import accounted_for
from tests.prove.row import check
from tests.prove.till import KEY, POLLS, Till
from tests.prove.workers import Workers
from tests.support.local_cloud import LocalCloud
from tests.support.patience import awaited

#: How much faster time passes: the product's clock, the queues' patience, and the sweeps below.
SPEED = 20
#: Function → every so many minutes of that time.
SWEEPS = {"due-work": LOCAL.due_work_minutes, "payment-reconciliation": LOCAL.reconciliation_minutes}
RECONCILIATION = "payment-reconciliation"
TICK_SECONDS = 0.1
PAYERS = 4
#: Nobody comes while so many messages are on their way: on a slow machine fewer come, and no queue grows for ever.
CROWD = 200
#: Nothing takes as long, even where others use the machine as well.
PATIENCE_SECONDS = 600
#: What MiniStack writes into a function's log when its worker ends in the middle of an invocation.
DIED = "Worker process died"
#: How many more times reconciliation asks about a payment that nobody has heard of.
QUESTIONS = 4
#: Later than anything is due.
LATEST = datetime(9999, 1, 1, tzinfo=UTC)


class CashDesk:
    """`ids`: whose fee is due. `acknowledged`: orders whose notice of payment was answered with 2xx."""

    def __init__(self, cloud: LocalCloud, folder: Path, *, reconciled: bool) -> None:
        """`reconciled`: whether anybody asks the gateway about payments that nobody has heard of."""
        self._cloud, self._home, self._ports = cloud, cloud.home, cloud.home.ports()
        self._reconciled = reconciled
        self._queues = self._client("sqs")
        self._began = time.monotonic()
        self._skipped = 0
        self._over = threading.Event()
        self.till = Till(self._client("dynamodb"), ministack.table_name(self._home), folder)
        self.ids: list[str] = []
        self.acknowledged: list[str] = []
        self._hasten()

    def _client(self, service: str) -> Any:
        return ministack.client(service, self._ports)

    def _hasten(self) -> None:
        """Queues hide what is being worked on for as much shorter, and sweeps are made from here."""
        for url in self._queue_urls():
            shown = self._queues.get_queue_attributes(QueueUrl=url, AttributeNames=["VisibilityTimeout"])
            shorter = int(shown["Attributes"]["VisibilityTimeout"]) // SPEED
            self._queues.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": str(shorter)})
        for function in SWEEPS:
            self._client("scheduler").delete_schedule(Name=deployed(function))

    # ------------------------------------------------------------ time

    @contextlib.contextmanager
    def passing_time(self) -> Iterator[None]:
        """Time passes, and sweeps are made, while this is entered."""
        made = [name for name in SWEEPS if self._reconciled or name != RECONCILIATION]
        with ThreadPoolExecutor(1 + len(made), thread_name_prefix="time") as pool:
            passing = [pool.submit(self._pass_time), *(pool.submit(self._sweep, name) for name in made)]
            try:
                yield
            finally:
                self._over.set()
        for each in passing:
            each.result()

    def _pass_time(self) -> None:
        half = self._home.clock.with_suffix(".half")
        while not self._over.wait(TICK_SECONDS):
            ahead = int((SPEED - 1) * (time.monotonic() - self._began)) + self._skipped
            half.write_text(str(ahead))
            half.replace(self._home.clock)

    def _sweep(self, function: str) -> None:
        while not self._over.wait(SWEEPS[function] * 60 / SPEED):
            # Killed, or too much at once: what it would have done, the next one does.
            with contextlib.suppress(LocalError, ClientError):
                ministack.invoke(self._ports, deployed(function), {})

    # ------------------------------------------------------------ citizens

    def serve(self, count: int) -> None:
        """So many more citizens have a fee due, and pay it."""
        with ThreadPoolExecutor(PAYERS, thread_name_prefix="citizen") as citizens:
            paying = []
            for _ in range(count):
                awaited(self._crowd, lambda crowd: crowd < CROWD, seconds=PATIENCE_SECONDS)
                self.till.at = self._cloud.now()
                application = self.till.opened(len(self.ids))
                self.ids.append(application.id)
                paying.append(citizens.submit(self._pay, application))
        for each in paying:
            each.result()

    def _crowd(self) -> int:
        return sum(self._on_its_way().values())

    def _pay(self, application: Application) -> None:
        """As long as no order comes back, the browser asks for the same one again."""
        reply = awaited(
            lambda: self._cloud.api.call(
                "POST",
                f"/v1/applications/{application.id}/payments",
                {"gateway": "midtrans"},
                access_key=KEY,
                idempotency_key=application.id.rjust(32, "-"),
            ),
            lambda reply: reply.status == 201,
            seconds=PATIENCE_SECONDS,
        )
        try:
            told = payments.ask(self._home, f"orders/{reply.json['payment_id']}/pay")
        except LocalError as silent:
            if silent.code != "not_running":
                raise
            return  # the money is taken; its notice is sent still, or has been given up
        if told["delivered"]:
            self.acknowledged.append(told["order_id"])

    # ------------------------------------------------------------ rest

    def come_to_rest(self) -> Counter[str]:
        """Nothing is on its way any more, and the next questions about payments that nobody has heard of are answered.

        Dead letters go back into their queues, as a person sends them: how many, by queue.
        Raises AssertionError with what is still on its way after PATIENCE_SECONDS.
        """
        redriven = self._quiet()
        for _ in range(QUESTIONS):
            if not self._reconciled or not self._unheard(LATEST):
                break
            self._skipped += int(POLLS.every.total_seconds())
            awaited(lambda: self._unheard(self._cloud.now()), lambda due: not due, seconds=PATIENCE_SECONDS)
            redriven += self._quiet()
        return redriven

    def _unheard(self, by: datetime) -> list[str]:
        """Orders that reconciliation would ask about by then."""
        return [order.order_id for order in self.till.due.unheard_payments(by)]

    def _quiet(self) -> Counter[str]:
        redriven: Counter[str] = Counter()

        def left() -> dict[str, int]:
            redriven.update(self._redrive())
            # What is relayed, handled and gone between two looks has been seen by one of six.
            return next(filter(None, (self._on_its_way() for _ in range(3))), {})

        awaited(left, lambda found: not found, seconds=PATIENCE_SECONDS)
        return redriven

    def _on_its_way(self) -> dict[str, int]:
        """Messages per queue, hidden ones too, and events that no relay has taken; without the empty ones."""
        found = {"unrelayed": sum(map(len, self.till.due.unrelayed(self._cloud.now())))}
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        for url in self._queue_urls():
            shown = self._queues.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
            found[url.rpartition("/")[2]] = sum(int(shown[name]) for name in names)
        return {name: count for name, count in found.items() if count}

    def _redrive(self) -> Counter[str]:
        sent: Counter[str] = Counter()
        for url in filter(lambda url: url.endswith("-dead"), self._queue_urls()):
            while letters := self._queues.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
                for letter in letters:
                    self._queues.send_message(QueueUrl=url.removesuffix("-dead"), MessageBody=letter["Body"])
                    self._queues.delete_message(QueueUrl=url, ReceiptHandle=letter["ReceiptHandle"])
                    sent[url.rpartition("/")[2]] += 1
        return sent

    def _queue_urls(self) -> list[str]:
        urls: list[str] = self._queues.list_queues()["QueueUrls"]
        return urls

    # ------------------------------------------------------------ what has become of it

    def workers(self) -> Workers:
        return Workers(next(pid for pid, name in processes.alive(self._home).items() if name == "cloud"))

    def died_at_work(self, functions: Iterable[str]) -> Counter[str]:
        """Invocations that ended with their worker, by function."""
        pages = self._client("logs").get_paginator("filter_log_events")
        died: Counter[str] = Counter()
        for function in functions:
            group = f"/aws/lambda/{deployed(function)}"
            for page in pages.paginate(logGroupName=group, filterPattern=f'"{DIED}"'):
                died[function] += len(page["events"])
        return died

    def all_paid(self) -> bool:
        return all(self.till.store.load(each).paid for each in self.ids)

    def deploy(self, function: str, sources: Mapping[str, bytes]) -> None:
        """Other code under the function's name."""
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            for name, source in sources.items():
                archive.writestr(name, source)
        self._client("lambda").update_function_code(FunctionName=deployed(function), ZipFile=packed.getvalue())

    def accounted_for(self) -> int:
        """How many captures the simulator's own books have. Raises Broken."""
        self.till.books.close()
        self.till.books = books = Books(self._home.folder / "gateway")
        key = self._home.server_key()
        bodies = [wire.encode(wire.notice(books.order(order_id), key)) for order_id in self.acknowledged]
        captures = accounted_for(self.till, self.ids, bodies)
        for application_id in self.ids:
            file = self.till.store.file(application_id)
            check(file.application.paid, f"{application_id} has paid, and does not count as paid")
            check(len(file.payments) == 1, f"{application_id} was given {len(file.payments)} orders for one request")
        check(captures == len(books.orders()) == len(self.ids), f"{len(books.orders())} orders, {captures} captures")
        return captures


@contextlib.contextmanager
def opened(*, reconciled: bool = True) -> Iterator[CashDesk]:
    """On a local cloud of its own, which is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="prove-") as folder:
        cloud = LocalCloud(Path(folder) / "local")
        try:
            cloud.start()
            desk = CashDesk(cloud, Path(folder) / "till", reconciled=reconciled)
            try:
                with desk.passing_time():
                    yield desk
            finally:
                desk.till.close()
        finally:
            cloud.remove()


def deployed(function: str) -> str:
    return LOCAL.named(function)
