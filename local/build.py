"""Builds the layers of the functions: `python -m local.build host|lambda`.

`core` is our own package; `vendor` is the third-party code of all functions, `documents` that of the one which takes
files apart: their packages stand in `layers/<layer>/requirements.txt`. All land in `.build/<target>/<layer>/python/`,
compiled and pruned, and are built again only when their content changed. `host` is this interpreter; `lambda` is
Python 3.13 on arm64, from published wheels, without Docker.
"""

import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from local import pruning, pruning_documents
from local.home import ROOT, LocalError

BUILD = ROOT / ".build"
TARGETS = ("host", "lambda")
LAMBDA_PYTHON = "3.13"
#: Third-party layers, each with what takes out of it what no function reads.
PACKAGES = {"vendor": pruning.prune, "documents": pruning_documents.prune}
LAYERS = ("core", *PACKAGES)
#: Lambda's Python 3.13 runs on Amazon Linux 2023, whose glibc 2.34 takes all of these wheels; pip wants each named.
WHEELS = ("manylinux2014_aarch64", "manylinux_2_26_aarch64", "manylinux_2_27_aarch64", "manylinux_2_28_aarch64")


def build(target: str) -> None:
    """Brings `.build/<target>` up to date.

    Raises LocalError for an unknown target and when a package can't be installed.
    """
    if target not in TARGETS:
        raise LocalError(f"There is no build target {target}: use one of {', '.join(TARGETS)}.")
    with one_at_a_time():
        build_layers(target)


def build_layers(target: str) -> None:
    """Only for those who hold `one_at_a_time`."""
    core = ROOT / "layers" / "core" / "python"
    if layer_changed(target, "core", sources(core)):
        folder = fresh_layer(target, "core")
        ignored = shutil.ignore_patterns("__pycache__", "*.pyc", ".*")
        shutil.copytree(core, folder, dirs_exist_ok=True, ignore=ignored)
        finish(target, "core", sources(core))
    for layer, prune in PACKAGES.items():
        requirements = ROOT / "layers" / layer / "requirements.txt"
        if layer_changed(target, layer, [requirements]):
            print(f"  installing the packages of the layer {layer} for {target} …", flush=True)
            folder = fresh_layer(target, layer)
            install(target, requirements, folder)
            prune(folder)
            finish(target, layer, [requirements])


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """Tests, benchmarks and a local cloud may all want the layers in the same moment."""
    BUILD.mkdir(exist_ok=True)
    with (BUILD / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def digest(files: Iterable[Path], *more: str) -> str:
    """SHA-256 over names and contents, in a fixed order."""
    total = hashlib.sha256("\n".join(more).encode())
    for path in sorted(files):
        name = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path.name
        total.update(f"\n{name}\n".encode())
        total.update(path.read_bytes())
    return total.hexdigest()


def sources(folder: Path) -> list[Path]:
    """What is shipped: no bytecode of other interpreters, nothing that tools leave in hidden folders."""
    return [
        path
        for path in folder.rglob("*")
        if path.is_file()
        and path.suffix != ".pyc"
        and not any(part.startswith((".", "__pycache__")) for part in path.relative_to(folder).parts)
    ]


def layer_digest(target: str, files: Iterable[Path]) -> str:
    interpreter = ".".join(map(str, sys.version_info[:3])) if target == "host" else LAMBDA_PYTHON
    makers = [Path(module) for module in (__file__, pruning.__file__, pruning_documents.__file__)]
    return digest([*files, *makers], target, interpreter, str(compiler(target)))


def layer_changed(target: str, layer: str, files: Iterable[Path]) -> bool:
    stamp = BUILD / target / f"{layer}.digest"
    return not stamp.exists() or stamp.read_text() != layer_digest(target, files)


def fresh_layer(target: str, layer: str) -> Path:
    """An empty folder for the layer; without its stamp a broken build is never taken for a whole one."""
    (BUILD / target / f"{layer}.digest").unlink(missing_ok=True)
    shutil.rmtree(BUILD / target / layer, ignore_errors=True)
    folder = BUILD / target / layer / "python"
    folder.mkdir(parents=True)
    return folder


def finish(target: str, layer: str, files: Iterable[Path]) -> None:
    compile_sources(target, layer, BUILD / target / layer / "python")
    (BUILD / target / f"{layer}.digest").write_text(layer_digest(target, files))


def find_uv() -> str | None:
    beside = Path(sys.executable).with_name("uv")
    return str(beside) if beside.exists() else shutil.which("uv")


def install(target: str, requirements: Path, folder: Path) -> None:
    uv = find_uv()  # a venv made by uv holds no pip
    command = [uv, "pip", "install"] if uv else [sys.executable, "-m", "pip", "install"]
    command += ["--quiet", "--require-hashes", "--no-deps", "--target", str(folder), "-r", str(requirements)]
    if uv:
        # Its cache's files may be linked into many places, and here they are changed.
        command += ["--python", sys.executable, "--link-mode", "copy"]
    if target == "lambda":
        named = [word for wheel in WHEELS for word in ("--platform", wheel)]
        platform = ["--python-platform", "aarch64-manylinux_2_28"] if uv else named
        command += [*platform, "--python-version", LAMBDA_PYTHON, "--only-binary=:all:"]
    # uv brings its own list of authorities; a network with one of its own has it in the system's.
    environment = {"UV_SYSTEM_CERTS": "true", **os.environ}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    if done.returncode:
        raise LocalError(
            f"The packages of {requirements.relative_to(ROOT)} could not be installed:\n{done.stderr.strip()}"
        )


def compiler(target: str) -> str | None:
    """An interpreter whose bytecode the target reads."""
    if target == "host" or sys.version_info[:2] == (3, 13):
        return sys.executable
    return next(working_interpreters(), None)


def working_interpreters() -> Iterator[str]:
    name = f"python{LAMBDA_PYTHON}"
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    found = [Path(folder) / name for folder in os.get_exec_path()]
    for interpreter in [*found, *pyenv.glob(f"{LAMBDA_PYTHON}.*/bin/{name}")]:
        # A version manager's shim may stand there without its Python.
        if (
            interpreter.exists()
            and subprocess.run([interpreter, "-V"], capture_output=True, check=False).returncode == 0
        ):
            yield str(interpreter)


def compile_sources(target: str, layer: str, folder: Path) -> None:
    """Ships bytecode that is never checked against its source: file times differ on every machine.

    Of others' packages nothing but the bytecode is shipped; ours keep their sources, as their own record.
    """
    interpreter = compiler(target)
    if interpreter is None:
        print(f"  no python{LAMBDA_PYTHON} here: the layer goes without bytecode and starts slower", flush=True)
        return
    compiling = [interpreter, "-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash", "-s", str(folder)]
    beside = ["-b"] if layer in PACKAGES else []
    subprocess.run([*compiling, *beside, str(folder)], check=True, stdout=subprocess.DEVNULL)
    if layer in PACKAGES:
        for source in folder.rglob("*.py"):
            source.unlink()
        for cache in folder.rglob("__pycache__"):
            shutil.rmtree(cache)


if __name__ == "__main__":
    try:
        build(sys.argv[1] if len(sys.argv) > 1 else "host")
    except LocalError as error:
        sys.exit(str(error))
