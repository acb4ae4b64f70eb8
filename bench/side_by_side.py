"""Times the networks here, in PyTorch and in OpenVINO, turn by turn; prints medians and ratios.

    python3 bench/side_by_side.py --setup                               once: PyTorch and OpenVINO, into build/peers
    python3 bench/side_by_side.py --network toy|cifar|all [--json FILE] [--threads N] [--busy N]

First the three answer the same images with the same weights, and must agree. Then come rounds; in each, every work is
timed in every engine, and the engine that begins changes from round to round. FILE gets
{"rows": [{"work", "ours_ms", "pytorch_ms", "openvino_ms", "ratio"}], "machine": {...}}; null where an engine does
not do a work; ratio is ours over the better of the others. Build first: bench_simple_unet, bench_cifar_unet,
bench_agreement.
"""

import argparse
import signal
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NoReturn

from comparison.engines import Ours, Peer, Turn
from comparison.environment import PYTHON, ROOT, set_up
from comparison.machine import machine, usable_cores
from comparison.problem import Problem
from comparison.report import JsonFile, row, table
from comparison.works import ENGINES, PROGRAMS, Work, works_of

OUR_PROGRAMS = ROOT / "build" / "gcc" / "bench"
Peers = dict[str, dict[str, Peer]]  # by network, by engine


class Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise Problem(f"{message}; --help lists the options")


def arguments(words: list[str]) -> argparse.Namespace:
    parser = Parser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("--network", choices=[*PROGRAMS, "all"], default="all")
    add("--json", type=Path, metavar="FILE", help="where to write the rows")
    add("--threads", type=int, default=usable_cores(), help="of every engine; default: all cores")
    add("--rounds", type=int, default=5, help="at least 5, the default")
    add("--seconds", type=float, default=0.5, help="of one turn of one engine; default: 0.5")
    add(
        "--peers", nargs="*", choices=ENGINES[1:], default=list(ENGINES[1:]), help="whom to compare with; default: both"
    )
    add("--bench", type=Path, metavar="FOLDER", default=OUR_PROGRAMS, help="with our programs; build/gcc/bench")
    add("--python", type=Path, metavar="FILE", default=PYTHON, help="that has the peers; build/peers/bin/python")
    add("--processor-time", action="store_true", help="instead of the wall's, for busy machines; with --threads 1")
    add("--busy", type=int, default=0, help="so many processes that do nothing but compute run beside it all")
    add("--setup", action="store_true", help="install the peers from PyPI into build/peers, and stop")
    chosen = parser.parse_args(words)
    for name, least in (("threads", 1), ("rounds", 5), ("busy", 0)):
        if getattr(chosen, name) < least:
            parser.error(f"--{name}: expected at least {least}, got {getattr(chosen, name)}")
    if not 0 < chosen.seconds <= 60:
        parser.error(f"--seconds: expected more than 0 and at most 60, got {chosen.seconds}")
    if chosen.processor_time and chosen.threads != 1:
        parser.error(
            f"--processor-time: expected --threads 1, got {chosen.threads}: who waits by spinning would pay twice"
        )
    return chosen


def require_agreement(ours: Ours, network: str, peers: dict[str, Peer]) -> None:
    """Sums of thousands of products in another order, layer after layer: at most 1e-5 of the largest value was seen."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "weights.safetensors"
        for engine, peer in peers.items():
            found = peer.check(path)
            if engine == "pytorch":
                found = ours.difference(network, path)
            if not found["largest_difference"] <= 1e-4 * found["largest_answer"]:
                raise Problem(
                    f"{network}: expected {engine}'s answers to be ours within 1e-4 of the largest, "
                    f"{found['largest_answer']:.3g}; got a difference of {found['largest_difference']:.3g}"
                )


def round_of(number: int, works: list[Work], ours: Ours, peers: Peers) -> dict[Work, dict[str, float]]:
    taken: dict[Work, dict[str, float]] = {}
    for work in works:
        engines = {"ours": ours, **peers[work.network]}
        order = [engine for engine in engines if work.runs_in(engine)]
        first = number % len(order)
        taken[work] = {engine: engines[engine].milliseconds(work) for engine in order[first:] + order[:first]}
    return taken


def measure(options: argparse.Namespace, stack: ExitStack) -> dict[str, Any]:
    works = works_of(options.network)
    networks = list(dict.fromkeys(work.network for work in works))
    about = machine()
    turn = Turn(options.seconds, "processor" if options.processor_time else "wall", options.threads)
    ours = Ours(options.bench, networks, turn)
    peers: Peers = {network: {} for network in networks}
    for network in networks:
        for engine in options.peers:
            peers[network][engine] = stack.enter_context(Peer(options.python, engine, network, turn))
    for network in networks:
        require_agreement(ours, network, peers[network])
    for _ in range(options.busy):
        neighbour = subprocess.Popen([sys.executable, "-c", "while True: pass"])
        stack.callback(neighbour.wait)
        stack.callback(neighbour.kill)

    taken: dict[Work, dict[str, list[float]]] = {work: {} for work in works}
    for number in range(options.rounds):
        print(f"round {number + 1} of {options.rounds}", file=sys.stderr)
        for work, times in round_of(number, works, ours, peers).items():
            for engine, ms in times.items():
                taken[work].setdefault(engine, []).append(ms)

    versions = {"sfumato": ours.about["sfumato"], "python": sys.version.split()[0]}
    versions |= {engine: peer.version for engine, peer in peers[networks[0]].items()}
    about |= {"threads": turn.threads, "clock": turn.clock, "rounds": options.rounds, "busy": options.busy}
    about |= {"compiled_for": ours.about["instruction_set"], "versions": versions}
    return {"rows": [row(work, taken[work]) for work in works], "machine": about}


def run(words: list[str]) -> None:
    options = arguments(words)
    if options.setup:
        set_up()
        return
    with ExitStack() as stack:
        file = stack.enter_context(JsonFile(options.json)) if options.json else None
        result = measure(options, stack)
        if file:
            file.write(result)
    about = result["machine"]
    print(
        f"{about['cpu']}, {about['instruction_set']}, threads: {about['threads']}, clock: {about['clock']}, load before {about['load']}"
    )
    print(table(result["rows"]))


def main() -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was started ends, too
    try:
        run(sys.argv[1:])
    except Problem as problem:
        print(f"side_by_side: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
