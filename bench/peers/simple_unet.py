"""The lab's small U-Net in PyTorch: the layers and names of nn/simple_unet.hpp."""

import math

import torch
from torch import Tensor, nn
from torch.nn import functional as F

PARAMETERS = 241_857


class TimedConv(nn.Module):
    def __init__(self, cin: int, cout: int, time_channels: int = 32) -> None:
        super().__init__()
        self.conv = nn.Conv2d(cin, cout, 3, padding=1)
        self.time = nn.Linear(time_channels, cout)

    def forward(self, x: Tensor, emb: Tensor) -> Tensor:
        return F.relu(self.conv(x) + self.time(emb)[:, :, None, None])


class SimpleUNet(nn.Module):
    """Noisy images x (N,1,16,16) and timesteps t (N) in, their noise out."""

    def __init__(self, full: int = 32, half: int = 64, quarter: int = 128) -> None:
        super().__init__()
        self.encoder1 = TimedConv(1, full)
        self.encoder2 = TimedConv(full, half)
        self.bottleneck = TimedConv(half, quarter)
        self.decoder1 = TimedConv(quarter + half, half)
        self.decoder2 = TimedConv(half + full, full)
        self.output = nn.Conv2d(full, 1, 3, padding=1)
        frequency = torch.exp(-math.log(10000.0) * torch.arange(16) / 16)
        self.register_buffer("frequency", frequency, persistent=False)

    def forward(self, x: Tensor, t: Tensor) -> Tensor:
        angle = t[:, None].float() * self.frequency
        emb = torch.cat([angle.sin(), angle.cos()], dim=1)
        full = self.encoder1(x, emb)
        half = self.encoder2(F.max_pool2d(full, 2), emb)
        quarter = self.bottleneck(F.max_pool2d(half, 2), emb)
        up = self.decoder1(torch.cat([F.interpolate(quarter, scale_factor=2), half], dim=1), emb)
        top = self.decoder2(torch.cat([F.interpolate(up, scale_factor=2), full], dim=1), emb)
        return self.output(top)
