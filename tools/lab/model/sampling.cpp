#include "lab/model/sampling.hpp"

#include <algorithm>

#include "lab/model/card.hpp"
#include "lab/model/drawing_network_in.hpp"
#include "lab/model/given_picture.hpp"
#include "lab/model/network.hpp"
#include "lab/system/interrupt.hpp"
#include "lab/system/resources.hpp"
#include "lab/terminal/progress.hpp"
#include "sfumato/diffusion/known_region.hpp"
#include "sfumato/diffusion/repaint.hpp"
#include "sfumato/diffusion/tiles.hpp"
#include "sfumato/io/png_reader.hpp"

namespace sfumato::lab {

template std::unique_ptr<drawing_network> open_network<float>(const safetensors_file&, const model_card&, int);

namespace {

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

/// What --init and --mask give to each image: nothing, where they are not named.
struct given {
  std::vector<float> picture, mask;

  given(const model_card& card, const sampling_settings& settings) {
    if (settings.init.empty()) return;
    picture = to_pixels(read_grey("--init", settings.init, card.image[0], card.image[1]));
    if (settings.mask.empty()) return;
    for (const std::uint8_t sample : read_grey("--mask", settings.mask, card.image[0], card.image[1]).samples)
      mask.push_back(static_cast<float>(sample / 255.0));
  }
  std::vector<float> repeated(index_t count) const {
    std::vector<float> all;
    for (index_t n = 0; n < count; ++n) all.insert(all.end(), picture.begin(), picture.end());
    return all;
  }
};

solver_plan whole_plan(const model_card& card, const std::string& solver, const sampling_settings& settings) {
  const solver_plan plan = plan_for(card, settings);
  if (settings.mask.empty()) return plan;
  try {
    return repaint(plan, {.times = settings.resample});
  } catch (const error&) {
    fail(error_kind::value, "--solver ", solver, ": goes on from what earlier steps gave, so no step can be taken ",
         "again; expected --resample 1, or --solver ddpm, ddim, euler, euler_ancestral, heun or lcm, got --resample ",
         settings.resample);
  }
}

void draw_batches(drawing_network& network, const solver_plan& plan, const sampling_settings& settings,
                  const given& start, sampling_result& result) {
  const stopwatch clock;
  const index_t steps = plan.steps();
  progress bar("sampling", static_cast<double>(settings.count * steps), "steps");
  result.extent = {settings.count, result.card.image[0], result.card.image[1], result.card.image[2]};

  const auto draw_tile = [&](const image_noise& tile, index_t first) {
    const index_t batch = tile.extent[0];
    const auto denoiser =
        network.denoiser(labels_of(result.card, settings, first, batch), settings.guidance.value_or(usual_guidance));
    auto recorder = trajectory_recorder<float>::evenly(std::max<index_t>(settings.snapshots, 2), steps);
    sample_options<float> options;
    if (settings.snapshots > 0) options.trajectory = &recorder;
    options.progress = [&](const sample_progress& p) {
      bar.update(static_cast<double>(first * steps + batch * p.steps_done));
      return !interrupt_guard::requested();
    };
    const std::vector<float> pictures = start.repeated(batch);
    const view<const float> known(pictures.data(), tile.extent);
    if (settings.strength < 1) options.start_from = known;
    if (!start.mask.empty())
      options.project = known_region<cpu<float>>(network.ctx(), known,
                                                 {start.mask.data(), {result.card.image[0], result.card.image[1]}});
    sample_result<float> drawn = sample<cpu<float>>(network.ctx(), *denoiser, plan, tile, options);
    result.images.insert(result.images.end(), drawn.images.begin(), drawn.images.end());
    result.interrupted = drawn.state == sample_state::cancelled;
    result.cost.evaluations += drawn.cost.evaluations;
    result.cost.flops += drawn.cost.flops;
    result.cost.solver_bytes = std::max(result.cost.solver_bytes, drawn.cost.solver_bytes);
    result.cost.network_bytes = std::max(result.cost.network_bytes, drawn.cost.network_bytes);
    if (settings.snapshots > 0) result.trajectory = recorder.snapshots();
    return !result.interrupted;
  };
  for_each_tile({.extent = result.extent, .seed = settings.seed}, largest_batch, draw_tile);
  result.seconds = clock.seconds();
  for (float& x : result.images) x = std::clamp(x, -1.0F, 1.0F);
  for (const snapshot<float>& moment : result.trajectory) {
    const double noise = moment.level.sigma * moment.level.sigma;
    result.noise_share.push_back(noise / (noise + moment.level.alpha * moment.level.alpha));
  }
}

}  // namespace

sampling_result draw_with(const network_opener& open, model_card card, const std::string& name,
                          const sampling_settings& settings) {
  sampling_result result;
  result.card = std::move(card);
  check(result.card, settings, name);
  result.solver = settings.solver.empty() ? usual_solver(result.card) : settings.solver;
  const given start(result.card, settings);
  const solver_plan plan = whole_plan(result.card, result.solver, settings);
  draw_batches(*open(), plan, settings, start, result);
  return result;
}

sampling_result draw(const std::filesystem::path& model, const sampling_settings& settings) {
  const safetensors_file file = open_weights(model);
  const model_card card = read_card(file);
  const network_opener open = [&] {
    try {
      return settings.open(file, card, settings.threads);
    } catch (const error& e) {
      if (e.kind() != error_kind::config) throw;
      fail(e.kind(), model.string(), ": model card: ", e.what());
    }
  };
  return draw_with(open, card, model.string(), settings);
}

}  // namespace sfumato::lab
