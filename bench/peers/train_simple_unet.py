"""Trains the small U-Net in PyTorch by the lab's recipe and samples from it, to compare losses and samples.

    python3 bench/peers/train_simple_unet.py MNIST_FOLDER SAMPLES.safetensors [--count 1000] [--seed 0]

Digits 0-3 at 16x16, 8 epochs, batch 128, Adam 1e-3, betas 5e-4..0.1 over 200 steps; 200 DDPM steps. The samples file has
one tensor `samples` (N,C,H,W), for digit_classifier.py.
"""

import argparse

import torch
from digit_classifier import images
from safetensors_file import write_safetensors
from simple_unet import SimpleUNet
from torch.nn import functional as F


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("mnist")
    options.add_argument("samples")
    options.add_argument("--count", type=int, default=1000)
    options.add_argument("--seed", type=int, default=0)
    args = options.parse_args()
    torch.manual_seed(args.seed)

    x, y = images(args.mnist, "train")
    x = x[y < 4].to(memory_format=torch.channels_last)
    net = SimpleUNet().to(memory_format=torch.channels_last)
    adam = torch.optim.Adam(net.parameters(), lr=1e-3)
    betas = torch.linspace(5e-4, 0.1, 200)
    alpha_bar = torch.cumprod(1 - betas, 0)
    for epoch in range(8):
        total = 0.0
        for part in torch.randperm(len(x)).split(128):
            t = torch.randint(0, 200, (len(part),))
            noise = torch.randn_like(x[part])
            a = alpha_bar[t][:, None, None, None]
            adam.zero_grad()
            loss = F.mse_loss(net(a.sqrt() * x[part] + (1 - a).sqrt() * noise, t), noise)
            loss.backward()
            adam.step()
            total += loss.item() * len(part)
        print(f"epoch {epoch + 1}: loss {total / len(x):.4f}", flush=True)

    with torch.no_grad():
        z = torch.randn(args.count, 1, 16, 16)
        for t in reversed(range(200)):
            b, a, p = betas[t], alpha_bar[t], alpha_bar[t - 1] if t > 0 else torch.tensor(1.0)
            eps = net(z, torch.full((args.count,), t))
            x0 = ((z - (1 - a).sqrt() * eps) / a.sqrt()).clamp(-1, 1)
            z = p.sqrt() * b / (1 - a) * x0 + (1 - b).sqrt() * (1 - p) / (1 - a) * z
            if t > 0:
                z = z + ((1 - p) / (1 - a) * b).sqrt() * torch.randn_like(z)
    write_safetensors(args.samples, {"samples": z.numpy()})


if __name__ == "__main__":
    main()
