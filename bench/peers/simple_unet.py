"""The lab's small U-Net in PyTorch: the same layers, loss and optimizer, for timing side by side.

Times a training step (eager, fp32, channels-last), a forward pass, and 200 DDPM steps for one image; prints JSON.
Needs torch in a virtual environment; nothing else in the project does.
"""

import argparse
import json
import math
import statistics
import time

import torch
from torch import nn
from torch.nn import functional as F


class TimedConv(nn.Module):
    def __init__(self, cin, cout, time_channels=32):
        super().__init__()
        self.conv = nn.Conv2d(cin, cout, 3, padding=1)
        self.time = nn.Linear(time_channels, cout)

    def forward(self, x, emb):
        return F.relu(self.conv(x) + self.time(emb)[:, :, None, None])


class SimpleUNet(nn.Module):
    def __init__(self, full=32, half=64, quarter=128):
        super().__init__()
        self.encoder1 = TimedConv(1, full)
        self.encoder2 = TimedConv(full, half)
        self.bottleneck = TimedConv(half, quarter)
        self.decoder1 = TimedConv(quarter + half, half)
        self.decoder2 = TimedConv(half + full, full)
        self.output = nn.Conv2d(full, 1, 3, padding=1)
        self.register_buffer("frequency", torch.exp(-math.log(10000.0) * torch.arange(16) / 16))

    def forward(self, x, t):
        angle = t[:, None].float() * self.frequency
        emb = torch.cat([angle.sin(), angle.cos()], dim=1)
        full = self.encoder1(x, emb)
        half = self.encoder2(F.max_pool2d(full, 2), emb)
        quarter = self.bottleneck(F.max_pool2d(half, 2), emb)
        up = self.decoder1(torch.cat([F.interpolate(quarter, scale_factor=2), half], dim=1), emb)
        top = self.decoder2(torch.cat([F.interpolate(up, scale_factor=2), full], dim=1), emb)
        return self.output(top)


def timed(action, repeats):
    action()
    seconds = []
    for _ in range(repeats):
        start = time.perf_counter()
        action()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--threads", type=int, default=torch.get_num_threads())
    options.add_argument("--repeats", type=int, default=30)
    options.add_argument("--only", choices=["step", "forward", "sample"])
    args = options.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(0)

    net = SimpleUNet().to(memory_format=torch.channels_last)
    adam = torch.optim.Adam(net.parameters(), lr=1e-3)
    betas = torch.linspace(5e-4, 0.1, 200)
    alpha_bar = torch.cumprod(1 - betas, 0)
    images = torch.randn(128, 1, 16, 16).to(memory_format=torch.channels_last)

    def step():
        t = torch.randint(0, 200, (128,))
        noise = torch.randn_like(images)
        a = alpha_bar[t][:, None, None, None]
        adam.zero_grad()
        loss = F.mse_loss(net(a.sqrt() * images + (1 - a).sqrt() * noise, t), noise)
        loss.backward()
        adam.step()

    @torch.no_grad()
    def forward(n):
        net(images[:n], torch.full((n,), 100))

    @torch.no_grad()
    def sample():
        x = torch.randn(1, 1, 16, 16)
        for t in reversed(range(200)):
            eps = net(x, torch.full((1,), t))
            a, b = alpha_bar[t], betas[t]
            x = (x - b / (1 - a).sqrt() * eps) / (1 - b).sqrt()
            if t > 0:
                x = x + b.sqrt() * torch.randn_like(x)

    result = {"torch": torch.__version__, "threads": torch.get_num_threads()}
    if args.only in (None, "step"):
        result["step_128_ms"] = 1e3 * timed(step, args.repeats)
    if args.only in (None, "forward"):
        result["forward_128_ms"] = 1e3 * timed(lambda: forward(128), args.repeats)
        result["forward_1_ms"] = 1e3 * timed(lambda: forward(1), args.repeats)
    if args.only in (None, "sample"):
        result["sample_200_ms"] = 1e3 * timed(sample, 5)
    print(json.dumps(result))


if __name__ == "__main__":
    main()
