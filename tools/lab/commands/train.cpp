#include <memory>
#include <nlohmann/json.hpp>

#include "lab/commands/command.hpp"
#include "lab/data/open_data.hpp"
#include "lab/model/classifier.hpp"
#include "lab/model/network.hpp"
#include "lab/model/training.hpp"
#include "lab/system/interrupt.hpp"
#include "lab/system/outputs.hpp"
#include "lab/system/resources.hpp"
#include "lab/terminal/terminal.hpp"
#include "sfumato/data/digits.hpp"
#include "sfumato/io/atomic_file.hpp"

namespace sfumato::lab {

namespace {

struct train_arguments {
  std::string data, network = "simple_unet", objective = "ddpm", schedule = "scaled", widths = "standard",
                    precision = "float";
  int classes = 4;
  bool conditioned = false;
  colour_choices colour;
  std::filesystem::path metrics;
  training_settings settings;

  bool in_colour() const { return network == "unet2d"; }
  bool tells() const { return network == "classifier"; }
};

nlohmann::ordered_json metrics_of(const train_arguments& arguments, const training_result& result) {
  nlohmann::ordered_json metrics;
  metrics["parameters"] = result.parameters;
  metrics["images"] = result.images;
  metrics["epochs"] = nlohmann::json::array();
  for (const epoch_result& epoch : result.epochs)
    metrics["epochs"].push_back({{"loss", epoch.loss}, {"seconds", epoch.seconds}});
  metrics["final_loss"] = result.epochs.back().loss;
  metrics["images_per_second"] = result.images_per_second;
  metrics["peak_memory_mb"] = peak_memory_mb();
  metrics["data"] = result.card.data;
  metrics["network"] = arguments.network;
  metrics["objective"] = arguments.objective;
  metrics["schedule"] = arguments.in_colour() ? result.card.schedule : arguments.schedule;
  metrics["widths"] = arguments.widths;
  if (arguments.in_colour()) metrics["widths"] = result.card.widths;
  if (arguments.tells()) {
    metrics["objective"] = result.card.objective;
    metrics.erase("schedule");
  }
  metrics["precision"] = arguments.precision;
  metrics["seed"] = arguments.settings.seed;
  return metrics;
}

int run(train_arguments arguments) {
  training_settings& s = arguments.settings;
  require_writable({{"--model", s.model}, {"--model", checkpoint_of(s.model)}, {"--metrics", arguments.metrics}});
  std::error_code ignored;
  require(!s.resume || std::filesystem::exists(checkpoint_of(s.model), ignored), error_kind::io,
          "--resume: expected the checkpoint ", checkpoint_of(s.model).string(),
          ", found none; leave --resume out to start anew");
  if (arguments.in_colour()) {
    s.source = emoji_data();
    use_colour_recipe(s, arguments.colour);
  } else if (arguments.tells()) {
    s.source = open_data(arguments.data);
    s.card = classifier_card(arguments.widths, first_digits(arguments.classes));
  } else {
    s.source = open_data(arguments.data);
    s.card = new_card(arguments.widths, arguments.schedule, first_digits(arguments.classes), arguments.conditioned,
                      arguments.objective);
    s.card.precision = arguments.precision;
  }
  std::fprintf(stderr, "data: %s\n", s.source.description.c_str());

  const interrupt_guard guard;
  const training_result result = train(s);
  if (result.interrupted) {
    std::fprintf(stderr, "lab train: interrupted in epoch %zu of %td; %s is kept, and --resume goes on from there\n",
                 result.epochs.size() + 1, s.epochs, checkpoint_of(s.model).c_str());
    return interrupted_exit;
  }
  nlohmann::ordered_json metrics = metrics_of(arguments, result);
  const auto tested = arguments.tells() ? test_accuracy(s) : std::nullopt;
  if (tested) metrics["accuracy"] = tested->share();
  if (!arguments.metrics.empty()) write_file(arguments.metrics, metrics.dump(2) + "\n");
  std::printf("%td parameters, %td images, %s in %.1f s (%.0f images/s), loss %.4f\n", result.parameters, result.images,
              counted(result.epochs.size(), "epoch").c_str(), result.seconds(), result.images_per_second,
              result.epochs.back().loss);
  if (tested) {
    std::printf("tells %.2f%% of %td test images rightly (%td)\n", 100 * tested->share(), tested->images,
                tested->right);
  } else if (arguments.tells()) {
    std::printf("not tested: expected the test images beside those to train on in %s, found none\n",
                s.source.folder.c_str());
  }
  std::printf("%s\n", s.model.c_str());
  return 0;
}

/// The colour model learns from emoji and nothing else, by its recipe; options of the lab's network mean nothing to it.
void settle_colour(const CLI::App& train, train_arguments& arguments) {
  if (!arguments.in_colour()) throw CLI::ValidationError("--data emoji", "expected --network unet2d beside it");
  if (arguments.data != "emoji")
    throw CLI::ValidationError("--network unet2d", "expected --data emoji beside it, got " +
                                                       (arguments.data.empty() ? "no --data" : arguments.data));
  for (const char* option : {"--classes", "--objective", "--schedule", "--widths", "--precision", "--conditioned"})
    if (train.count(option) > 0)
      throw CLI::ValidationError(option, "expected --network simple_unet: the recipe of unet2d settles it");
  const training_settings& s = arguments.settings;
  if (train.count("--epochs") > 0) arguments.colour.epochs = s.epochs;
  if (train.count("--batch") > 0) arguments.colour.batch = s.batch;
  if (train.count("--lr") > 0) arguments.colour.learning_rate = s.learning_rate;
  if (train.count("--model") == 0) arguments.settings.model = "colour-model";
}

/// The classifier's recipe, where nothing else was asked for: all ten classes, and what reached 99% of MNIST's test
/// images (docs/decisions.md). What noise and precision mean to a denoiser means nothing to it.
void settle_classifier(const CLI::App& train, train_arguments& arguments) {
  for (const char* option : {"--objective", "--schedule", "--precision", "--conditioned"})
    if (train.count(option) > 0)
      throw CLI::ValidationError(option,
                                 "expected --network simple_unet: a classifier sees no noise and runs in floats");
  training_settings& s = arguments.settings;
  if (train.count("--classes") == 0) arguments.classes = 10;
  if (arguments.classes < 2) throw CLI::ValidationError("--classes", "expected at least 2 to tell apart, got 1");
  if (train.count("--epochs") == 0) s.epochs = 10;
  if (train.count("--batch") == 0) s.batch = 64;
  if (train.count("--lr") == 0) s.learning_rate = 3e-3;
  if (train.count("--model") == 0) s.model = "classifier.safetensors";
}

}  // namespace

void add_train(CLI::App& app, action& chosen) {
  const auto arguments = std::make_shared<train_arguments>();
  training_settings& s = arguments->settings;
  s.model = "model.safetensors";
  CLI::App* train = app.add_subcommand(
      "train", "train a denoiser, or a classifier, on MNIST, Fashion-MNIST, synthetic digits or emoji");

  train
      ->add_option("--data", arguments->data,
                   "mnist, fashion, synthetic or a folder [the first that is there: ./lab data]; emoji for unet2d")
      ->type_name("DATA");
  train
      ->add_option("--network", arguments->network,
                   "simple_unet, the lab's; unet2d, the colour model, which learns from emoji: 120 epochs of 5,000 "
                   "pictures, an hour or two of two idle cores; or classifier, which learns to tell all ten digits "
                   "apart by the lab's encoder, in 10 epochs of batches of 64 with --lr 0.003")
      ->type_name("NAME")
      ->check(one_of({"simple_unet", "unet2d", "classifier"}))
      ->capture_default_str();
  train->add_option("--classes", arguments->classes, "the first so many of the ten digits")
      ->type_name("N")
      ->check(whole_number(1, 10))
      ->capture_default_str();
  train->add_option("--epochs", s.epochs, "how often each image is shown; with --resume, in all")
      ->type_name("N")
      ->check(whole_number(1, 1000000))
      ->capture_default_str();
  train->add_option("--batch", s.batch, "images a step")
      ->type_name("N")
      ->check(whole_number(1, 65536))
      ->capture_default_str();
  train->add_option("--lr", s.learning_rate, "learning rate of Adam")
      ->type_name("X")
      ->check(real_number(1e-12, 1e6))
      ->capture_default_str();
  add_seed(*train, s.seed);
  train->add_option("--objective", arguments->objective, "what the network learns towards: ddpm, edm or flow")
      ->type_name("NAME")
      ->check(one_of({"ddpm", "edm", "flow"}))
      ->capture_default_str();
  CLI::Option* schedule =
      train->add_option("--schedule", arguments->schedule, "of the noise of ddpm: scaled, unscaled or cosine")
          ->type_name("NAME")
          ->check(one_of({"scaled", "unscaled", "cosine"}))
          ->capture_default_str();
  train->add_option("--widths", arguments->widths, "of the network: standard (241,857 parameters) or light (97,161)")
      ->type_name("NAME")
      ->check(one_of({"standard", "light"}))
      ->capture_default_str();
  add_precision(*train, arguments->precision);
  train->add_flag("--conditioned", arguments->conditioned,
                  "the network is told which digit, so that sample --label can ask");
  train->add_option("--model", s.model, "where to write the model (of unet2d a folder), and FILE.checkpoint beside it")
      ->type_name("FILE")
      ->capture_default_str();
  train->add_option("--metrics", arguments->metrics, "loss and time of each epoch, speed, memory")->type_name("JSON");
  train->add_flag("--resume", s.resume, "go on from FILE.checkpoint, to the same bits");
  add_threads(*train, s.threads);
  train->add_option("--images", s.images, "train on the first so many images only")
      ->check(whole_number(1, 1 << 30))
      ->group("");
  train->callback([&chosen, arguments, schedule, train] {
    if (arguments->in_colour() || arguments->data == "emoji") settle_colour(*train, *arguments);
    if (arguments->tells()) settle_classifier(*train, *arguments);
    if (schedule->count() > 0 && arguments->objective != "ddpm")
      throw CLI::ValidationError("--schedule", "expected --objective ddpm, got " + arguments->objective);
    chosen = [arguments] { return run(*arguments); };
  });
}

}  // namespace sfumato::lab
