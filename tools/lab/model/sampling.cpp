#include "lab/model/sampling.hpp"

#include <algorithm>

#include "lab/model/card.hpp"
#include "lab/model/drawing_network_in.hpp"
#include "lab/model/network.hpp"
#include "lab/system/interrupt.hpp"
#include "lab/system/resources.hpp"
#include "lab/terminal/progress.hpp"
#include "sfumato/diffusion/solver/ddim.hpp"
#include "sfumato/diffusion/solver/ddpm.hpp"

namespace sfumato::lab {

template std::unique_ptr<drawing_network> open_network<float>(const safetensors_file&, const model_card&, int);

namespace {

constexpr index_t largest_batch = 64;
constexpr double usual_guidance = 2;

void check(const model_card& card, const sampling_settings& settings, const std::string& file) {
  require(!settings.digit || card.classes > 0, error_kind::config, "--label ", settings.digit.value_or(0), ": ", file,
          " is not conditioned on the digit; train one with --conditioned");
  if (settings.digit)
    require(std::find(card.labels.begin(), card.labels.end(), *settings.digit) != card.labels.end(), error_kind::config,
            "--label: ", file, " was trained on ", subject(card), ", got ", *settings.digit);
  require(!settings.guidance || card.classes > 0, error_kind::config, "--guidance: ", file,
          " is not conditioned on the digit, so there is nothing to guide it by; train one with --conditioned");
  require(card.objective != "ddpm" || settings.steps <= card.betas.timesteps, error_kind::config,
          "--steps: expected at most ", card.betas.timesteps, ", the number of timesteps ", file,
          " was trained with, got ", settings.steps);
}

/// Of images first, first + 1, ...; none for a network that is not conditioned.
std::vector<int> labels_of(const model_card& card, const sampling_settings& settings, index_t first, index_t count) {
  std::vector<int> labels;
  if (card.classes == 0) return labels;
  const auto asked = std::find(card.labels.begin(), card.labels.end(), settings.digit.value_or(-1));
  for (index_t n = first; n < first + count; ++n)
    labels.push_back(static_cast<int>(settings.digit ? asked - card.labels.begin() : n % card.classes));
  return labels;
}

void draw_batches(drawing_network& network, const solver_plan& plan, const sampling_settings& settings,
                  sampling_result& result) {
  const stopwatch clock;
  progress bar("sampling", static_cast<double>(settings.count * settings.steps), "steps");
  result.extent = {settings.count, result.card.image[0], result.card.image[1], result.card.image[2]};

  for (index_t first = 0; first < settings.count && !result.interrupted; first += largest_batch) {
    const index_t batch = std::min(largest_batch, settings.count - first);
    const auto denoiser =
        network.denoiser(labels_of(result.card, settings, first, batch), settings.guidance.value_or(usual_guidance));
    auto recorder = trajectory_recorder<float>::evenly(std::max<index_t>(settings.snapshots, 2), settings.steps);
    sample_options<float> options;
    if (settings.snapshots > 0) options.trajectory = &recorder;
    options.progress = [&](const sample_progress& p) {
      bar.update(static_cast<double>(first * settings.steps + batch * p.steps_done));
      return !interrupt_guard::requested();
    };
    const image_noise noise{.extent = {batch, result.extent[1], result.extent[2], result.extent[3]},
                            .seed = settings.seed,
                            .first_stream = first};
    sample_result<float> drawn = sample<cpu<float>>(network.ctx(), *denoiser, plan, noise, options);
    result.images.insert(result.images.end(), drawn.images.begin(), drawn.images.end());
    result.interrupted = drawn.state == sample_state::cancelled;
    result.cost.evaluations += drawn.cost.evaluations;
    result.cost.flops += drawn.cost.flops;
    result.cost.solver_bytes = std::max(result.cost.solver_bytes, drawn.cost.solver_bytes);
    result.cost.network_bytes = std::max(result.cost.network_bytes, drawn.cost.network_bytes);
    if (settings.snapshots > 0) result.trajectory = recorder.snapshots();
  }
  result.seconds = clock.seconds();
  for (float& x : result.images) x = std::clamp(x, -1.0F, 1.0F);

  // A snapshot has the noise level that the next step starts from; none after the last.
  const std::vector<noise_level> levels = plan.levels();
  for (const snapshot<float>& moment : result.trajectory) {
    const noise_level& level = levels[static_cast<std::size_t>(moment.steps_done)];
    const double noise = level.sigma * level.sigma;
    result.noise_share.push_back(noise / (noise + level.alpha * level.alpha));
  }
}

}  // namespace

sampling_result draw(const std::filesystem::path& model, const sampling_settings& settings) {
  const safetensors_file file = open_weights(model);
  sampling_result result;
  result.card = read_card(file);
  check(result.card, settings, model.string());
  result.solver = settings.solver.empty() ? usual_solver(result.card) : settings.solver;
  const solver_plan plan = plan_for(result.card, settings);
  try {
    draw_batches(*settings.open(file, result.card, settings.threads), plan, settings, result);
  } catch (const error& e) {
    if (e.kind() != error_kind::config) throw;
    fail(e.kind(), model.string(), ": model card: ", e.what());
  }
  return result;
}

}  // namespace sfumato::lab
