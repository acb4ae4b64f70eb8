#pragma once

#include <string>

#include "../golden.hpp"
#include "sfumato/diffusion/schedule/beta.hpp"
#include "sfumato/diffusion/schedule/zero_terminal_snr.hpp"

namespace golden {

/// The schedule that a row of the golden files names.
inline sfumato::alpha_bar_table schedule(const nlohmann::json& row) {
  using namespace sfumato;
  const std::string name = row.at("beta_schedule");
  const beta_range range{.timesteps = row.at("num_train_timesteps"),
                         .first = row.value("beta_start", 1e-4),
                         .last = row.value("beta_end", 0.02)};
  const auto base = [&]() -> alpha_bar_table {
    if (name == "linear") return linear_beta(range);
    if (name == "scaled_linear") return scaled_linear_beta(range);
    if (name == "sigmoid") return sigmoid_beta(range);
    if (name == "squaredcos_cap_v2") return cosine(range.timesteps);
    throw std::runtime_error("golden data: beta_schedule " + name);
  }();
  if (row.value("rescale_betas_zero_snr", false)) return zero_terminal_snr<alpha_bar_table>(base);
  return base;
}

}  // namespace golden
