"""Rows of a comparison, as a table for people and as a file for programs."""

import json
import os
import statistics
from pathlib import Path
from typing import Any

from comparison.problem import Problem
from comparison.works import ENGINES, Work


def row(work: Work, taken: dict[str, list[float]]) -> dict[str, Any]:
    """Medians over the rounds; ratio: ours over the better of the others, below 1 where ours is faster."""
    medians = {engine: statistics.median(taken[engine]) if taken.get(engine) else None for engine in ENGINES}
    others = [medians[engine] for engine in ENGINES[1:] if medians[engine] is not None]
    times = {f"{engine}_ms": None if ms is None else round(ms, 4) for engine, ms in medians.items()}
    return {"work": work.title, **times, "ratio": round(medians["ours"] / min(others), 4) if others else None}


def table(rows: list[dict[str, Any]]) -> str:
    def number(value: float | None, width: int) -> str:
        return f"{'-' if value is None else format(value, '.2f'):>{width}}"

    lines = [f"{'milliseconds':<20} {'Sfumato':>10} {'PyTorch':>10} {'OpenVINO':>10} {'ratio':>7}"]
    for r in rows:
        times = " ".join(number(r[f"{engine}_ms"], 10) for engine in ENGINES)
        lines.append(f"{r['work']:<20} {times} {number(r['ratio'], 7)}")
    return "\n".join(lines)


class JsonFile:
    """A file that appears complete or not at all; that it can be written is known before anything is measured."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.part = path.with_name(f".{path.name}.{os.getpid()}.part")
        try:
            if path.is_dir():
                raise IsADirectoryError(0, "it is a folder")
            self.file = open(self.part, "x")  # noqa: SIM115, closed in __exit__
        except OSError as error:
            raise Problem(f"{path}: expected a file that can be written, got: {error.strerror}") from error

    def __enter__(self) -> "JsonFile":
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()
        self.part.unlink(missing_ok=True)

    def write(self, content: dict[str, Any]) -> None:
        try:
            json.dump(content, self.file, indent=2)
            self.file.write("\n")
            self.file.flush()
            os.fsync(self.file.fileno())
            os.replace(self.part, self.path)
        except OSError as error:
            raise Problem(f"{self.path}: could not be written: {error.strerror}") from error
