#include "0_what_is_diffusion/pixels.registry.hpp"
#include "0_what_is_diffusion/warm_up.registry.hpp"
#include "lab/model/sampling.hpp"
#include "lab/model/toy.hpp"
#include "lab/modules/digits.hpp"
#include "lab/modules/module.hpp"
#include "lab/report/html.hpp"
#include "lab/report/marks.hpp"
#include "lab/report/numbers.hpp"
#include "lab/report/pictures.hpp"
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

std::string noise_section(workplace& at, report::page& page, const image& pixels) {
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

  std::string text;
  if (!view.complete())
    text += report::note(
        "<p><strong>A grey smear.</strong> Between the file and the model stand your two functions of 0.1, and one of "
        "them is missing or breaks. Write them, draw this page again, and a digit appears.</p>");
  const std::string figure = report::figure(
      report::moments(pair.pixels(), {"no noise", join(decimals(100 * amount, 0), "% noise")}, "a digit"),
      "The amount on the right is the number in <code>warm_up.hpp</code>: change it, save, run "
      "<code>./lab run 0</code> again, and reload.");
  page.keep(figure);
  if (wanted != amount)
    text += report::note(join("<p>The number in <code>warm_up.hpp</code> is ", decimals(wanted, 2),
                              "; it has to be from 0 to 1, so ", decimals(amount, 0), " is shown.</p>"));
  text += figure + report::figure(report::film(film, "a digit under more and more noise", report::tile::large),
                                  "Drag the slider. Where do you lose the digit? Destroying it needs no skill at all.");
  return text + report::drawn_with(at.functions.taken());
}

/// One image of the shipped model for each setting, side by side.
picture_row drawn(const std::vector<std::pair<std::filesystem::path, sampling_settings>>& settings) {
  picture_row row;
  for (const auto& [model, one] : settings) {
    const sampling_result result = draw(model, one);
    if (result.interrupted) throw interrupted{};
    for (index_t n = 0; n < result.extent[0]; ++n)
      row.add(to_image(result.pictures().row(n), result.extent[1], result.extent[2]));
  }
  return row;
}

sampling_settings three(std::uint64_t seed, const char* solver = "ddim") {
  sampling_settings settings{.count = 3, .steps = 50, .solver = solver, .seed = seed};
  return settings;
}

std::string row(const std::string& label, const picture_row& pictures, const std::vector<std::string>& words) {
  return join("<p class=\"row-label\">", label, "</p>\n",
              report::moments(pictures.pixels(), words, "a generated digit"));
}

std::string q4_section(const workplace& at) {
  const std::filesystem::path model = shipped_model();
  std::error_code missing;
  std::string text = report::predictions(at.record, "Q4");
  if (!std::filesystem::exists(model, missing))
    return text + report::note("<p>This copy came without the shipped model, so there is nothing to draw here.</p>");
  const std::uint64_t seed = at.settings.seed + 14;  // clear ones, with the usual seed
  const std::vector<std::string> words = {"noise A", "noise B", "noise C"};
  text += report::paragraph(
      "Here is a finished model that comes with the lab (you will train your own in Module 2). It gets pure noise, and "
      "we change one thing at a time. Compare with what you predicted.");
  text += row("Three starting noises, and no other chance on the way", drawn({{model, three(seed)}}), words);
  text += row("The same three again: the same pictures, to the last bit", drawn({{model, three(seed)}}), words);
  text += row("Three others", drawn({{model, three(seed + 4)}}), {"noise D", "noise E", "noise F"});
  text +=
      row("A, B, C once more, but with fresh noise added at every step", drawn({{model, three(seed, "ddpm")}}), words);
  text += report::note(
      "<p><strong>So what decides?</strong> Chance: the starting noise, and where there is fresh noise on the way, "
      "that "
      "too. Same noise, same picture. But chance only chooses <em>among what the network has learned</em>: it was "
      "trained on the digits 0 to 3, so whatever the noise, it will never draw a 7, let alone a cat. Nobody told it "
      "what "
      "to draw; how that is done is the subject of Module 4.</p>");
  return text;
}

}  // namespace

report::page module_0(workplace& at) {
  report::page page("Module 0: noise and chance",
                    "What noise does to one digit, drawn with your two functions; and where the pictures come from.");
  const image_dataset digits = page_digits(at.settings);
  const image pixels = (sample_digit(digits, at.settings) + 1) * 127.5;
  page.section("What noise does to a digit", noise_section(at, page, pixels));
  page.section("Where Q4 leads", q4_section(at));
  page.section("Next",
               report::paragraph("Answer Q1 to Q4 in <code>exercises/answers.md</code>, then go on to Module 1, "
                                 "where you write the formula behind the slider.") +
                   report::commands("./lab"));
  return page;
}

}  // namespace sfumato::lab
