"""One engine and one network in a process that stays warm; bench/side_by_side.py starts it and asks.

    PYTHON bench/peers/serve.py pytorch|openvino toy|cifar THREADS

Writes a line of JSON when it is ready, {"version": ...} or {"missing": "torch"}, and one for each line of JSON that it
reads: {"check": FILE}, answered by what the engine says, or {"kind": "train", "batch": 128, "seconds": 0.5, "clock":
"wall" or "processor"}, answered by {"ms": milliseconds per call}.
"""

import importlib
import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any

CLOCKS = {"wall": time.perf_counter, "processor": time.process_time}


def milliseconds(call: Callable[[], None], seconds: float, clock: Callable[[], float]) -> float:
    """Mean of as many calls as fill that time, after one that does not count."""
    call()
    calls, start, taken = 0, clock(), 0.0
    while taken < seconds or calls == 0:
        call()
        calls += 1
        taken = clock() - start
    return 1e3 * taken / calls


class Server:
    def __init__(self, engine: Any) -> None:
        self.engine = engine
        self.works: dict[tuple[str, int], Callable[[], None]] = {}

    def answer(self, asked: dict[str, Any]) -> dict[str, Any]:
        if "check" in asked:
            return self.engine.check(asked["check"])
        work = (asked["kind"], asked["batch"])
        if work not in self.works:
            self.works[work] = self.engine.work(*work)
        return {"ms": milliseconds(self.works[work], asked["seconds"], CLOCKS[asked["clock"]])}


def main() -> None:
    engine, network, threads = sys.argv[1], sys.argv[2], int(sys.argv[3])
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)  # what the libraries print is no answer
    try:
        module = importlib.import_module(f"{engine}_engine")
    except ModuleNotFoundError as missing:
        print(json.dumps({"missing": missing.name}), file=answers)
        return
    server = Server(module.Engine(network, threads))
    print(json.dumps({"version": module.VERSION}), file=answers)
    for line in sys.stdin:
        print(json.dumps(server.answer(json.loads(line))), file=answers)


if __name__ == "__main__":
    main()
