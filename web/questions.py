"""The questions of an application as the pages ask them: the applicant's, then the service's from the catalogue."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from web.figures import Catalogue
from web.wording import Wording


@dataclass(frozen=True)
class Option:
    """One radio button. `value` is JSON; `fee` is a tariff line, when the answer costs something."""

    value: str
    label: str
    fee: dict[str, Any] | None = None
    hint: str = ""


@dataclass(frozen=True)
class Field:
    """One answer. `pointer`: its place in the API's body; `kind`: text, area, date or choice; `rule`: a check."""

    pointer: str
    kind: str
    label: str
    hint: str = ""
    required: str = ""
    rule: str = ""
    options: tuple[Option, ...] = ()
    attributes: dict[str, str] = field(default_factory=dict)
    from_nik: bool = False

    @property
    def id(self) -> str:
        return self.pointer.strip("/").replace("/", "-").replace("_", "-")


@dataclass(frozen=True)
class Step:
    """What is asked on one screen. `document` is the catalogue's entry where the step takes a document."""

    name: str
    task: str
    fields: tuple[Field, ...] = ()
    title: str = ""
    document: dict[str, Any] | None = None


#: Checks of the service's questions that the catalogue does not express.
RULES = {"validity_years": "years", "old_passport_number": "passport", "old_passport_issued_on": "past"}
#: A text of lines of signs, not of words.
SIGNS = {"rows": "2", "class": "signs", "autocapitalize": "characters", "spellcheck": "false"}


def applicant_steps(say: Wording) -> list[Step]:
    def text(name: str, rule: str = "", *, optional: bool = False, kind: str = "text", **attributes: str) -> Field:
        return Field(
            f"/applicant/{name}",
            kind,
            say.plain(f"ask.{name}.label"),
            say.plain(f"ask.{name}.hint"),
            "" if optional else say.plain(f"ask.{name}.required"),
            rule,
            attributes={key.replace("_", "-"): value for key, value in attributes.items()},
        )

    def choice(name: str, values: tuple[str, ...], rule: str = "", *, optional: bool = False) -> Field:
        options = tuple(Option(f'"{value}"', say.plain(f"ask.{name}.{value}")) for value in values)
        required = "" if optional else say.plain(f"ask.{name}.required")
        return Field(f"/applicant/{name}", "choice", say.plain(f"ask.{name}.label"), "", required, rule, options)

    born = Field(
        "/applicant/birth_date",
        "date",
        say.plain("ask.birth_date.label"),
        say.plain("ask.birth_date.hint"),
        say.plain("ask.birth_date.required"),
        "birth",
        from_nik=True,
    )
    return [
        Step("name", "person", (text("full_name", maxlength="200", autocomplete="name", autocapitalize="words"),)),
        Step("nik", "person", (text("nik", "nik", inputmode="numeric", maxlength="40", autocomplete="off"),)),
        Step(
            "birth",
            "person",
            (born, text("birth_place", maxlength="200", autocomplete="off")),
            say.plain("ask.birth_title"),
        ),
        Step(
            "person",
            "person",
            (
                choice("sex", ("female", "male"), "sex"),
                choice("marital_status", ("single", "married", "divorced", "widowed"), "adult", optional=True),
            ),
            say.plain("ask.person_title"),
        ),
        Step(
            "contact",
            "contact",
            (
                text("phone", "phone", type="tel", maxlength="40", autocomplete="tel"),
                text("email", "email", optional=True, type="email", maxlength="200", autocomplete="email"),
            ),
            say.plain("ask.contact_title"),
        ),
        Step(
            "address",
            "contact",
            (text("address", kind="area", rows="3", maxlength="400", autocomplete="street-address"),),
        ),
    ]


def service_steps(say: Wording, catalogue: Catalogue, service: dict[str, Any]) -> list[Step]:
    steps: list[Step] = []
    for question in service["questions"]:
        asked = _question(say, catalogue, service, question)
        if "format" in question:  # it stands on the same page of the same paper as the answer before it
            before = steps.pop()
            steps.append(replace(before, fields=(*before.fields, asked), title=say.plain("ask.old_passport_title")))
        else:
            steps.append(Step(question["key"].replace("_", "-"), "service", (asked,)))
    for document in service["documents"]:
        label = document["label"][say.language]
        steps.append(Step(document["kind"].replace("_", "-"), "documents", (), label, document))
    return steps


def _question(say: Wording, catalogue: Catalogue, service: dict[str, Any], question: dict[str, Any]) -> Field:
    key, label = question["key"], question["label"][say.language]
    options: tuple[Option, ...] = ()
    kind = {"text": "text", "date": "date"}.get(question["type"], "choice")
    if question["type"] == "boolean":
        options = (
            Option("false", say.plain("ask.no")),
            Option("true", say.plain("ask.yes"), catalogue.fee_of_answer(service, key, answer=True)),
        )
    elif question["type"] == "integer_choice":
        found = [(each, catalogue.fee_of_answer(service, key, each)) for each in question["options"]]
        options = tuple(Option(str(each), str(fee["name"]) if fee else str(each), fee) for each, fee in found)
    required = say.plain(f"ask.required_{kind}", label=label) if question["required"] else ""
    attributes = {"maxlength": str(question.get("max_length", 100)), "autocomplete": "off"} if kind == "text" else {}
    rule = RULES.get(key, "date" if kind == "date" else "")
    if question.get("format") == "mrz":
        kind, rule, attributes = "area", "mrz", attributes | SIGNS
    help_ = question["help"][say.language]
    if kind == "date":
        help_ += " " + say.plain("ask.date_example")
    return Field(f"/answers/{key}", kind, label, help_, required, rule, options, attributes)
