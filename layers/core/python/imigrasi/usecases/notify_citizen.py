"""Tell the citizen what happened and what comes next, by mail or text message, in their language."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from imigrasi.domain.errors import NotFound
from imigrasi.usecases.personal_data import CONTACT
from imigrasi.usecases.ports import ApplicationStore, Mailer, Sealer, SentMarks, TextSender, Wordings

SENT_LIFETIME = timedelta(days=7)


def notify_citizen(
    store: ApplicationStore,
    sealer: Sealer,
    sent: SentMarks,
    wordings: Wordings,
    mailer: Mailer,
    texts: TextSender,
    application_id: str,
    seq: int,
    event: str,
    *,
    at: datetime,
) -> str:
    """How the message went: mail, text, or why none did. Marked as sent only after it was taken."""
    if sent.is_sent(application_id, seq):
        return "sent_before"
    try:
        ciphertext = store.section(application_id, CONTACT)
    except NotFound:
        return "no_contact"
    if ciphertext is None:
        return "no_contact"
    contact = json.loads(sealer.unseal(application_id, CONTACT, ciphertext))
    message = wordings.message(event, contact["language"], application_id)
    if contact.get("email"):
        mailer.send(contact["email"], message.subject, message.body)
        channel = "mail"
    elif contact.get("phone"):
        texts.send(contact["phone"], message.short)
        channel = "text"
    else:
        return "no_contact"
    sent.mark(application_id, seq, channel, at, at + SENT_LIFETIME)
    return channel
