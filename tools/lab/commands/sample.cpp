#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "lab/commands/command.hpp"
#include "lab/model/classifier.hpp"
#include "lab/model/colour_sampling.hpp"
#include "lab/model/network.hpp"
#include "lab/model/sampling.hpp"
#include "lab/model/solvers.hpp"
#include "lab/system/interrupt.hpp"
#include "lab/system/outputs.hpp"
#include "lab/system/places.hpp"
#include "lab/system/resources.hpp"
#include "lab/terminal/preview.hpp"
#include "sfumato/io/apng.hpp"
#include "sfumato/io/image_grid.hpp"
#include "sfumato/io/png.hpp"
#include "sfumato/io/safetensors_writer.hpp"
#include "sfumato/io/trajectory_picture.hpp"

namespace sfumato::lab {

namespace {

constexpr index_t previewed_at_most = 24, frames_at_most = 50;

struct sample_arguments {
  std::filesystem::path model = shipped_model(), classifier, out, raw, animation, metrics;
  std::string precision = "float";
  sampling_settings settings;
  int digit = 0;
  double guidance = 2;
};

nlohmann::ordered_json metrics_of(const sample_arguments& arguments, const sampling_result& result) {
  const double count = static_cast<double>(arguments.settings.count);
  nlohmann::ordered_json metrics;
  metrics["model"] = arguments.model.string();
  metrics["count"] = arguments.settings.count;
  metrics["steps"] = arguments.settings.steps;
  metrics["solver"] = result.solver;
  metrics["precision"] = arguments.precision;
  if (!arguments.settings.init.empty()) metrics["strength"] = arguments.settings.strength;
  metrics["seed"] = arguments.settings.seed;
  metrics["seconds"] = result.seconds;
  metrics["seconds_per_image"] = result.seconds / count;
  metrics["evaluations"] = result.cost.evaluations;
  metrics["flops"] = result.cost.flops;
  metrics["network_memory_mb"] = result.cost.network_bytes / 1e6;
  metrics["solver_memory_mb"] = result.cost.solver_bytes / 1e6;
  metrics["peak_memory_mb"] = peak_memory_mb();
  return metrics;
}

/// Files keep the order (N,C,H,W); with one channel it is that of memory.
void write_raw(const std::filesystem::path& path, const sampling_result& result) {
  safetensors_writer writer;
  const shape& s = result.extent;
  writer.add("samples", {s[0], s[3], s[1], s[2]}, result.images);
  writer.write(path);
}

void write_animation(const std::filesystem::path& path, const sampling_result& result) {
  write_apng(path, trajectory_frames<float>(result.trajectory, result.extent, snapshot_part::noisy,
                                            {.padding = 4, .zoom = 3}));
}

int run(sample_arguments arguments) {
  if (arguments.out.empty() && arguments.raw.empty() && arguments.animation.empty()) arguments.out = "samples.png";
  require_writable({{"--out", arguments.out},
                    {"--raw", arguments.raw},
                    {"--animate", arguments.animation},
                    {"--metrics", arguments.metrics}});
  if (!arguments.animation.empty()) arguments.settings.snapshots = frames_at_most;
  std::optional<digit_reader> reader;  // before there is anything to read: a wrong file is told at once
  if (!arguments.classifier.empty()) reader.emplace(arguments.classifier, arguments.settings.threads);
  const interrupt_guard guard;
  const sampling_result result = is_colour_model(arguments.model) ? draw_colour(arguments.model, arguments.settings)
                                                                  : draw(arguments.model, arguments.settings);
  if (result.interrupted) {
    std::fprintf(stderr, "lab sample: interrupted, nothing was written\n");
    return interrupted_exit;
  }

  if (!arguments.raw.empty()) write_raw(arguments.raw, result);
  if (!arguments.out.empty()) write_png(arguments.out, image_grid(result.pictures(), {.padding = 8, .zoom = 6}));
  if (!arguments.animation.empty()) write_animation(arguments.animation, result);
  nlohmann::ordered_json metrics = metrics_of(arguments, result);
  const index_t sure = reader ? count_sure((*reader)(result.pictures())) : 0;
  if (reader) metrics["sure"] = sure;
  if (!arguments.metrics.empty()) write_file(arguments.metrics, metrics.dump(2) + "\n");

  const sampling_settings& s = arguments.settings;
  const terminal screen = terminal::of(stdout);
  if (screen.interactive && s.count <= previewed_at_most)
    std::printf("\n%s", preview(result.pictures(), screen).c_str());
  // Where all is noise, a network that predicts the noise knows next to nothing of the picture: what one step makes of
  // that is no digit.
  const bool noise = s.steps == 1 && result.card.prediction == prediction_type::epsilon;
  std::printf("%s %s %s, %s of %s in %.2f s", counted(s.count, "image").c_str(),
              noise ? "of noise, not yet like" : "like", subject(result.card).c_str(), counted(s.steps, "step").c_str(),
              result.solver.c_str(), result.seconds);
  if (noise) std::printf("\nOne step is too few for a model that predicts noise; try --steps 10");
  if (reader)
    std::printf("\nthe classifier is sure of %td of them (%.1f%%, p > %g)", sure,
                100 * static_cast<double>(sure) / static_cast<double>(s.count), sure_from);
  for (const std::filesystem::path& written : {arguments.out, arguments.raw, arguments.animation, arguments.metrics})
    if (!written.empty()) std::printf("\n%s", written.c_str());
  std::printf("\n");
  return 0;
}

/// What goes together. Throws what the command line throws.
void check_pictures(sample_arguments& arguments, bool with_strength, bool with_resample) {
  sampling_settings& s = arguments.settings;
  const auto needs = [](const char* option, const char* other) {
    throw CLI::ValidationError(option, std::string("expected ") + other + " beside it, got none");
  };
  if (s.init.empty() && with_strength) needs("--strength", "--init PNG");
  if (s.init.empty() && !s.mask.empty()) needs("--mask", "--init PNG");
  if (s.mask.empty() && with_resample) needs("--resample", "--mask PNG");
  if (with_strength && !(s.strength > 0))
    throw CLI::ValidationError("--strength", "expected a number above 0 and at most 1, got 0");
  if (!s.init.empty() && s.mask.empty() && !with_strength) s.strength = 0.6;
  if (!arguments.animation.empty() && s.count > largest_batch)
    throw CLI::ValidationError("--animate", join("expected a --count of at most ", largest_batch, ", got ", s.count));
}

}  // namespace

void add_sample(CLI::App& app, action& chosen) {
  const auto arguments = std::make_shared<sample_arguments>();
  sampling_settings& s = arguments->settings;
  CLI::App* sample = app.add_subcommand("sample", "draw images with a trained model");

  sample->add_option("--model", arguments->model, "a file written by ./lab train [the shipped model]")
      ->type_name("FILE");
  sample->add_option("--count", s.count, "how many images")
      ->type_name("N")
      ->check(whole_number(1, 10000))
      ->capture_default_str();
  sample->add_option("--steps", s.steps, "from noise to image, for models of ddpm at most as many as in training")
      ->type_name("N")
      ->check(whole_number(1, 1 << 20))
      ->capture_default_str();
  sample
      ->add_option("--solver", s.solver,
                   alternatives(solver_names()) + " [ddpm; heun for models of edm, flow_euler for those of flow]")
      ->type_name("NAME")
      ->check(one_of(solver_names()));
  CLI::Option* spacing =
      sample->add_option("--spacing", s.spacing, "of the timesteps: " + alternatives(spacing_names()) + " [trailing]")
          ->type_name("NAME")
          ->check(one_of(spacing_names()));
  sample->add_option("--sigmas", s.sigmas, "spacing in sigma instead: " + alternatives(sigma_spacing_names()))
      ->type_name("NAME")
      ->check(one_of(sigma_spacing_names()))
      ->excludes(spacing);
  CLI::Option* eta = sample->add_option("--eta", s.eta, "noise of each ddim step: 0 none, 1 as much as ddpm")
                         ->type_name("X")
                         ->check(real_number(0, 1))
                         ->capture_default_str();
  add_seed(*sample, s.seed);
  add_threads(*sample, s.threads);
  CLI::Option* label =
      sample->add_option("--label", arguments->digit, "the digit to draw, with a conditioned model [all take turns]")
          ->type_name("DIGIT")
          ->check(whole_number(0, 9));
  CLI::Option* guidance =
      sample->add_option("--guidance", arguments->guidance, "how strongly a conditioned model is guided; 1: not at all")
          ->type_name("X")
          ->check(real_number(0, 100))
          ->capture_default_str();
  sample->add_option("--init", s.init, "a picture to start from instead of noise: grey, of the size of the images")
      ->type_name("PNG");
  CLI::Option* strength =
      sample->add_option("--strength", s.strength, "how much of --init is drawn anew [0.6; with --mask 1]")
          ->type_name("X")
          ->check(real_number(0, 1));
  sample->add_option("--mask", s.mask, "white where --init is kept, black where it is drawn anew")->type_name("PNG");
  CLI::Option* resample =
      sample->add_option("--resample", s.resample, "with --mask: how often each step is taken, to fit what is kept")
          ->type_name("N")
          ->check(whole_number(1, 100))
          ->capture_default_str();
  add_precision(*sample, arguments->precision);
  sample->add_option("--out", arguments->out, "picture of all images [samples.png, unless --raw is given]")
      ->type_name("PNG");
  sample->add_option("--raw", arguments->raw, "one tensor \"samples\", (N,C,H,W) in [-1,1]")->type_name("SAFETENSORS");
  sample->add_option("--animate", arguments->animation, "the way from noise to images, of up to 64, as an animated PNG")
      ->type_name("PNG");
  sample
      ->add_option("--classifier", arguments->classifier,
                   "a file written by ./lab train --network classifier: of how many images it is sure")
      ->type_name("FILE");
  sample->add_option("--metrics", arguments->metrics, "time, evaluations, memory")->type_name("JSON");

  sample->callback([&chosen, arguments, eta, label, guidance, strength, resample] {
    check_pictures(*arguments, strength->count() > 0, resample->count() > 0);
    if (eta->count() > 0 && arguments->settings.solver != "ddim")
      throw CLI::ValidationError(
          "--eta",
          "expected --solver ddim, got " + (arguments->settings.solver.empty() ? "none" : arguments->settings.solver));
    if (label->count() > 0) arguments->settings.digit = arguments->digit;
    if (guidance->count() > 0) arguments->settings.guidance = arguments->guidance;
    if (arguments->precision == "bf16") arguments->settings.open = open_network<bf16>;
    chosen = [arguments] { return run(*arguments); };
  });
}

}  // namespace sfumato::lab
