"""Request bodies, by pydantic: shape and length here, meaning in the domain.

Drafts may be partial, so every field of an applicant may be absent; what is present has its type.
"""

from __future__ import annotations

import os
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from imigrasi.domain.errors import FieldFault, Unprocessable

# Looked for in every installed package when the first model is made, and there are none.
os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"

Model = TypeVar("Model", bound=BaseModel)

Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
Code = Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)]
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Passport(Shape):
    number: Code | None = None
    country: Code | None = None
    expires_on: Code | None = None


class Guardian(Shape):
    full_name: Text | None = None
    nik: Code | None = None
    relation: Code | None = None


class Applicant(Shape):
    full_name: Text | None = None
    nik: Code | None = None
    birth_date: Code | None = None
    birth_place: Text | None = None
    sex: Literal["female", "male"] | None = None
    phone: Code | None = None
    email: Annotated[Text, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")] | None = None
    address: Annotated[str, StringConstraints(strip_whitespace=True, max_length=400)] | None = None
    nationality: Code | None = None
    marital_status: Literal["single", "married", "divorced", "widowed"] | None = None
    passport: Passport | None = None
    guardian: Guardian | None = None


Answers = dict[Code, bool | int | Text | None]


class Save(Shape):
    applicant: Applicant = Applicant()
    answers: Annotated[Answers, Field(max_length=40)] = Field(default_factory=dict)


class Start(Save):
    service: Code
    language: Literal["id", "en"] = "id"
    channel: Literal["web", "counter", "assisted", "sms", "paper"] = "web"


class Submission(Shape):
    declaration: bool


class Objection(Shape):
    grounds: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=3000)]


class Upload(Shape):
    kind: Code
    filename: Annotated[str, StringConstraints(max_length=300)]
    content_type: Code
    size: Annotated[int, Field(ge=0, le=2**40)]
    sha256: Digest
    preferred_chunk_size: Annotated[int, Field(ge=1, le=2**31)] | None = None


class NewGroup(Shape):
    """`access_keys`: one for each application, in the same order."""

    application_ids: Annotated[list[Code], Field(min_length=2, max_length=10)]
    access_keys: Annotated[list[Code], Field(min_length=2, max_length=10)]


class NewPayment(Shape):
    gateway: Code
    method: Code | None = None


class Booking(Shape):
    office: Code
    slot: Code


def read(model: type[Model], body: dict[str, Any]) -> Model:
    """The body as `model`. Raises Unprocessable with every fault of shape, no value repeated."""
    try:
        return model.model_validate(body)
    except ValidationError as error:
        raise Unprocessable(errors=tuple(_faults(error))) from None


#: pydantic's error types → our slugs; the rest are `not_valid`.
_SLUGS = {
    "missing": "required",
    "extra_forbidden": "unknown_field",
    "string_too_long": "too_long",
    "too_long": "too_long",
    "string_too_short": "required",
    "literal_error": "not_an_option",
}


def _faults(error: ValidationError) -> list[FieldFault]:
    seen: dict[str, FieldFault] = {}
    for fault in error.errors(include_url=False, include_input=False, include_context=False):
        steps = [str(step).replace("~", "~0").replace("/", "~1") for step in fault["loc"]]
        # A union's members each add a step of their own after the field's name.
        pointer = "/" + "/".join(steps[:3] if steps[:1] == ["applicant"] else steps[:2])
        seen.setdefault(pointer, FieldFault(pointer, _SLUGS.get(fault["type"], "not_valid")))
    return list(seen.values())
