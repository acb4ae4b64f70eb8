#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "lab/model/drawing_network.hpp"
#include "sfumato/diffusion/sample.hpp"
#include "sfumato/io/model_card.hpp"

namespace sfumato::lab {

struct sampling_settings {
  index_t count = 12;
  index_t steps = 200;
  std::string solver = {};   ///< one of solver_names(); empty: usual_solver() of the model
  std::string spacing = {};  ///< of timesteps; empty: trailing
  std::string sigmas = {};   ///< spacing in sigma instead, if not empty
  double eta = 0;            ///< of ddim
  std::uint64_t seed = 0;
  int threads = 0;
  std::optional<int> digit = {};        ///< which one to draw, for a conditioned model; else they take turns
  std::optional<double> guidance = {};  ///< of a conditioned model; 2 unless given
  std::filesystem::path init = {};      ///< a picture to start from, instead of noise
  double strength = 1;                  ///< which share of the steps is taken from there, in (0,1]
  std::filesystem::path mask = {};      ///< white where init is kept to the end, black where it is drawn anew
  index_t resample = 5;                 ///< with a mask: how often each step is taken
  index_t snapshots = 0;                ///< of the way from noise to image; then count is at most one batch
  /// How the network stores its activations: this, or open_network<bf16>.
  std::unique_ptr<drawing_network> (*open)(const safetensors_file&, const model_card&, int) = open_network<float>;
};

/// How many images are drawn together.
inline constexpr index_t largest_batch = 64;

struct sampling_result {
  model_card card;
  std::string solver;
  shape extent;               ///< (N,H,W,C)
  std::vector<float> images;  ///< in [-1,1]
  std::vector<snapshot<float>> trajectory;
  std::vector<double> noise_share;  ///< of the variance, 1 - alpha_bar, for each snapshot
  sampling_cost cost;
  double seconds = 0;  ///< of sampling alone
  bool interrupted = false;

  view<const float> pictures() const { return {images.data(), extent}; }
};

/// The solver that a model is drawn with unless another is named: ddpm, heun for those of edm, flow_euler for flow.
std::string usual_solver(const model_card& card);

/// The plan of such a run, from where its strength begins. Throws (config) naming the setting that is not for models of
/// the card's objective.
solver_plan plan_for(const model_card& card, const sampling_settings& settings);

/// Opens a network when the settings are known to fit its card.
using network_opener = std::function<std::unique_ptr<drawing_network>()>;

/// Draws images with any network that has a card; name: of what it was read from, for messages.
sampling_result draw_with(const network_opener& open, model_card card, const std::string& name,
                          const sampling_settings& settings);

/// Draws images with a model file, batch by batch, and shows how far it is. The same seed gives the same image n for
/// any count and any number of threads. Throws where file and settings do not fit each other.
sampling_result draw(const std::filesystem::path& model, const sampling_settings& settings);

}  // namespace sfumato::lab
