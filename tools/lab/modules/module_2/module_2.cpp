#include <cmath>

#include "1_forward/noising.registry.hpp"
#include "2_training/estimate.registry.hpp"
#include "lab/model/network.hpp"
#include "lab/model/toy.hpp"
#include "lab/modules/digits.hpp"
#include "lab/modules/module.hpp"
#include "lab/modules/module_2/wiring.hpp"
#include "lab/modules/trained.hpp"
#include "lab/report/numbers.hpp"
#include "lab/report/pictures.hpp"
#include "lab/report/plot.hpp"
#include "lab/report/section.hpp"

namespace sfumato::lab {

namespace {

using report::decimals;

const std::vector<int> looked_at = {25, 50, 100, 150};

void training_section(workplace& at, report::page& page, const training_story& story, const model_card& card) {
  report::plot plot{"loss",
                    join("The loss falls from ", decimals(story.epoch_losses.front(), 3), " in the first epoch to ",
                         decimals(story.loss, 3), " in the last"),
                    "epoch",
                    "loss",
                    {}};
  plot.curves.push_back({"a few steps", story.curve, report::mark::line});
  report::curve epochs{"mean of an epoch", {}, report::mark::line_and_points};
  report::table table{{"epoch", "loss"}, {}, ""};
  for (std::size_t k = 0; k < story.epoch_losses.size(); ++k) {
    epochs.points.emplace_back(static_cast<double>(k + 1), story.epoch_losses[k]);
    table.rows.push_back({join(k + 1), decimals(story.epoch_losses[k], 4)});
  }
  plot.curves.push_back(epochs);
  plot.y_top = std::min(1.5 * story.epoch_losses.front(), 1.2);
  const auto svg = plot.svg();
  report::section(page, "training")
      .set("predictions", report::predictions(at.record, "Q10"))
      .set("seconds", decimals(story.seconds, 1))
      .set("epochs", story.epochs)
      .set("images", report::grouped(static_cast<double>(story.images)))
      .set("subject", subject(card))
      .set("loss", decimals(story.loss, 4))
      .when("drawn_digits", story.data == "synthetic")
      .when("has_plot", svg.has_value())
      .set("curve", svg.value_or(""))
      .numbers(table, !svg)
      .drawn_with(story.functions);
}

struct both_errors {
  double noise = 0, picture = 0;
};

/// Of noisy pictures at one timestep: how far the network's noise is from the true one, and its picture from the clean
/// one, both as mean squares and without clipping.
both_errors errors_at(workplace& at, toy& network, const image& strip, int t) {
  const double alpha_bar = network.alpha_bars()(t);
  const image noise = normal_image(strip.rows(), strip.cols(), {at.settings.seed, 77, static_cast<std::uint32_t>(t)});
  const image noisy = at.functions(student::add_noise, strip, noise, alpha_bar);
  const image predicted = network.predict_noise(noisy, t);
  const image x0 = at.functions(student::estimate_x0, noisy, predicted, alpha_bar);
  return {(predicted - noise).square().mean(), (x0 - strip).square().mean()};
}

void denoising_section(workplace& at, report::page& page, toy& network, const image& x0, const image& strip) {
  const ::curve alpha_bars = network.alpha_bars();
  picture_row noisy, predicted, denoised, original;
  std::vector<std::string> words;
  std::map<int, both_errors> shown;
  report::table table{{"t", "SNR in dB", "error of the noise", "error of the picture"}, {}, ""};
  for (const int t : looked_at) {
    const image noise = normal_image(x0.rows(), x0.cols(), {at.settings.seed, 5, static_cast<std::uint32_t>(t)});
    noisy.add(at.functions(student::add_noise, x0, noise, alpha_bars(t)));
    const image x_t = to_image(noisy.pixels().row(noisy.size() - 1), x0.rows(), x0.cols());
    const image guess = network.predict_noise(x_t, t);
    predicted.add(guess / 2);
    denoised.add(at.functions(student::estimate_x0, x_t, guess, alpha_bars(t)));
    original.add(x0);
    words.push_back(join("t = ", t));
    const both_errors errors = errors_at(at, network, strip, t);
    shown[t] = errors;
    const double snr = alpha_bars(t) / (1 - alpha_bars(t));
    table.rows.push_back(
        {join(t), decimals(10 * std::log10(snr), 1), decimals(errors.noise, 4), decimals(errors.picture, 4)});
  }
  page.shows("Q13", {shown[100].picture});
  page.shows("Q14", {shown[25].noise, shown[150].noise});
  page.shows("Q14", {shown[25].picture, shown[150].picture});
  const auto row = [&](const picture_row& pictures, const char* alt) {
    return report::moments(pictures.pixels(), words, alt);
  };
  report::section(page, "denoising")
      .set("noisy", row(noisy, "noisy digit"))
      .set("predicted", row(predicted, "predicted noise"))
      .set("denoised", row(denoised, "denoised digit"))
      .set("original", row(original, "original digit"))
      .set("errors", table.html())
      .drawn_with(at.functions.taken());
}

void by_timestep_section(workplace& at, report::page& page, toy& network, const image& strip) {
  report::plot plot{
      "by-timestep",
      "The error of the noise falls with t, the error of the picture rises; they cross where the SNR is 1",
      "timestep t",
      "mean squared error",
      {}};
  report::curve noise{"of the noise", {}, report::mark::line}, picture{"of the picture", {}, report::mark::line};
  report::table table{{"t", "error of the noise", "error of the picture"}, {}, ""};
  for (int t = 0; t < network.timesteps(); t = t == 0 ? 9 : t + 10) {
    const both_errors errors = errors_at(at, network, strip, t);
    noise.points.emplace_back(t, errors.noise);
    picture.points.emplace_back(t, errors.picture);
    table.rows.push_back({join(t), decimals(errors.noise, 5), decimals(errors.picture, 5)});
  }
  plot.curves = {noise, picture};
  plot.logarithmic = true;
  plot.y_bottom = 1e-4;
  const auto svg = plot.svg();
  report::section(page, "by_timestep")
      .when("has_plot", svg.has_value())
      .set("curves", svg.value_or(""))
      .numbers(table, !svg)
      .drawn_with(at.functions.taken());
}

void filters_section(report::page& page, const toy& network) {
  picture_row filters;
  for (const image& filter : network.first_filters()) filters.add(filter / filter.abs().maxCoeff());
  report::section(page, "filters")
      .set("filters", report::tiles(filters.pixels(), "a filter of 3 by 3 numbers", report::tile::small))
      .write();
}

void parameters_section(report::page& page, const training_story& story) {
  report::table table{{"", "parameters"}, {}, ""};
  table.rows = {{"six convolutions", "231,297"},
                {"five time layers", "10,560"},
                {"together", report::grouped(static_cast<double>(story.parameters))}};
  report::section(page, "parameters")
      .set("parameters", report::grouped(static_cast<double>(story.parameters)))
      .set("counted", table.html())
      .write();
}

}  // namespace

report::page module_2(workplace& at) {
  const image_dataset digits = page_digits(at.settings);
  const training_story story = trained(at, digits);
  toy network(own_model(at.settings), at.settings.threads);
  const image strip = held_out_strip(at.settings, 256);
  const image x0 = strip.topRows(network.card().image[0]);

  report::page page(words_of("module_2"));
  training_section(at, page, story, network.card());
  denoising_section(at, page, network, x0, strip);
  by_timestep_section(at, page, network, strip);
  filters_section(page, network);
  wiring_section(at, page, network, x0);
  parameters_section(page, story);
  return page;
}

}  // namespace sfumato::lab
