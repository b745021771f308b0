"""A citizen has paid and sees nothing of it: a photograph of the bank's paper, and an officer who looks into it."""

from __future__ import annotations

from dataclasses import replace

from imigrasi.domain.application import Application
from imigrasi.domain.group import owes
from imigrasi.domain.service import RequiredDocument

#: Asked of nobody, for any service, and taken only while a fee is asked for that may have been paid.
PAYMENT_RECEIPT = RequiredDocument(
    kind="payment_receipt",
    content_types=("image/jpeg", "image/png", "image/webp", "image/heic", "application/pdf"),
    max_bytes=4_000_000,
    optional=True,
)

#: What came of it. The citizen reads it.
FOUND = "payment_found"
DISPUTE_REASONS = (FOUND, "payment_not_found", "payment_of_another", "illegible")


def is_disputable(application: Application) -> bool:
    """Whether somebody may have paid its fee without our knowing: a payment has been issued, and none has come."""
    return application.payments > 0 and owes(application)


def opened(application: Application, document_id: str) -> Application:
    """With the officers' task about it, named after the photograph."""
    return replace(application, dispute=f"dispute-{application.id}-{document_id}")
