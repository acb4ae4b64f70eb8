#include "lab/model/sampling.hpp"

#include <algorithm>

#include "lab/model/card.hpp"
#include "lab/model/network.hpp"
#include "lab/model/stored_network.hpp"
#include "lab/system/interrupt.hpp"
#include "lab/system/resources.hpp"
#include "lab/terminal/progress.hpp"
#include "sfumato/diffusion/guidance.hpp"
#include "sfumato/diffusion/network_denoiser.hpp"
#include "sfumato/diffusion/solver/ddim.hpp"
#include "sfumato/diffusion/solver/ddpm.hpp"
#include "sfumato/io/state_dict.hpp"

namespace sfumato::lab {

namespace {

constexpr index_t largest_batch = 64;
constexpr index_t largest_side = 256;

void check(const model_card& card, const sampling_settings& settings, const std::string& file) {
  const std::vector<index_t>& image = card.image;
  require(image[0] % 4 == 0 && image[1] % 4 == 0 && std::max(image[0], image[1]) <= largest_side && image[2] == 1,
          error_kind::io, file, ": model card: image: expected (H,W,1), H and W divisible by 4 and at most ",
          largest_side, ", found ", to_string(image));
  require(!settings.digit || card.classes > 0, error_kind::config, "--label ", settings.digit.value_or(0), ": ", file,
          " is not conditioned on the digit; train one with --conditioned");
  if (settings.digit)
    require(std::find(card.labels.begin(), card.labels.end(), *settings.digit) != card.labels.end(), error_kind::config,
            "--label: ", file, " was trained on ", subject(card), ", got ", *settings.digit);
  require(settings.steps <= card.betas.timesteps, error_kind::config, "--steps: expected at most ",
          card.betas.timesteps, ", the number of timesteps ", file, " was trained with, got ", settings.steps);
}

/// With as many timesteps as in training, or fewer.
solver_plan make_plan(const model_card& card, const sampling_settings& settings) { return plan_for(card, settings); }

/// The class of image n.
index_t label_of(const model_card& card, const sampling_settings& settings, index_t n) {
  if (!settings.digit) return n % card.classes;
  return std::find(card.labels.begin(), card.labels.end(), *settings.digit) - card.labels.begin();
}

/// Runs all batches; make_denoiser(first, count) gives the denoiser of a batch.
template <class MakeDenoiser>
void draw_batches(cpu_context& ctx, const sampling_settings& settings, sampling_result& result,
                  const MakeDenoiser& make_denoiser) {
  using B = cpu<float>;
  const solver_plan plan = make_plan(result.card, settings);
  const stopwatch clock;
  progress bar("sampling", static_cast<double>(settings.count * settings.steps), "steps");
  result.extent = {settings.count, result.card.image[0], result.card.image[1], result.card.image[2]};

  for (index_t first = 0; first < settings.count && !result.interrupted; first += largest_batch) {
    const index_t batch = std::min(largest_batch, settings.count - first);
    auto denoiser = make_denoiser(first, batch);
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
    sample_result<float> drawn = sample<B>(ctx, denoiser, plan, noise, options);
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

void draw_with(const safetensors_file& file, const sampling_settings& settings, sampling_result& result) {
  using B = stored_network::backend_type;
  using net_denoiser = network_denoiser<B, decltype(stored_network::net)>;
  const model_card& card = result.card;
  cpu_context ctx(settings.threads);
  stored_network model(ctx, card.classes, widths_of(card));
  read_state_dict<B>(file, ctx, model.net);

  if (card.classes == 0) {
    draw_batches(ctx, settings, result, [&](index_t, index_t) { return net_denoiser(model.net, card.prediction); });
    return;
  }
  draw_batches(ctx, settings, result, [&](index_t first, index_t batch) {
    std::vector<int> labels;
    for (index_t n = first; n < first + batch; ++n) labels.push_back(static_cast<int>(label_of(card, settings, n)));
    return guided<B, net_denoiser, net_denoiser>(net_denoiser(model.net, labels, card.prediction), settings.guidance);
  });
}

}  // namespace

sampling_result draw(const std::filesystem::path& model, const sampling_settings& settings) {
  const safetensors_file file = safetensors_file::open(model);
  sampling_result result;
  result.card = read_card(file);
  check(result.card, settings, model.string());
  try {
    draw_with(file, settings, result);
  } catch (const error& e) {
    if (e.kind() != error_kind::config) throw;
    fail(e.kind(), model.string(), ": model card: ", e.what());
  }
  return result;
}

}  // namespace sfumato::lab
