"""Every page as it is first seen, in both languages and themes; and the console's parts for every officer's eyes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser import judging
from tests.browser.applicant import Applicant
from tests.browser.officer import Officer
from tests.browser.states import States, report
from tests.browser.words import LANGUAGES, PATHS
from tests.support.visitor import Visitor

PLACES = (
    "board/imigrasi-local-queue",
    "board/imigrasi-local-operations",
    "runbooks",
    "executions",
    "runbook/imigrasi-local-decide",
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_accessible_and_whole(language: str, citizen: Callable[..., Applicant]) -> None:
    one = citizen(language)
    states = States(one.page, f"page-{language}")
    for page in PATHS[language]:
        one.visit(page)
        states.look(page)
    one.page.goto("/nowhere")
    states.look("not-found")
    one.page.goto(f"/v1/forms/passport-renewal?language={language}")
    states.look("simple-form")
    assert not (found := report(states)), found


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_console_is_accessible(
    language: str, theme: str, officer: Callable[..., Officer], visitor: Visitor
) -> None:
    number = visitor.submitted().application_id
    sari = officer("sari", language, color_scheme=theme)
    assert sari.page.get_attribute("html", "data-theme") == theme
    found: dict[str, list[str]] = {}
    for place in PLACES:
        sari.goes_to(place)
        found[place] = [*judging.violations(sari.page), *judging.cut(sari.page)]
    sari.takes_from_queue(number)
    found["popup"] = judging.violations(sari.page)
    sari.closes()
    sari.goes_to("runbook/imigrasi-local-decide")
    sari.runs()
    found["form with faults"] = judging.violations(sari.page)
    assert {place: faults for place, faults in found.items() if faults} == {}
