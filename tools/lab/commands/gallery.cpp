#include "lab/model/gallery.hpp"

#include <cstdio>
#include <memory>

#include "lab/commands/command.hpp"
#include "lab/data/open_data.hpp"
#include "lab/model/colour_folder.hpp"
#include "lab/model/colour_sampling.hpp"
#include "lab/system/interrupt.hpp"
#include "lab/system/outputs.hpp"
#include "lab/system/places.hpp"
#include "lab/terminal/progress.hpp"
#include "sfumato/io/atomic_file.hpp"
#include "sfumato/io/image_grid.hpp"
#include "sfumato/io/png.hpp"

namespace sfumato::lab {

namespace {

struct gallery_arguments {
  std::filesystem::path model = "emoji", out, card;
  std::string trained;
  sampling_settings settings{.count = 64, .steps = 50, .solver = "ddim"};
  double guidance = 2;
};

/// The variations that are held out: of another seed than any training.
constexpr std::uint64_t held_out_seed = 0x68656c64;

int run(gallery_arguments arguments) {
  const std::filesystem::path folder = colour_model_of(arguments.model);
  if (arguments.out.empty()) arguments.out = project_root() / "docs" / "images" / "emoji-gallery.png";
  if (arguments.card.empty()) arguments.card = folder / "README.md";
  const index_t parameters = open_colour_folder(folder, 1).parameters;
  const emoji_pictures held_out(emoji_atlas::read(emoji_data().folder), held_out_seed);
  require_writable({{"--out", arguments.out}, {"--card", arguments.card}});
  const interrupt_guard guard;
  arguments.settings.guidance = arguments.guidance;
  const sampling_result drawn = draw_colour(folder, arguments.settings);
  bool interrupted = drawn.interrupted;
  gallery_figures figures;
  if (!interrupted) {
    progress bar("measuring", 2.0 * static_cast<double>(arguments.settings.count), "pictures");
    figures = measure_gallery(held_out, drawn.images, [&](index_t done, index_t) {
      bar.update(static_cast<double>(done));
      return !interrupt_guard::requested();
    });
    interrupted = figures.pictures == 0;
    bar.clear();
  }
  if (interrupted) {
    std::fprintf(stderr, "lab gallery: interrupted, nothing was written\n");
    return interrupted_exit;
  }
  const std::string solver =
      join(arguments.settings.steps, " steps of ", drawn.solver, ", guidance ", arguments.guidance);
  write_png(arguments.out, image_grid(drawn.pictures(), {.columns = 8, .padding = 8, .zoom = 3}));
  write_file(arguments.card, colour_model_card(figures, parameters, arguments.trained, solver));
  std::printf(
      "nearest drawing: %.3f (real ones: %.3f), copies: %.0f%%, %td different drawings, apart: %.3f (real "
      "ones: %.3f)\n%s\n%s\n",
      figures.nearest, figures.nearest_real, 100 * figures.copies, figures.drawings, figures.apart, figures.apart_real,
      arguments.out.c_str(), arguments.card.c_str());
  return 0;
}

}  // namespace

void add_gallery(CLI::App& app, action& chosen) {
  const auto arguments = std::make_shared<gallery_arguments>();
  CLI::App* gallery = app.add_subcommand("gallery", "draw what a colour model makes, measure it and write its card");
  gallery->add_option("--model", arguments->model, "the folder of a colour model [emoji, the shipped one]")
      ->type_name("FOLDER");
  gallery->add_option("--count", arguments->settings.count, "how many pictures")
      ->type_name("N")
      ->check(whole_number(1, 1000))
      ->capture_default_str();
  gallery->add_option("--steps", arguments->settings.steps, "of DDIM")
      ->type_name("N")
      ->check(whole_number(1, 1000))
      ->capture_default_str();
  gallery->add_option("--guidance", arguments->guidance, "1: none")
      ->type_name("X")
      ->check(real_number(0, 100))
      ->capture_default_str();
  gallery->add_option("--trained", arguments->trained, "a sentence on its training, for the card")->type_name("TEXT");
  gallery->add_option("--out", arguments->out, "[docs/images/emoji-gallery.png]")->type_name("PNG");
  gallery->add_option("--card", arguments->card, "[README.md in the folder]")->type_name("FILE");
  add_threads(*gallery, arguments->settings.threads);
  gallery->callback([&chosen, arguments] { chosen = [arguments] { return run(*arguments); }; });
}

}  // namespace sfumato::lab
