"""How many samples look like digits to a classifier?

Trains a small CNN on MNIST at 16x16 until it is right about 98% of the test digits, then prints for each file of samples
(safetensors with one tensor `samples`, N,C,H,W in [-1,1]) the share it is sure of (p > 0.9), and the classes it sees.
Needs torch and numpy in a virtual environment; nothing else in the project does.
"""

import argparse
import gzip
import os
import struct

import numpy as np
import torch
from safetensors_file import read_safetensor
from torch import nn
from torch.nn import functional as F


def read_idx(folder, name):
    for path in (os.path.join(folder, name), os.path.join(folder, name + ".gz")):
        if os.path.exists(path):
            with (gzip.open if path.endswith(".gz") else open)(path, "rb") as file:
                data = file.read()
            rank = data[3]
            shape = struct.unpack(">" + "I" * rank, data[4 : 4 + 4 * rank])
            return np.frombuffer(data, np.uint8, offset=4 + 4 * rank).reshape(shape)
    raise SystemExit(f"no {name}[.gz] in {folder}")


def area_matrix(source, target):
    matrix = np.zeros((target, source), np.float32)
    ratio = source / target
    for i in range(target):
        for j in range(source):
            overlap = min((i + 1) * ratio, j + 1) - max(i * ratio, j)
            matrix[i, j] = max(overlap, 0) / ratio
    return matrix


def images(folder, part):
    pixels = read_idx(folder, part + "-images-idx3-ubyte").astype(np.float32) / 127.5 - 1
    m = area_matrix(28, 16)
    small = np.einsum("ij,njk,lk->nil", m, pixels, m, optimize=True)
    labels = read_idx(folder, part + "-labels-idx1-ubyte").astype(np.int64)
    return torch.from_numpy(small.astype(np.float32))[:, None], torch.from_numpy(labels)


def report(name, net, x):
    with torch.no_grad():
        p = torch.cat([F.softmax(net(part), 1) for part in x.split(1000)])
    sure, classes = p.max(1)
    counts = torch.bincount(classes, minlength=10).float() / len(x)
    shares = " ".join(f"{digit}:{share:.0%}" for digit, share in enumerate(counts.tolist()) if share > 0.001)
    print(f"{name}: sure (p > 0.9) of {(sure > 0.9).float().mean():.1%} of {len(x)}; classes {shares}")


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("mnist", help="folder with the four IDX files")
    options.add_argument("samples", nargs="*", help="safetensors files of samples")
    args = options.parse_args()
    torch.manual_seed(0)
    x, y = images(args.mnist, "train")
    test_x, test_y = images(args.mnist, "t10k")
    net = nn.Sequential(
        nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(512, 64), nn.ReLU(), nn.Linear(64, 10),
    )  # fmt: skip
    adam = torch.optim.Adam(net.parameters(), lr=1e-3)
    accuracy, epoch = 0.0, 0
    while accuracy < 0.98 and epoch < 10:
        order = torch.randperm(len(x))
        for step, part in enumerate(order.split(128)):
            adam.zero_grad()
            F.cross_entropy(net(x[part]), y[part]).backward()
            adam.step()
            if step % 50 == 49:
                with torch.no_grad():
                    accuracy = (net(test_x).argmax(1) == test_y).float().mean().item()
                if accuracy >= 0.98:
                    break
        epoch += 1
    print(f"classifier: {accuracy:.2%} of the test digits right")
    chosen = test_y < 4
    report("real digits 0-3", net, test_x[chosen])
    for path in args.samples:
        report(path, net, torch.from_numpy(read_safetensor(path, "samples")))


if __name__ == "__main__":
    main()
