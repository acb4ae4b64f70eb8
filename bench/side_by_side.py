"""Times the small U-Net here and in PyTorch, turn by turn in one run, and prints medians and ratios.

    python3 bench/side_by_side.py --bench build/bench/bench/bench_simple_unet --torch VENV/bin/python [--busy 1]

--busy N starts N processes that do nothing but compute, for the whole run.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys

ours_names = {
    "training_step/128/real_time": "step_128_ms",
    "forward/128/real_time": "forward_128_ms",
    "forward/1/real_time": "forward_1_ms",
    "sample_200_ddpm_steps/1/real_time": "sample_200_ms",
}


def ours(bench):
    report = subprocess.run(
        [bench, "--benchmark_format=json", "--benchmark_min_time=0.5", "--benchmark_filter=/(1|128)/"],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    rows = json.loads(report.stdout)["benchmarks"]
    return {ours_names[row["name"]]: row["real_time"] for row in rows if row["name"] in ours_names}


def peer(python, script):
    report = subprocess.run([python, script, "--repeats", "12"], check=True, capture_output=True, text=True)
    return json.loads(report.stdout)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--bench", required=True)
    options.add_argument("--torch", help="python of a virtual environment with torch; without it, ours alone")
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--busy", type=int, default=0)
    args = options.parse_args()
    script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "peers", "simple_unet.py")

    neighbours = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(args.busy)]
    try:
        mine, theirs = [], []
        for _ in range(args.rounds):
            mine.append(ours(args.bench))
            if args.torch:
                theirs.append(peer(args.torch, script))
    finally:
        for neighbour in neighbours:
            neighbour.kill()

    if theirs:
        print(f"PyTorch {theirs[0]['torch']}, {theirs[0]['threads']} threads, {args.busy} busy neighbours")
    print(f"{'':16} {'sfumato':>10} {'PyTorch':>10} {'ratio':>7}")
    for key in ours_names.values():
        own = statistics.median(row[key] for row in mine)
        if theirs:
            other = statistics.median(row[key] for row in theirs)
            print(f"{key:16} {own:10.2f} {other:10.2f} {own / other:7.2f}")
        else:
            print(f"{key:16} {own:10.2f}")


if __name__ == "__main__":
    main()
