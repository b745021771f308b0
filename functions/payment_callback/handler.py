"""Gateways call back: verify over the raw bytes, store, answer 200."""

from imigrasi.entrypoint import wiring
from imigrasi.entrypoint.clock import now
from imigrasi.entrypoint.http import Answer, Request, http_function
from imigrasi.usecases.receive_notice import receive_notice


def receive(request: Request) -> Answer:
    gateway = wiring.gateway(request.path["gateway"])
    receive_notice(wiring.orders(), gateway, request.body, request.headers, at=now())
    return Answer(200, {"status": "ok"})


handler = http_function({"POST /v1/payments/callbacks/{gateway}": receive}, wiring.origin_accepted)
