"""Where one installation of the local cloud keeps its things, and on which ports it listens."""

import hashlib
import json
import os
import secrets
import socket
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
REGION = "ap-southeast-3"
ACCOUNT = "000000000000"


class LocalError(Exception):
    """Something the person at the keyboard can mend: the text says what and how, `code` is for programs."""

    def __init__(self, message: str, *, code: str = "local_error") -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Ports:
    cloud: int = 4566
    site: int = 4580
    officers: int = 4581
    gateway: int = 4582


@dataclass(frozen=True)
class Home:
    """One installation. `LOCAL_DIR` moves it, so that several can run beside each other."""

    folder: Path

    @classmethod
    def current(cls) -> "Home":
        return cls(Path(os.environ.get("LOCAL_DIR") or ROOT / ".local").resolve())

    @property
    def logs(self) -> Path:
        return self.folder / "logs"

    @property
    def state(self) -> Path:
        return self.folder / "state"

    @property
    def objects(self) -> Path:
        return self.folder / "objects"

    @property
    def outputs(self) -> Path:
        return self.folder / "outputs.json"

    @property
    def clock(self) -> Path:
        """Whole seconds that the local cloud is ahead of the wall clock."""
        return self.folder / "clock"

    @property
    def executions(self) -> Path:
        return self.folder / "executions"

    @property
    def workers(self) -> Path:
        """Where MiniStack unpacks functions, anew for every worker; it clears nothing up."""
        name = hashlib.sha256(str(self.folder).encode()).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"imigrasi-workers-{name}"

    @property
    def server_key_file(self) -> Path:
        return self.folder / "midtrans-server-key"

    def server_key(self) -> str:
        """Midtrans server key of this installation, made on first use and never in the repository."""
        if not self.server_key_file.exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            self.server_key_file.write_text("SB-Mid-server-" + secrets.token_urlsafe(24))
            self.server_key_file.chmod(0o600)
        return self.server_key_file.read_text().strip()

    def read(self, name: str) -> dict[str, Any]:
        """A small JSON file of this installation, empty when there is none or it was half written."""
        try:
            content = json.loads((self.folder / name).read_text())
        except (FileNotFoundError, json.JSONDecodeError):
            return {}
        return content if isinstance(content, dict) else {}

    def write(self, name: str, content: dict[str, Any]) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        half = path.with_name(path.name + ".half")
        half.write_text(json.dumps(content, indent=2) + "\n")
        half.replace(path)

    def ports(self) -> Ports:
        """The ports of the running or the last run."""
        known = self.read("ports.json")
        return Ports(**known) if set(known) == set(asdict(Ports())) else Ports()

    def choose_ports(self, usual: Ports | None = None) -> Ports:
        """The usual ports where they are free, else those of the last run, else any that are free."""
        wanted, last = asdict(usual or Ports()), asdict(self.ports())
        chosen: dict[str, int] = {}
        for name, port in wanted.items():
            known = next(filter(is_free, (port, last[name])), None)
            chosen[name] = known or free_port(taken={*wanted.values(), *last.values()})
            if chosen[name] != port:
                print(f"  port {port} is taken: {name} uses {chosen[name]}", flush=True)
        self.write("ports.json", chosen)
        return Ports(**chosen)


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port(taken: set[int]) -> int:
    while True:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        if port not in taken:
            return port
