"""Runs the proofs, two side by side in processes of their own, and ends with one table and an exit code."""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
from concurrent.futures import ProcessPoolExecutor, as_completed

from tests.prove.row import ROWS, Scale, Verdict, run


def main(arguments: list[str]) -> int:
    options = argparse.ArgumentParser(prog="python -m tests.prove", description=__doc__)
    options.add_argument("--scale", type=Scale, choices=list(Scale), default=Scale.SMALL)
    options.add_argument("--only", action="append", choices=ROWS, help="this row; may be given again")
    chosen = options.parse_args(arguments)
    names = chosen.only or list(ROWS)
    verdicts: dict[str, Verdict] = {}
    # A process for each row: engines, hooks and clocks of one never reach another.
    with ProcessPoolExecutor(
        min(len(names), os.cpu_count() or 1), multiprocessing.get_context("spawn"), max_tasks_per_child=1
    ) as workers:
        for done in as_completed([workers.submit(run, name, chosen.scale) for name in names]):
            verdict = done.result()
            verdicts[verdict.name] = verdict
            print(told(verdict), flush=True)
    return conclude([verdicts[name] for name in names])


def told(verdict: Verdict) -> str:
    mark = "BROKEN" if verdict.fault else "holds "
    lines = [f"{mark} {verdict.name:<18} {verdict.seconds:6.1f} s  {verdict.promise}"]
    if verdict.figures:
        lines.append(
            "       "
            + " · ".join(
                f"{name} {value:,}" if isinstance(value, int) else f"{name} {value}"
                for name, value in verdict.figures.items()
            )
        )
    if verdict.caught:
        lines.append(f"       control caught: {verdict.caught.splitlines()[0][:200]}")
    if verdict.fault:
        lines.append("       " + verdict.fault.replace("\n", "\n       "))
    return "\n".join(lines)


def conclude(verdicts: list[Verdict]) -> int:
    broken = [verdict.name for verdict in verdicts if verdict.fault]
    print()
    for verdict in verdicts:
        print(f"{verdict.name:<18} {'BROKEN' if verdict.fault else 'holds':<7} {verdict.seconds:6.1f} s")
    print(f"\n{len(verdicts) - len(broken)} of {len(verdicts)} promises hold.")
    if broken:
        print("Broken: " + ", ".join(broken))
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
