"""What can go wrong, as one tree.

    Fault
    ├── NotFound               no such thing, or not for you (never says which)
    ├── Invalid                the request can never succeed as it stands
    │   ├── Unprocessable      well formed, but breaks a rule; lists every fault
    │   └── TooLarge
    ├── Unauthorised           the caller could not prove who it is
    ├── Forbidden              known caller, not allowed
    ├── Conflict               legal at another time, not now
    │   ├── IllegalMove
    │   └── StaleVersion       somebody else wrote first: reload and try again
    ├── PreconditionMissing / PreconditionFailed
    ├── TooMany                try again after `retry_after` seconds
    └── Unavailable            an outside party does not answer: try again

`code` is a stable English slug; the site translates it. HTTP numbers stand only in `entrypoint/http.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class FieldFault:
    """One fault of a submission: an RFC 6901 pointer into the body, and a slug."""

    pointer: str
    code: str


class Fault(Exception):
    """Root of everything this system refuses on purpose."""

    code: ClassVar[str] = "fault"
    title: ClassVar[str] = "The request could not be carried out."
    #: Its answer takes as long whatever was looked up for it: else time would tell which numbers exist.
    tells_of_numbers: ClassVar[bool] = False

    def __init__(
        self,
        code: str | None = None,
        *,
        title: str | None = None,
        errors: tuple[FieldFault, ...] = (),
        retry_after: int | None = None,
    ) -> None:
        self.slug = code or self.code
        self.summary = title or self.title
        self.errors = errors
        self.retry_after = retry_after
        super().__init__(self.slug)


class NotFound(Fault):
    code = "not_found"
    title = "There is nothing here for this number and key."
    tells_of_numbers = True


class Invalid(Fault):
    code = "invalid"
    title = "The request is not well formed."


class TooLarge(Invalid):
    code = "body_too_large"
    title = "The request is larger than this service accepts."


class Unprocessable(Invalid):
    code = "validation_failed"
    title = "Some of what was sent needs correcting."


class Unauthorised(Fault):
    code = "unauthorised"
    title = "The sender could not be verified."


class Forbidden(Fault):
    code = "forbidden"
    title = "This is not allowed."


class Conflict(Fault):
    code = "conflict"
    title = "This is not possible at this point of the application."


class IllegalMove(Conflict):
    code = "illegal_move"


class StaleVersion(Conflict):
    code = "stale_version"
    title = "The application was changed meanwhile."


class PreconditionMissing(Fault):
    code = "precondition_required"
    title = "Send If-Match with the ETag of the data you edited."


class PreconditionFailed(Fault):
    code = "precondition_failed"
    title = "The data was changed meanwhile. Load it again."


class TooMany(Fault):
    code = "too_many_attempts"
    title = "Too many attempts. Try again later."


class Unavailable(Fault):
    code = "unavailable"
    title = "An outside service does not answer. Nothing is lost: try again."
