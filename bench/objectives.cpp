// Three objectives on one network: what they learn, and what their samples are like.
//
//     bench_objectives MNIST_FOLDER OUT_FOLDER [EPOCHS [SEED]]
//
// simple_unet on digits 0 to 3, batch 128, Adam 1e-3, moving average, 8 epochs, seed 0. Prints the loss of the first
// and the last epoch; the root mean square error of the estimate of the image at noise-to-signal ratios, on test
// digits, which can be compared where losses cannot; and writes samples: OUT_FOLDER/NAME-SOLVER-EVALUATIONS.safetensors
// for bench/peers/digit_classifier.py, and OUT_FOLDER/objectives.png with a row of ddpm, edm and flow each.

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "program.hpp"
#include "sfumato/io.hpp"
#include "sfumato/sfumato.hpp"

namespace {

using namespace sfumato;
using B = cpu<float>;
using network = simple_unet<B>;
using net_denoiser = network_denoiser<B, network>;

constexpr index_t samples = 1000, shown = 12;
constexpr double ratios[] = {0.1, 0.3, 1, 3, 10};

struct material {
  const image_dataset &digits, &test;
  std::filesystem::path out;
  index_t epochs;
  std::uint64_t seed;
  std::vector<float> picture = {};  ///< rows of samples

  double deviation() const {
    double sum = 0, squares = 0;
    for (index_t i = 0; i < digits.size(); ++i)
      for (const float x : digits[i]) {
        sum += static_cast<double>(x);
        squares += static_cast<double>(x) * static_cast<double>(x);
      }
    const double n = static_cast<double>(digits.size() * 256);
    return std::sqrt(squares / n - sum * sum / n / n);
  }
};

/// A solver's name and what plans so many evaluations with it.
struct way {
  const char* name;
  std::function<solver_plan(index_t evaluations)> plan;
};

/// point: where a path has that ratio of noise to signal. The estimate is one Euler step from there to the clean image.
template <class D, class Point>
double error_at(B::context& ctx, D& denoiser, const material& with, const Point& point, double ratio) {
  const index_t count = std::min<index_t>(1000, with.test.size());
  const view<const float> images{with.test[0].data(), {count, 16, 16, 1}};
  const solver_plan plan = euler{}.plan({point(ratio), {}}, denoiser.prediction());
  const auto found = sample<B>(ctx, denoiser, plan, {.extent = images.extent, .seed = 5}, {.start_from = images});
  double squares = 0;
  for (index_t i = 0; i < images.size(); ++i)
    squares += std::pow(static_cast<double>(found.images[static_cast<std::size_t>(i)] - images.data[i]), 2);
  return std::sqrt(squares / static_cast<double>(images.size()));
}

/// denoiser_of(network) is what draws with the averaged network.
template <class Objective, class Denoiser, class Point>
void compare(material& with, const std::string& name, bool in_picture, B::context& ctx, Objective objective,
             const Denoiser& denoiser_of, const Point& point, const std::vector<way>& ways) {
  network net;
  parameter_slab<B> slab(ctx, net);
  slab.initialize(net, with.seed);
  const training_options options{.seed = with.seed};
  trainer<B, network, Objective> training(net, slab, std::move(objective), adam<B>(slab), options);
  training.run(with.digits, {.epochs = with.epochs});
  std::printf("%-14s loss %.4f ... %.4f   error at ratio", name.c_str(), training.history().front().loss(),
              training.history().back().loss());
  auto denoiser = denoiser_of(training.averaged());
  for (const double ratio : ratios) std::printf("  %g: %.4f", ratio, error_at(ctx, denoiser, with, point, ratio));
  std::printf("\n");
  std::fflush(stdout);

  for (const way& one : ways)
    for (const index_t evaluations : {5, 10, 20, 50}) {
      const auto drawn = sample<B>(ctx, denoiser, one.plan(evaluations), {.extent = {samples, 16, 16, 1}, .seed = 7});
      safetensors_writer file;
      file.add("samples", {samples, 1, 16, 16}, drawn.images);
      file.write(with.out / join(name, "-", one.name, "-", evaluations, ".safetensors"));
      if (in_picture && evaluations == 20 && &one == &ways.front())
        with.picture.insert(with.picture.end(), drawn.images.begin(), drawn.images.begin() + shown * 256);
    }
}

void ddpm_with(material& with, B::context& ctx) {
  const linear_beta schedule(scaled_beta_range(200));
  const auto type = prediction_type::epsilon;
  const auto spaced = [](index_t n) { return steps(n).of(200); };
  compare(
      with, "ddpm", true, ctx, ddpm_objective<B>(ctx, schedule, {.seed = with.seed}),
      [](const network& net) { return net_denoiser(net); },
      [&](double ratio) { return point_at(schedule, time_of_sigma(schedule, ratio)); },
      {{"ddim", [&](index_t n) { return ddim{}.plan(schedule, spaced(n), type); }},
       {"dpm_solver", [&](index_t n) { return dpm_solver{.correction = clip_x0()}.plan(schedule, spaced(n), type); }}});
}

void edm_with(material& with, B::context& ctx, const std::string& name, double time_scale) {
  const edm_preconditioning by{.sigma_data = with.deviation(), .time_scale = time_scale};
  const sigma_schedule schedule;
  const auto type = prediction_type::sample;
  compare(
      with, name, name == "edm", ctx, edm_objective<B>(ctx, {.seed = with.seed, .network = by}),
      [&](const network& net) { return edm_denoiser<B, net_denoiser>(net_denoiser(net), by); },
      [&](double ratio) { return point_at(schedule, ratio); },
      {{"euler", [&](index_t n) { return euler{.correction = clip_x0()}.plan(schedule, schedule.steps(n), type); }},
       {"heun",  // 2 S - 1 evaluations
        [&](index_t n) { return heun{.correction = clip_x0()}.plan(schedule, schedule.steps((n + 1) / 2), type); }},
       {"dpm_solver",
        [&](index_t n) { return dpm_solver{.correction = clip_x0()}.plan(schedule, schedule.steps(n), type); }}});
}

void flow_with(material& with, B::context& ctx, const std::string& name, double scale, time_draw times) {
  const straight_path path(scale);
  const auto type = prediction_type::flow;
  compare(
      with, name, name == "flow", ctx, flow_objective<B>(ctx, path, {.seed = with.seed, .times = times}),
      [&](const network& net) { return net_denoiser(net, type); },
      [&](double ratio) { return point_at(path, ratio / (1 + ratio)); },
      {{"flow_euler", [&](index_t n) { return flow_euler{.correction = clip_x0()}.plan(path, flow_times(n), type); }},
       {"dpm_solver", [&](index_t n) { return dpm_solver{.correction = clip_x0()}.plan(path, flow_times(n), type); }}});
}

void run(const std::filesystem::path& folder, const std::filesystem::path& out, index_t epochs, std::uint64_t seed) {
  const auto part = [&](mnist_part which) { return load_mnist<content_reader>(folder, which, first_digits(4)); };
  const image_dataset digits = part(mnist_part::train), test = part(mnist_part::test);
  material with{digits, test, out, epochs, seed};
  std::filesystem::create_directories(out);
  B::context ctx(bench_threads());
  const double d = with.deviation();
  std::printf("%lld epochs of %lld images, deviation of their pixels %.4f\n", static_cast<long long>(epochs),
              static_cast<long long>(digits.size()), d);
  ddpm_with(with, ctx);
  edm_with(with, ctx, "edm", edm_preconditioning().time_scale);
  flow_with(with, ctx, "flow", 1000, time_draw::uniform);
  write_png(out / "objectives.png", image_grid(view<const float>{with.picture.data(), {3 * shown, 16, 16, 1}},
                                               {.columns = shown, .padding = 6, .zoom = 4}));
  flow_with(with, ctx, "flow-logit", 1000, time_draw::logit_normal);
  // Told the time as it is, a sinusoidal embedding for timesteps 0 ... T-1 hardly moves.
  edm_with(with, ctx, "edm-unscaled", 1);
  flow_with(with, ctx, "flow-unscaled", 1, time_draw::uniform);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const index_t epochs = argc > 3 ? std::atoll(argv[3]) : 8;
    const auto seed = static_cast<std::uint64_t>(argc > 4 ? std::atoll(argv[4]) : 0);
    require(argc >= 3 && argc <= 5 && epochs >= 1, error_kind::value,
            "expected a folder with MNIST, one for samples, and perhaps a number of epochs and a seed");
    run(argv[1], argv[2], epochs, seed);
    return 0;
  } catch (const std::exception& e) {
    std::fprintf(stderr, "bench_objectives: %s\n", e.what());
    return 2;
  }
}
