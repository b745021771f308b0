"""Sends notifications to the merchant and tries again as Midtrans does.

What Midtrans does (docs.midtrans.com, HTTP notification): nothing more after a 2xx; once more after 500,
twice after 400 or 404, four times after 503, never after 301, 302 or 303, five times after anything else,
no answer included; waiting 2 min, 10 min, 30 min, 1.5 h and 3.5 h. Here the waits pass `speed` times faster.
Retries still due when the simulator stops are lost, as they are at a gateway's own outage.
"""

import threading
from dataclasses import dataclass

import urllib3

RETRIES = {500: 1, 400: 2, 404: 2, 503: 4, 301: 0, 302: 0, 303: 0}
RETRIES_OTHERWISE = 5
WAITS_S = (120.0, 600.0, 1800.0, 5400.0, 12600.0)
TIMEOUT_S = 15.0
NO_ANSWER = 0


@dataclass(frozen=True, slots=True)
class Delivery:
    """The merchant's answers to one notification, in order; 0 stands for none."""

    answers: tuple[int, ...]

    @property
    def delivered(self) -> bool:
        return 200 <= self.answers[-1] < 300


class Notifier:
    """Posts bodies to the merchant's one callback address."""

    def __init__(self, callback_url: str, *, speed: float) -> None:
        self.callback_url = callback_url
        self._speed = speed
        self._stopping = threading.Event()
        self._http = urllib3.PoolManager(timeout=TIMEOUT_S, maxsize=8)

    def deliver(self, body: bytes) -> Delivery:
        """Send until a 2xx or until Midtrans would give up."""
        answers = [self._post(body)]
        while len(answers) - 1 < _retries_after(answers[-1]):
            if self._stopping.wait(WAITS_S[len(answers) - 1] / self._speed):
                break
            answers.append(self._post(body))
        return Delivery(tuple(answers))

    def send_once(self, body: bytes) -> Delivery:
        return Delivery((self._post(body),))

    def stop(self) -> None:
        """End all waiting; what is being sent is finished."""
        self._stopping.set()

    def _post(self, body: bytes) -> int:
        try:
            answer = self._http.request(
                "POST",
                self.callback_url,
                body=body,
                headers={"Content-Type": "application/json", "User-Agent": "Veritrans"},
                redirect=False,
                retries=False,
            )
        except urllib3.exceptions.HTTPError:
            return NO_ANSWER
        return answer.status


def _retries_after(answer: int) -> int:
    return 0 if 200 <= answer < 300 else RETRIES.get(answer, RETRIES_OTHERWISE)
