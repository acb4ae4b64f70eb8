"""The two networks that are compared, by name, with what is fed to them."""

from collections.abc import Callable
from dataclasses import dataclass

import cifar_unet
import simple_unet
import torch
from torch import Tensor, nn


@dataclass(frozen=True)
class Network:
    make: Callable[[], nn.Module]
    parameters: int
    image: tuple[int, int, int]  # C, H, W
    betas: tuple[float, float, int]  # first, last, timesteps
    time: float  # of the forward passes

    def seeded(self) -> nn.Module:
        """The same weights in every process, in PyTorch's order for convolutions."""
        torch.manual_seed(0)
        net = self.make().to(memory_format=torch.channels_last)
        count = sum(p.numel() for p in net.parameters())
        if count != self.parameters:
            raise AssertionError(f"{type(net).__name__}: expected {self.parameters} parameters, got {count}")
        return net

    def images(self, count: int) -> Tensor:
        noise = torch.randn(count, *self.image, generator=torch.Generator().manual_seed(1))
        return noise.to(memory_format=torch.channels_last)

    def times(self, count: int) -> Tensor:
        return torch.full((count,), self.time)

    def schedule(self) -> tuple[Tensor, Tensor]:
        """betas and alpha-bars."""
        betas = torch.linspace(*self.betas)
        return betas, torch.cumprod(1 - betas, 0)


NETWORKS = {
    "toy": Network(simple_unet.SimpleUNet, simple_unet.PARAMETERS, (1, 16, 16), (5e-4, 0.1, 200), 100.0),
    "cifar": Network(cifar_unet.CifarUNet, cifar_unet.PARAMETERS, (3, 32, 32), (1e-4, 0.02, 1000), 500.0),
}


def reverse_steps(network: Network) -> list[tuple[float, float, float, float]]:
    """(t, a, b, s) of each DDPM step from noise to image: x <- a x - b epsilon + s noise (Ho et al. 2020, eq. 11)."""
    betas, alpha_bars = (values.double().tolist() for values in network.schedule())
    steps = []
    for t in reversed(range(len(betas))):
        root = (1 - betas[t]) ** 0.5
        noise = betas[t] ** 0.5 if t > 0 else 0.0
        steps.append((float(t), 1 / root, betas[t] / ((1 - alpha_bars[t]) ** 0.5 * root), noise))
    return steps
