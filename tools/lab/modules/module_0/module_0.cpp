#include "0_what_is_diffusion/pixels.registry.hpp"
#include "0_what_is_diffusion/warm_up.registry.hpp"
#include "lab/model/sampling.hpp"
#include "lab/model/toy.hpp"
#include "lab/modules/digits.hpp"
#include "lab/modules/module.hpp"
#include "lab/report/numbers.hpp"
#include "lab/report/pictures.hpp"
#include "lab/report/section.hpp"
#include "lab/system/places.hpp"

namespace sfumato::lab {

namespace {

using report::decimals;

/// Noise as Module 1 will add it: the powers of picture and noise add up to 1.
image mixed(const image& x0, const image& noise, double amount) {
  return std::sqrt(1 - amount) * x0 + std::sqrt(amount) * noise;
}

/// What a screen would show, as far as the two functions are there: without them nothing but middle grey.
class screen {
 public:
  explicit screen(student_functions& functions) : functions_(functions) {}

  image to_model(const image& pixels) {
    const image x = functions_(student::to_model_range, pixels);
    return functions_.own(student::to_model_range) ? x : image::Zero(x.rows(), x.cols());
  }
  image shown(const image& x) {
    const image pixels = functions_(student::to_pixels, x);
    return functions_.own(student::to_pixels) ? image(pixels / 127.5 - 1) : image::Zero(x.rows(), x.cols());
  }
  bool complete() { return functions_.own(student::to_model_range) && functions_.own(student::to_pixels); }

 private:
  student_functions& functions_;
};

void noise_section(workplace& at, report::page& page, const image& pixels) {
  screen view(at.functions);
  const image x0 = view.to_model(pixels);
  const image noise = normal_image(pixels.rows(), pixels.cols(), {at.settings.seed, 1, 0});
  const double wanted = at.functions(student::amount_of_noise), amount = std::clamp(wanted, 0.0, 1.0);
  const picture_row pair({view.shown(x0), view.shown(mixed(x0, noise, amount))});

  std::vector<picture_row> frames;
  std::vector<std::string> words;
  for (int percent = 0; percent <= 100; percent += 2) {
    frames.push_back(picture_row({view.shown(mixed(x0, noise, percent / 100.0))}));
    words.push_back(join(percent, "% of what you see is noise"));
  }
  std::vector<report::film_frame> film;
  for (std::size_t i = 0; i < frames.size(); ++i) film.push_back({frames[i].pixels(), words[i]});

  report::section(page, "noise")
      .when("both_functions", view.complete())
      .when("possible", wanted == amount)
      .set("wanted", decimals(wanted, 2))
      .set("shown", decimals(amount, 0))
      .set("pair", report::moments(pair.pixels(), {"no noise", join(decimals(100 * amount, 0), "% noise")}, "a digit"))
      .set("film", report::film(film, "a digit under more and more noise", report::tile::large))
      .drawn_with(at.functions.taken());
}

/// One image of the shipped model for each of three noises.
std::string three(std::uint64_t seed, const std::vector<std::string>& words, const char* solver = "ddim") {
  const sampling_result result = draw(shipped_model(), {.count = 3, .steps = 50, .solver = solver, .seed = seed});
  if (result.interrupted) throw interrupted{};
  picture_row row;
  for (index_t n = 0; n < result.extent[0]; ++n)
    row.add(to_image(result.pictures().row(n), result.extent[1], result.extent[2]));
  return report::moments(row.pixels(), words, "a generated digit");
}

void chance_section(const workplace& at, report::page& page) {
  std::error_code missing;
  const std::uint64_t seed = at.settings.seed + 14;  // clear ones, with the usual seed
  const std::vector<std::string> words = {"noise A", "noise B", "noise C"};
  const bool has_model = std::filesystem::exists(shipped_model(), missing);
  report::section part(page, "chance");
  part.when("has_model", has_model).set("predictions", report::predictions(at.record, "Q4"));
  if (has_model)
    part.set("three", three(seed, words))
        .set("again", three(seed, words))
        .set("others", three(seed + 4, {"noise D", "noise E", "noise F"}))
        .set("fresh", three(seed, words, "ddpm"));
  part.write();
}

}  // namespace

report::page module_0(workplace& at) {
  report::page page(words_of("module_0"));
  const image_dataset digits = page_digits(at.settings);
  noise_section(at, page, (sample_digit(digits, at.settings) + 1) * 127.5);
  chance_section(at, page);
  return page;
}

}  // namespace sfumato::lab
