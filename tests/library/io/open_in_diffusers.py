"""Opens a folder written by save_pretrained in diffusers, compares an output, and writes the model to another folder."""

import sys

import torch
from diffusers import DDIMScheduler, UNet2DModel
from safetensors.torch import load_file

ours, theirs = sys.argv[1:]
model = UNet2DModel.from_pretrained(ours, low_cpu_mem_usage=False).eval()
io = load_file(ours + "/io.safetensors")
with torch.no_grad():
    y = model(io["x"], io["timesteps"], class_labels=io["labels"]).sample
worst = float((y - io["y"]).abs().max())
assert worst < 1e-5, f"outputs differ by {worst}"

scheduler = DDIMScheduler.from_pretrained(ours)
scheduler.set_timesteps(10)
assert scheduler.timesteps.tolist() == io["inference_timesteps"].tolist(), scheduler.timesteps
worst = float((scheduler.alphas_cumprod - io["alpha_bars"]).abs().max())
assert worst < 1e-6, f"alpha_bars differ by {worst}"
assert scheduler.config.prediction_type == "v_prediction" and not scheduler.config.clip_sample

with torch.no_grad():
    for parameter in model.parameters():
        parameter.mul_(0.5)
model.save_pretrained(theirs)
scheduler.save_pretrained(theirs)
