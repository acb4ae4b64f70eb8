"""What is timed in OpenVINO: the PyTorch networks, converted, on the CPU in fp32, for latency. It does not train."""

from collections.abc import Callable

import numpy as np
import openvino as ov
import torch
from networks import NETWORKS, reverse_steps

VERSION = ov.__version__


class Engine:
    def __init__(self, network: str, threads: int) -> None:
        torch.set_num_threads(threads)
        self.network = NETWORKS[network]
        self.net = self.network.seeded().eval()
        self.threads = threads

    def request(self, batch: int) -> ov.InferRequest:
        x, t = self.network.images(batch), self.network.times(batch)
        model = ov.convert_model(self.net, example_input=(x, t), input=[list(x.shape), list(t.shape)])
        hints = {
            "INFERENCE_PRECISION_HINT": "f32",
            "PERFORMANCE_HINT": "LATENCY",
            "INFERENCE_NUM_THREADS": self.threads,
        }
        return ov.Core().compile_model(model, "CPU", hints).create_infer_request()

    def inputs(self, batch: int) -> list[np.ndarray]:
        return [self.network.images(batch).contiguous().numpy(), self.network.times(batch).numpy()]

    def check(self, _path: str) -> dict[str, float]:
        """Compares with PyTorch."""
        with torch.inference_mode():
            expected = self.net(self.network.images(2), self.network.times(2)).numpy()
        answer = self.request(2).infer(self.inputs(2))[0]
        return {
            "largest_difference": float(np.abs(answer - expected).max()),
            "largest_answer": float(np.abs(expected).max()),
        }

    def work(self, kind: str, batch: int) -> Callable[[], None]:
        return {"forward": self.forward, "200 steps": self.sample}[kind](batch)

    def forward(self, batch: int) -> Callable[[], None]:
        request, inputs = self.request(batch), self.inputs(batch)
        return lambda: request.infer(inputs, share_inputs=True, share_outputs=True)

    def sample(self, batch: int) -> Callable[[], None]:
        request, start = self.request(batch), self.inputs(batch)[0]
        random = np.random.default_rng(0)
        steps = [tuple(np.float32(value) for value in step) for step in reverse_steps(self.network)]

        def run() -> None:
            x = start
            for t, a, b, s in steps:
                inputs = [x, np.full(batch, t, np.float32)]
                epsilon = request.infer(inputs, share_inputs=True, share_outputs=True)[0]
                x = a * x - b * epsilon + s * random.standard_normal(x.shape, np.float32)

        return run
