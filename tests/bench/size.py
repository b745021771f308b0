"""Bytes that are shipped: every function with both layers, against the naive bundle."""

from __future__ import annotations

from collections.abc import Iterator

from tests.bench import bundles
from tests.bench.line import Line

MB = 1_000_000


def lines() -> Iterator[Line]:
    ours = bundles.zipped(bundles.search_path("intake"))
    naive = bundles.zipped(bundles.naive_path(bytecode=False))
    sources = [path for layer in ("core", "vendor") for path in bundles.files(bundles.LAYERS / layer / "python")]
    modules = {path for path in sources if path.suffix == ".py"}
    compiled = [path for path in sources if path.suffix == ".pyc"]
    with_bytecode = {path.parent.parent / f"{path.name.partition('.')[0]}.py" for path in compiled}
    yield Line("zip of function and layers / naive", f"{ours / MB:.1f} MB of {naive / MB:.1f} MB", ours / naive, 0.3)
    bare = len(modules - with_bytecode)
    yield Line("modules shipped without bytecode", f"{len(compiled)} compiled", float(bare), 0)
