"""Who is timed: our benchmark programs, started for each turn, and the peers, which stay warm between theirs."""

import contextlib
import json
import os
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from comparison.environment import SETUP
from comparison.problem import Problem
from comparison.works import PROGRAMS, Work

SERVER = Path(__file__).resolve().parents[1] / "peers" / "serve.py"


@dataclass(frozen=True)
class Turn:
    """How long, by which clock (wall or processor), and with how many threads an engine does a work at a time."""

    seconds: float
    clock: str
    threads: int


class Ours:
    """The programs in a folder of a build tree."""

    def __init__(self, folder: Path, networks: list[str], turn: Turn) -> None:
        self.folder, self.turn = folder, turn
        self.about: dict[str, str] = {}
        for name in [PROGRAMS[network] for network in networks] + ["bench_agreement"]:
            if not os.access(folder / name, os.X_OK):
                raise Problem(
                    f"expected the program {folder / name}, found none; build it: cmake --preset gcc "
                    f"-D SFUMATO_BUILD_TESTS=OFF && cmake --build build/gcc --target {name}"
                )

    def milliseconds(self, work: Work) -> float:
        program = PROGRAMS[work.network]
        report = self.run(
            program,
            "--benchmark_format=json",
            f"--benchmark_min_time={self.turn.seconds}",
            f"--benchmark_filter=^{work.benchmark}$",
        )
        self.about = {key: report["context"].get(key, "unknown") for key in ("sfumato", "instruction_set")}
        for row in report["benchmarks"]:
            if row["name"] == work.benchmark:
                return float(row["real_time" if self.turn.clock == "wall" else "cpu_time"])
        raise Problem(f"{self.folder / program}: expected a benchmark {work.benchmark}, found none; build it again")

    def difference(self, network: str, path: Path) -> dict[str, float]:
        return self.run("bench_agreement", network, str(path))

    def run(self, program: str, *arguments: str) -> dict[str, Any]:
        environment = os.environ | {"SFUMATO_BENCH_THREADS": str(self.turn.threads)}
        command = [self.folder / program, *arguments]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        with contextlib.suppress(json.JSONDecodeError):
            if done.returncode == 0:
                return json.loads(done.stdout)
        raise Problem(f"{self.folder / program}: failed with status {done.returncode}: {last_line(done.stderr)}")


class Peer:
    """One engine with one network in a process of its own, within a `with` block."""

    def __init__(self, python: Path, engine: str, network: str, turn: Turn) -> None:
        self.engine, self.python, self.turn = engine, python, turn
        self.command = [python, SERVER, engine, network, str(turn.threads)]

    def __enter__(self) -> "Peer":
        self.errors = tempfile.TemporaryFile("w+")
        pipe = subprocess.PIPE
        try:
            self.process = subprocess.Popen(
                self.command, stdin=pipe, stdout=pipe, stderr=self.errors, text=True, bufsize=1
            )
        except OSError as error:
            reason = f"none to start ({error.strerror})"
            raise Problem(f"{self.engine}: expected a Python at {self.python}, found {reason}; {SETUP}") from error
        try:
            ready = self.read()
            if "missing" in ready:
                raise Problem(f"{self.engine}: {self.python} has no module {ready['missing']}; {SETUP}")
            self.version: str = ready["version"]
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.communicate()
        self.errors.close()

    def milliseconds(self, work: Work) -> float:
        how = {"seconds": self.turn.seconds, "clock": self.turn.clock}
        return float(self.ask({"kind": work.kind, "batch": work.batch, **how})["ms"])

    def check(self, path: Path) -> dict[str, float]:
        return self.ask({"check": str(path)})

    def ask(self, question: dict[str, Any]) -> dict[str, Any]:
        with contextlib.suppress(BrokenPipeError):  # read() says why
            print(json.dumps(question), file=self.process.stdin)
        return self.read()

    def read(self) -> dict[str, Any]:
        line = self.process.stdout.readline() if self.process.stdout else ""
        if line:
            try:
                return json.loads(line)
            except json.JSONDecodeError as error:
                raise Problem(
                    f"{self.engine} in {self.python}: expected a line of JSON, got: {line.strip()}"
                ) from error
        self.errors.seek(0)
        raise Problem(f"{self.engine} in {self.python}: ended without an answer: {last_line(self.errors.read())}")


def last_line(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[-1] if lines else "it said nothing"
