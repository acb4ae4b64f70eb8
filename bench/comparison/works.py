"""What is compared: each work by its name, and by what it is called in our benchmark programs."""

from dataclasses import dataclass

PROGRAMS = {"toy": "bench_simple_unet", "cifar": "bench_cifar_unet"}
ENGINES = ("ours", "pytorch", "openvino")


@dataclass(frozen=True)
class Work:
    network: str
    kind: str
    batch: int
    benchmark: str

    @property
    def title(self) -> str:
        return f"{self.network} {self.kind} {self.batch}"

    def runs_in(self, engine: str) -> bool:
        return not (engine == "openvino" and self.kind == "train")


WORKS = (
    Work("toy", "train", 128, "training_step/128/real_time"),
    Work("toy", "forward", 1, "forward/1/real_time"),
    Work("toy", "forward", 128, "forward/128/real_time"),
    Work("toy", "200 steps", 1, "sample_200_ddpm_steps/1/real_time"),
    Work("cifar", "forward", 1, "forward/1/real_time"),
    Work("cifar", "forward", 16, "forward/16/real_time"),
    Work("cifar", "train", 8, "training_step/8/real_time"),
)


def works_of(network: str) -> list[Work]:
    """network: toy, cifar or all."""
    return [work for work in WORKS if network in (work.network, "all")]
