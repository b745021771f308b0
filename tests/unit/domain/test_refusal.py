"""Every reason to refuse a document has its words, wherever somebody reads it."""

from __future__ import annotations

import json

import pytest

from imigrasi.domain.refusal import Refusal
from tests.support.handlers import ROOT

CATALOGUE = ROOT / "layers/core/python/imigrasi/catalogue"


@pytest.mark.parametrize("language", ["id", "en"])
def test_citizens_and_officers_read_why_a_document_is_refused(language: str) -> None:
    site = json.loads((ROOT / f"web/messages/{language}.json").read_text())["document_fault"]
    console = json.loads((CATALOGUE / f"officers/{language}.json").read_text())
    for refusal in Refusal:
        assert site[refusal].endswith("."), refusal
        assert console[f"reason.{refusal}"], refusal
