"""What the figures were taken on."""

import os
import platform
import subprocess
from pathlib import Path
from typing import Any


def cpu_info() -> dict[str, str]:
    """The first processor of /proc/cpuinfo; empty where there is none."""
    try:
        text = Path("/proc/cpuinfo").read_text()
    except OSError:
        return {}
    pairs = (line.partition(":") for line in text.split("\n\n")[0].splitlines())
    return {key.strip(): value.strip() for key, _, value in pairs}


def cpu_name(info: dict[str, str]) -> str:
    if "model name" in info:
        return info["model name"]
    if platform.system() == "Darwin":
        command = ["sysctl", "-n", "machdep.cpu.brand_string"]
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip() or "unknown"
    return platform.processor() or platform.machine() or "unknown"


def instruction_set(info: dict[str, str]) -> str:
    """The widest vectors that the processor has."""
    if platform.machine().lower() in ("arm64", "aarch64"):
        return "neon"
    flags = info.get("flags", "").split()
    return next((name for name, flag in (("avx512", "avx512f"), ("avx2", "avx2")) if flag in flags), "baseline")


def usable_cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def machine() -> dict[str, Any]:
    """load: how many processes wanted to run in the minute before."""
    info = cpu_info()
    return {
        "cpu": cpu_name(info),
        "instruction_set": instruction_set(info),
        "cores": usable_cores(),
        "system": f"{platform.system()} {platform.release()}",
        "load": round(os.getloadavg()[0], 2),
    }
