"""Demonstration applications in several statuses, made as citizens and officers make them."""

import base64
import hashlib
import json
import struct
import time
import urllib.error
import urllib.request
import uuid
import zlib
from dataclasses import dataclass
from typing import Any

from local import officers
from local.home import Home, LocalError

# (name, birth date, sex, how far it goes)
PEOPLE = (
    ("Contoh Satu", "1991-04-12", "female", "draft"),
    ("Contoh Dua", "1987-11-03", "male", "submitted"),
    ("Contoh Tiga", "1995-07-21", "female", "returned"),
    ("Contoh Empat", "1979-02-08", "male", "awaiting_payment"),
    ("Contoh Lima", "2000-01-30", "female", "adjudicating"),
    ("Contoh Enam", "1983-09-15", "male", "collected"),
)


def seed(home: Home) -> list[dict[str, str]]:
    """Makes the demonstration applications; gives number, access key and status of each."""
    made = []
    for person in PEOPLE:
        made.append(Journey(home, *person).travel())
        home.write("seed.json", {"applications": made})
    return made


@dataclass
class Journey:
    """One person's application, as far as `goal`."""

    home: Home
    name: str
    born: str
    sex: str
    goal: str
    application_id: str = ""
    access_key: str = ""

    def travel(self) -> dict[str, str]:
        for step, reached in (
            (self.start, "draft"),
            (self.submit, "submitted"),
            (self.review, "returned" if self.goal == "returned" else "awaiting_payment"),
            (self.pay, "paid"),
            (self.attend, "adjudicating"),
            (self.finish, "collected"),
        ):
            step()
            if reached == self.goal:
                break
        return {"application_id": self.application_id, "access_key": self.access_key, "status": self.goal}

    def start(self) -> None:
        created = self.call("POST", "/v1/applications", self.form(), key=uuid.uuid4())
        self.application_id, self.access_key = created["application_id"], created["access_key"]

    def form(self) -> dict[str, Any]:
        year, month, day = self.born.split("-")
        born = f"{int(day) + (40 if self.sex == 'female' else 0):02}{month}{year[2:]}"
        return {
            "service": "passport-renewal",
            "language": "id",
            "channel": "web",
            "applicant": {
                "full_name": self.name,
                "nik": f"170701{born}0001",
                "birth_date": self.born,
                "birth_place": "Tubei",
                "sex": self.sex,
                "phone": "+6281200000000",
                "address": "Jalan Raya Tubei 1, Lebong",
                "nationality": "IDN",
                "marital_status": "married",
            },
            "answers": {
                "validity_years": 10,
                "accelerated": False,
                "old_passport_number": "A1234567",
                "old_passport_issued_on": "2016-05-10",
            },
        }

    def submit(self) -> None:
        for kind in ("ktp", "old_passport"):
            self.upload(kind)
        self.call("POST", f"{self.path}/submission", {"declaration": True}, key=uuid.uuid4())

    def upload(self, kind: str) -> None:
        picture = photograph(seed=f"{self.name} {kind}")
        digest = hashlib.sha256(picture)
        opened = self.call(
            "POST",
            f"{self.path}/documents",
            {
                "kind": kind,
                "filename": f"{kind}.png",
                "content_type": "image/png",
                "size": len(picture),
                "sha256": digest.hexdigest(),
            },
            key=uuid.uuid4(),
        )
        post_chunk(opened["upload"], picture, base64.b64encode(digest.digest()).decode())
        document = f"{self.path}/documents/{opened['document_id']}"
        self.call("POST", f"{document}/completion", {})
        self.wait(document, "status", "accepted")

    def review(self) -> None:
        if self.goal == "returned":
            self.decide("budi", "return", Reason="illegible")
        else:
            self.decide("budi", "clear", Reason="complete")

    def pay(self) -> None:
        payment = self.call("POST", f"{self.path}/payments", {"gateway": "midtrans"}, key=uuid.uuid4())
        gateway = f"http://127.0.0.1:{self.home.ports().gateway}/simulator/orders/{payment['order_id']}/pay"
        request(gateway, "POST", b"", {})
        self.wait(self.path, "status", "paid")

    def attend(self) -> None:
        self.decide("budi", "attend")

    def finish(self) -> None:
        self.decide("ratna", "approve", Reason="verified")
        self.decide("ratna", "ready")
        self.decide("budi", "handover", Recipient="applicant")

    def decide(self, officer: str, move: str, **more: str) -> None:
        officers.act(self.home, officer, move, self.application_id, more)

    @property
    def path(self) -> str:
        return f"/v1/applications/{self.application_id}"

    def call(self, method: str, path: str, body: Any = None, *, key: uuid.UUID | None = None) -> dict[str, Any]:
        headers = {"Content-Type": "application/json"}
        if self.access_key:
            headers["Authorization"] = f"Bearer {self.access_key}"
        if key:
            headers["Idempotency-Key"] = str(key)
        address = f"http://127.0.0.1:{self.home.ports().site}{path}"
        answer: dict[str, Any] = json.loads(
            request(address, method, None if body is None else json.dumps(body).encode(), headers)
        )
        return answer

    def wait(self, path: str, field: str, value: str, seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        while (seen := self.call("GET", path)[field]) != value:
            if seen == "refused" or time.monotonic() > deadline:
                raise LocalError(f"{path} is {seen}, not {value}. Read {self.home.logs}.", code="seed_failed")
            time.sleep(0.3)


def request(address: str, method: str, body: bytes | None, headers: dict[str, str]) -> bytes:
    asked = urllib.request.Request(address, data=body, headers=headers, method=method)
    try:
        with urllib.request.urlopen(asked, timeout=60) as answer:
            content: bytes = answer.read()
            return content
    except urllib.error.HTTPError as refused:
        text = refused.read().decode(errors="replace")
        raise LocalError(f"{method} {address}: {refused.code} {text}", code="seed_failed") from refused


def post_chunk(upload: dict[str, Any], content: bytes, checksum: str) -> None:
    """One chunk as a browser posts it: all fields, the key, the checksum, and the file last."""
    fields = {
        **upload["fields"],
        "key": f"{upload['key_prefix']}00000",
        "x-amz-checksum-sha256": checksum,
    }
    boundary = uuid.uuid4().hex
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    head = "".join(parts) + (
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="chunk"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    )
    body = head.encode() + content + f"\r\n--{boundary}--\r\n".encode()
    request(upload["url"], "POST", body, {"Content-Type": f"multipart/form-data; boundary={boundary}"})


def photograph(seed: str, width: int = 640, height: int = 400) -> bytes:
    """A valid PNG whose pattern depends on `seed`, so that no two documents are the same file."""
    pattern = hashlib.sha256(seed.encode()).digest()
    row = b"".join(bytes((pattern[x % 32], pattern[(x + 7) % 32], 128)) for x in range(width))
    pixels = b"".join(b"\0" + row for _ in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(pixels)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
