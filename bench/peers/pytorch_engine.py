"""What is timed in PyTorch: eager, fp32, channels-last, the fused Adam, attention by scaled_dot_product_attention."""

from collections.abc import Callable

import torch
from networks import NETWORKS, reverse_steps
from safetensors_file import write_safetensors
from torch.nn import functional as F

VERSION = torch.__version__


class Engine:
    def __init__(self, network: str, threads: int) -> None:
        torch.set_num_threads(threads)
        self.network = NETWORKS[network]
        self.net = self.network.seeded()

    def check(self, path: str) -> dict[str, float]:
        """Writes weights, images, time and answer for bench_agreement."""
        x, t = self.network.images(2), self.network.times(2)
        with torch.inference_mode():
            y = self.net(x, t)
        arrays = {f"net.{name}": value.numpy() for name, value in self.net.state_dict().items()}
        arrays |= {"x": x.permute(0, 2, 3, 1).numpy(), "t": t[:1].numpy(), "y": y.permute(0, 2, 3, 1).numpy()}
        write_safetensors(path, arrays)
        return {}

    def work(self, kind: str, batch: int) -> Callable[[], None]:
        return {"train": self.train, "forward": self.forward, "200 steps": self.sample}[kind](batch)

    def train(self, batch: int) -> Callable[[], None]:
        """One step of DDPM training: timesteps, noise, forward, backward, Adam."""
        net = self.network.seeded()
        adam = torch.optim.Adam(net.parameters(), lr=1e-3, fused=True)
        images = self.network.images(batch)
        alpha_bar = self.network.schedule()[1]

        def step() -> None:
            t = torch.randint(0, len(alpha_bar), (batch,))
            noise = torch.randn_like(images)
            a = alpha_bar[t][:, None, None, None]
            adam.zero_grad()
            loss = F.mse_loss(net(a.sqrt() * images + (1 - a).sqrt() * noise, t), noise)
            loss.backward()
            adam.step()
            loss.item()

        return step

    def forward(self, batch: int) -> Callable[[], None]:
        x, t = self.network.images(batch), self.network.times(batch)

        @torch.inference_mode()
        def run() -> None:
            self.net(x, t)

        return run

    def sample(self, batch: int) -> Callable[[], None]:
        steps = reverse_steps(self.network)
        start = self.network.images(batch)

        @torch.inference_mode()
        def run() -> None:
            x = start
            for t, a, b, s in steps:
                x = a * x - b * self.net(x, torch.full((batch,), t)) + s * torch.randn_like(x)

        return run
