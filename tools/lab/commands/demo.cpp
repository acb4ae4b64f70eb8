#include <cstdio>
#include <memory>
#include <thread>

#include "lab/commands/command.hpp"
#include "lab/data/fetch.hpp"
#include "lab/data/open_data.hpp"
#include "lab/demo_page.hpp"
#include "lab/model/network.hpp"
#include "lab/system/browser.hpp"
#include "lab/system/interrupt.hpp"
#include "lab/system/outputs.hpp"
#include "lab/system/places.hpp"
#include "lab/system/resources.hpp"
#include "lab/terminal/preview.hpp"
#include "sfumato/data/digits.hpp"

namespace sfumato::lab {

namespace {

namespace fs = std::filesystem;

constexpr index_t images_drawn = 12, snapshots = 41;
constexpr int connect_seconds = 5;  // a demo does not wait long for the network

struct demo_arguments {
  std::string data;
  fs::path out = "out/demo";
  index_t epochs = 8, images = 0, steps = 200;
  int classes = 4, threads = 0;
  std::uint64_t seed = 0;
};

void heading(const std::string& text) {
  std::printf("\n%s\n\n", terminal::of(stdout).bold(text).c_str());
  std::fflush(stdout);
}

void show(const sampling_result& drawn) {
  std::printf("%s%td images, %td steps each, in %.2f s\n", preview(drawn.pictures(), terminal::of(stdout)).c_str(),
              drawn.extent[0], drawn.cost.evaluations, drawn.seconds);
  std::fflush(stdout);
}

/// MNIST is downloaded where there is no data at all and none was asked for; without a network, synthetic digits will
/// do.
data_source choose_data(const std::string& request) {
  data_source source = open_data(request);
  if (!request.empty() || !source.synthetic()) return source;
  std::printf("No MNIST here yet: downloading 12 MB into %s\n", short_path(datasets_folder() / "mnist").c_str());
  std::fflush(stdout);
  try {
    fetch(mnist_download(), datasets_folder() / "mnist", connect_seconds);
    return open_data("");
  } catch (const error&) {
    if (interrupt_guard::requested()) throw;
    std::printf("That did not work (\"./lab data fetch mnist\" says why); synthetic digits will do.\n");
    return open_data("synthetic");
  }
}

int stopped(const char* kept) {
  std::fprintf(stderr, "lab demo: interrupted%s\n", kept);
  return interrupted_exit;
}

int run(const demo_arguments& arguments) {
  std::error_code failed;
  fs::create_directories(arguments.out, failed);
  require(!failed, error_kind::io, "--out ", arguments.out.string(), ": cannot make this folder: ", failed.message());
  const fs::path page = arguments.out / "index.html", model = arguments.out / "model.safetensors";
  require_writable({{"--out", page}, {"--out", model}, {"--out", checkpoint_of(model)}});

  demo_results results;
  sampling_settings sampling{.count = images_drawn, .steps = arguments.steps, .seed = arguments.seed};
  sampling.threads = arguments.threads;
  interrupt_guard guard;
  std::error_code missing;
  if (fs::exists(shipped_model(), missing)) {
    heading("1. Digits from the model that comes with Sfumato");
    results.shipped = draw(shipped_model(), sampling);
    if (results.shipped->interrupted) return stopped("");
    show(*results.shipped);
  } else {
    heading("1. No model came with this copy: " + shipped_model().string() + " is not there");
  }

  heading("2. A model of your own learns");
  training_settings training;
  training.source = choose_data(arguments.data);
  training.card = new_card("standard", "scaled", first_digits(arguments.classes), false);
  training.epochs = arguments.epochs;
  training.images = arguments.images;
  training.seed = arguments.seed;
  training.threads = arguments.threads;
  training.model = model;
  std::printf("Data: %s\n", training.source.description.c_str());
  std::fflush(stdout);
  results.data = training.source.description;
  results.training = train(training);
  if (results.training.interrupted)
    return stopped((" in training; to go on: ./lab train --resume --model " + model.string()).c_str());
  std::printf("%s of %td images in %.1f s, loss %.4f\n", counted(results.training.epochs.size(), "epoch").c_str(),
              results.training.images, results.training.seconds(), results.training.epochs.back().loss);

  heading("3. It draws, from nothing but noise");
  sampling.snapshots = std::min(snapshots, arguments.steps + 1);
  results.own = draw(model, sampling);
  if (results.own.interrupted) return stopped("");
  show(results.own);

  results.threads = arguments.threads > 0 ? arguments.threads : static_cast<int>(std::thread::hardware_concurrency());
  results.model = model;
  write_demo_page(page, results);
  heading("4. The page");
  std::printf("%s\n", fs::absolute(page).lexically_normal().c_str());
  open_in_browser(page);
  return 0;
}

}  // namespace

void add_demo(CLI::App& app, action& chosen) {
  const auto arguments = std::make_shared<demo_arguments>();
  CLI::App* demo =
      app.add_subcommand("demo", "digits emerge from noise: first from a shipped model, then from your own");
  demo->add_option("--data", arguments->data,
                   "mnist, fashion, synthetic or a folder [the first there is, else a download]")
      ->type_name("DATA");
  demo->add_option("--classes", arguments->classes, "the first so many of the ten digits")
      ->type_name("N")
      ->check(whole_number(1, 10))
      ->capture_default_str();
  demo->add_option("--epochs", arguments->epochs, "how long to train")
      ->type_name("N")
      ->check(whole_number(1, 1000))
      ->capture_default_str();
  add_seed(*demo, arguments->seed);
  add_threads(*demo, arguments->threads);
  demo->add_option("--out", arguments->out, "where the page and the model go")
      ->type_name("FOLDER")
      ->capture_default_str();
  demo->add_option("--images", arguments->images, "train on the first so many images only")
      ->check(whole_number(1, 1 << 30))
      ->group("");
  demo->add_option("--steps", arguments->steps, "from noise to image")->check(whole_number(2, 200))->group("");
  demo->callback([&chosen, arguments] { chosen = [arguments] { return run(*arguments); }; });
}

}  // namespace sfumato::lab
