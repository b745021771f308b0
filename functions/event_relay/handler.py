"""Stored events go to the bus, in the order of the table's stream."""

from imigrasi.entrypoint import wiring
from imigrasi.entrypoint.stream import stream_function
from imigrasi.usecases.relay_events import relay_events

handler = stream_function(
    "events.relayed", lambda messages: relay_events(wiring.outbox(), wiring.relay_marks(), messages)
)
