"""The network of google/ddpm-cifar10-32 (Ho et al. 2020, appendix B) in PyTorch: layers and names of nn/unet2d."""

import math

import torch
from torch import Tensor, nn
from torch.nn import functional as F

PARAMETERS = 35_746_307
CHANNELS = (128, 256, 256, 256)
WITH_ATTENTION = 1
TIME_CHANNELS = 512


def norm(channels: int) -> nn.GroupNorm:
    return nn.GroupNorm(32, channels, eps=1e-6)


class Resnet(nn.Module):
    def __init__(self, cin: int, cout: int) -> None:
        super().__init__()
        self.norm1, self.norm2 = norm(cin), norm(cout)
        self.conv1 = nn.Conv2d(cin, cout, 3, padding=1)
        self.conv2 = nn.Conv2d(cout, cout, 3, padding=1)
        self.time_emb_proj = nn.Linear(TIME_CHANNELS, cout)
        self.conv_shortcut = nn.Conv2d(cin, cout, 1) if cin != cout else nn.Identity()

    def forward(self, x: Tensor, emb: Tensor) -> Tensor:
        h = self.conv1(F.silu(self.norm1(x))) + self.time_emb_proj(F.silu(emb))[:, :, None, None]
        return self.conv_shortcut(x) + self.conv2(F.silu(self.norm2(h)))


class Attention(nn.Module):
    """One head over all pixels."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.group_norm = norm(channels)
        self.to_q, self.to_k, self.to_v = (nn.Linear(channels, channels) for _ in range(3))
        self.to_out = nn.ModuleList([nn.Linear(channels, channels)])

    def forward(self, x: Tensor) -> Tensor:
        n, c, height, width = x.shape
        tokens = self.group_norm(x).flatten(2).transpose(1, 2)
        q, k, v = (to(tokens).unsqueeze(1) for to in (self.to_q, self.to_k, self.to_v))
        y = self.to_out[0](F.scaled_dot_product_attention(q, k, v).squeeze(1))
        return x + y.transpose(1, 2).reshape(n, c, height, width)


class Smaller(nn.Module):
    """One zero column right and one zero row at the bottom, then stride 2."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 3, stride=2)

    def forward(self, x: Tensor) -> Tensor:
        return self.conv(F.pad(x, (0, 1, 0, 1)))


class Larger(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        return self.conv(F.interpolate(x, scale_factor=2))


class Level(nn.Module):
    """Residual blocks of one resolution, from channels to channels, each with attention behind it or none."""

    def __init__(self, sizes: list[tuple[int, int]], attention: bool) -> None:
        super().__init__()
        self.resnets = nn.ModuleList([Resnet(cin, cout) for cin, cout in sizes])
        self.attentions = nn.ModuleList([Attention(cout) if attention else nn.Identity() for _, cout in sizes])
        self.downsamplers, self.upsamplers = nn.ModuleList(), nn.ModuleList()


class Middle(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.resnets = nn.ModuleList([Resnet(channels, channels) for _ in range(2)])
        self.attentions = nn.ModuleList([Attention(channels)])

    def forward(self, x: Tensor, emb: Tensor) -> Tensor:
        return self.resnets[1](self.attentions[0](self.resnets[0](x, emb)), emb)


class TimeEmbedding(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.linear_1 = nn.Linear(CHANNELS[0], TIME_CHANNELS)
        self.linear_2 = nn.Linear(TIME_CHANNELS, TIME_CHANNELS)
        half = CHANNELS[0] // 2
        frequency = torch.exp(-math.log(10000.0) * torch.arange(half) / (half - 1))
        self.register_buffer("frequency", frequency, persistent=False)

    def forward(self, t: Tensor) -> Tensor:
        angle = t[:, None].float() * self.frequency
        return self.linear_2(F.silu(self.linear_1(torch.cat([angle.sin(), angle.cos()], dim=1))))


class CifarUNet(nn.Module):
    """Noisy images x (N,3,32,32) and timesteps t (N) in, their noise out."""

    def __init__(self) -> None:
        super().__init__()
        self.conv_in = nn.Conv2d(3, CHANNELS[0], 3, padding=1)
        self.time_embedding = TimeEmbedding()
        skips, now, last = [CHANNELS[0]], CHANNELS[0], len(CHANNELS) - 1
        self.down_blocks, self.up_blocks = nn.ModuleList(), nn.ModuleList()
        for i, channels in enumerate(CHANNELS):
            level = Level([(now, channels), (channels, channels)], i == WITH_ATTENTION)
            now = channels
            skips += [now, now]
            if i < last:
                level.downsamplers.append(Smaller(now))
                skips.append(now)
            self.down_blocks.append(level)
        self.mid_block = Middle(now)
        for i, channels in enumerate(reversed(CHANNELS)):
            sizes = []
            for _ in range(3):
                sizes.append((now + skips.pop(), channels))
                now = channels
            level = Level(sizes, i == last - WITH_ATTENTION)
            if i < last:
                level.upsamplers.append(Larger(now))
            self.up_blocks.append(level)
        self.conv_norm_out = norm(now)
        self.conv_out = nn.Conv2d(now, 3, 3, padding=1)

    def forward(self, x: Tensor, t: Tensor) -> Tensor:
        emb = self.time_embedding(t)
        h = self.conv_in(x)
        skips = [h]
        for level in self.down_blocks:
            for resnet, attention in zip(level.resnets, level.attentions, strict=True):
                h = attention(resnet(h, emb))
                skips.append(h)
            for smaller in level.downsamplers:
                h = smaller(h)
                skips.append(h)
        h = self.mid_block(h, emb)
        for level in self.up_blocks:
            for resnet, attention in zip(level.resnets, level.attentions, strict=True):
                h = attention(resnet(torch.cat([h, skips.pop()], dim=1), emb))
            for larger in level.upsamplers:
                h = larger(h)
        return self.conv_out(F.silu(self.conv_norm_out(h)))
