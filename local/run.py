"""`make run`: from sources to a running local cloud, and back down in order."""

import contextlib
import fcntl
import json
import os
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

from local import cloud, processes, site
from local.deploy import deploy
from local.home import Home, LocalError, Ports
from local.seed import seed
from local.synth import stacks, synthesise, synthesised_since


def run(home: Home, *, detach: bool) -> None:
    """Returns when the local cloud is up (`detach`), or when it has been stopped with Ctrl-C."""
    wanted = on_interrupt()
    home.folder.mkdir(parents=True, exist_ok=True)
    try:
        with alone(home):
            if is_up(home):
                print("The local cloud is already running. Stop it with `make stop`.")
                print_urls(home)
                return
            start(home)
        if wanted.is_set():
            raise KeyboardInterrupt
        print_urls(home)
        if detach:
            return
        print("\nCtrl-C stops it.", flush=True)
        watch(home)
    except KeyboardInterrupt:
        print("\nStopping and saving …", flush=True)
        stop(home)
    except Exception:
        stop(home)
        raise


def is_up(home: Home) -> bool:
    """All programs run, and the start that began them came to its end."""
    return home.outputs.exists() and set(processes.ORDER) <= set(processes.alive(home).values())


def on_interrupt() -> threading.Event:
    """Ctrl-C and SIGTERM raise, and set the event: what is raised while Python clears up is lost."""
    asked = threading.Event()

    def interrupt(_signal: int, _frame: FrameType | None) -> None:
        asked.set()
        raise KeyboardInterrupt

    signal.signal(signal.SIGINT, interrupt)
    signal.signal(signal.SIGTERM, interrupt)
    return asked


@contextlib.contextmanager
def alone(home: Home) -> Iterator[None]:
    """Two starts at once would take each other's ports: the second waits for the first."""
    with (home.folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Another `make run` is starting: waiting for it …", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def start(home: Home) -> None:
    began, since = time.monotonic(), time.time()
    processes.stop(home)  # what is left of a run that did not end well
    home.outputs.unlink(missing_ok=True)
    cloud.recover_state(home)
    home.folder.mkdir(parents=True, exist_ok=True)
    restored = (home.state / "cloudformation.json").exists()
    if not restored:
        forget_deployment(home)
    if not home.clock.exists():
        home.clock.write_text("0")
    print("Building …", flush=True)
    assembly = synthesise()
    print("Starting the cloud …", flush=True)
    home.write("unsaved.json", {"since": time.time()})
    ports = start_programs(home)
    changed = deploy(home, ports, list(stacks(assembly))) or synthesised_since(assembly, since)
    install_server_key(home, ports)
    site.publish(home, ports)
    processes.start(home, "scanner", ["-m", "local.scanner"], {"LOCAL_DIR": str(home.folder)})
    home.write("outputs.json", outputs(home, ports))
    if restored:
        resume(ports)
    if not home.read("seed.json") and os.environ.get("SEED") != "0":
        demonstrate(home)
    took = time.monotonic() - began
    note_time(home, took, restored=restored, changed=changed)
    print(f"Ready in {took:.0f} s.\n", flush=True)


def note_time(home: Home, seconds: float, *, restored: bool, changed: bool) -> None:
    """`make bench` shows how long the last first start took, and the last one with nothing to bring up to date."""
    if restored and changed:
        return
    kind = "unchanged" if restored else "empty"
    home.write("times.json", {**home.read("times.json"), kind: round(seconds, 1)})


def forget_deployment(home: Home) -> None:
    """Without the cloud's own state, notes about it and data beside it mean nothing."""
    for name in ("deployed.json", "site.json", "outputs.json", "seed.json", "unsaved.json"):
        (home.folder / name).unlink(missing_ok=True)
    for folder in (home.objects, home.state, home.executions, home.folder / "gateway"):
        shutil.rmtree(folder, ignore_errors=True)


def install_server_key(home: Home, ports: Ports) -> None:
    """The gateway simulator's key becomes the one in the secret; the previous one stays valid beside it."""
    secrets = cloud.client("secretsmanager", ports)
    secret = home.read("deployed.json")["outputs"]["MidtransSecretArn"]
    wanted = {"current": home.server_key(), "previous": home.server_key()}
    if json.loads(secrets.get_secret_value(SecretId=secret)["SecretString"]) != wanted:
        secrets.put_secret_value(SecretId=secret, SecretString=json.dumps(wanted))


def start_programs(home: Home) -> Ports:
    """Starts the programs that listen. Another installation on this machine waits: it would find the same ports free,
    and take our answers for those of its own programs.
    """
    with (Path(tempfile.gettempdir()) / f"imigrasi-lebong-{os.getuid()}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        ports = home.choose_ports()
        cloud.start(home, ports)
        start_services(home, ports)
    return ports


def start_services(home: Home, ports: Ports) -> None:
    here = {"LOCAL_DIR": str(home.folder), "CLOCK_FILE": str(home.clock)}
    home.server_key()
    arguments = {
        "officers": ["-m", "local.standin", "--port", str(ports.officers)],
        "gateway": [
            *("-m", "local.gateway", "--port", str(ports.gateway), "--state", str(home.folder / "gateway")),
            *("--callback-url", f"http://127.0.0.1:{ports.site}/v1/payments/callbacks/midtrans"),
            *("--server-key-file", str(home.server_key_file)),
        ],
        "site": ["-m", "local.proxy", "--port", str(ports.site), "--cloud-port", str(ports.cloud)],
    }
    for name, command in arguments.items():
        processes.start(home, name, command, here)
    processes.wait_until_healthy(home, "officers", f"http://127.0.0.1:{ports.officers}/health")
    processes.wait_until_healthy(home, "gateway", f"http://127.0.0.1:{ports.gateway}/health")
    processes.wait_until_healthy(home, "site", f"http://127.0.0.1:{ports.site}/")


def resume(ports: Ports) -> None:
    """A restart fails the executions and empties the streams: both are made good from what is stored."""
    for function in ("imigrasi-local-due-work", "imigrasi-local-workflow-rescue"):
        try:
            cloud.invoke(ports, function, {})
        except LocalError as failure:
            print(f"  {failure}\n  It is tried again every minute.", flush=True)


def demonstrate(home: Home) -> None:
    """A first run shows applications in several statuses (SEED=0: none)."""
    print("Making demonstration applications …", flush=True)
    try:
        seed(home)
    except (LocalError, OSError) as failure:
        print(f"  not all were made: {failure}\n  Try again with `.venv/bin/python -m local seed`.", flush=True)


def outputs(home: Home, ports: Ports) -> dict[str, Any]:
    return {
        "site_url": f"http://127.0.0.1:{ports.site}",
        "api_url": f"http://127.0.0.1:{ports.site}",
        "console_url": f"http://127.0.0.1:{ports.officers}",
        "gateway_url": f"http://127.0.0.1:{ports.gateway}",
        "sandbox": {"midtrans_server_key": home.server_key()},
    }


def print_urls(home: Home) -> None:
    known = home.read("outputs.json")
    print(f"  site      {known['site_url']}")
    print(f"  API       {known['api_url']}/v1")
    print(f"  officers  {known['console_url']}")
    print(f"  gateway   {known['gateway_url']}")
    print(f"  logs      {home.logs}", flush=True)


def watch(home: Home) -> None:
    """Waits for Ctrl-C or `make stop`; a part that dies takes the rest down and says where to look."""
    while running := processes.alive(home):
        for name in processes.ORDER:
            if name not in running.values() and home.read("processes.json"):
                raise LocalError(f"`{name}` has ended. Read {home.logs / name}.log, then `make run` again.")
        time.sleep(1)


def stop(home: Home) -> bool:
    # A second Ctrl-C must not cut the save short.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    return processes.stop(home)


def reset(home: Home) -> None:
    """Stops and forgets everything of this installation."""
    stop(home)
    shutil.rmtree(home.folder, ignore_errors=True)
