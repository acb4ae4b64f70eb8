#pragma once

/// Everything that needs neither CUDA nor JSON: tensors, networks, optimizers, diffusion and data on the CPU backend.
/// Files and training with checkpoints stand in sfumato/io.hpp.

#include "sfumato/backend/cpu/cpu.hpp"
#include "sfumato/data/find_data.hpp"
#include "sfumato/data/loader.hpp"
#include "sfumato/data/mnist.hpp"
#include "sfumato/data/synthetic_digits.hpp"
#include "sfumato/diffusion/guidance.hpp"
#include "sfumato/diffusion/loss.hpp"
#include "sfumato/diffusion/network_denoiser.hpp"
#include "sfumato/diffusion/sample.hpp"
#include "sfumato/diffusion/schedule/beta.hpp"
#include "sfumato/diffusion/schedule/lint.hpp"
#include "sfumato/diffusion/schedule/respaced.hpp"
#include "sfumato/diffusion/schedule/zero_terminal_snr.hpp"
#include "sfumato/diffusion/solver/ddim.hpp"
#include "sfumato/diffusion/solver/ddpm.hpp"
#include "sfumato/nn/simple_unet.hpp"
#include "sfumato/ops/mse.hpp"
#include "sfumato/optim/adam.hpp"
#include "sfumato/optim/ema.hpp"
#include "sfumato/optim/gradient_clip.hpp"
#include "sfumato/optim/lr_schedule.hpp"
#include "sfumato/optim/sgd.hpp"
#include "sfumato/train/trainer.hpp"
#include "sfumato/version.hpp"
