#include <cmath>

#include "1_forward/noising.registry.hpp"
#include "2_training/estimate.registry.hpp"
#include "lab/model/network.hpp"
#include "lab/model/toy.hpp"
#include "lab/modules/digits.hpp"
#include "lab/modules/module.hpp"
#include "lab/modules/trained.hpp"
#include "lab/modules/wiring.hpp"
#include "lab/report/html.hpp"
#include "lab/report/marks.hpp"
#include "lab/report/numbers.hpp"
#include "lab/report/pictures.hpp"
#include "lab/report/plot.hpp"

namespace sfumato::lab {

namespace {

using report::decimals;

const std::vector<int> looked_at = {25, 50, 100, 150};

std::string training_section(workplace& at, report::page& page, const training_story& story, const model_card& card) {
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
  std::string text = report::predictions(at.record, "Q10");
  text +=
      report::paragraph(join("It took <strong>", decimals(story.seconds, 1), " seconds</strong> for ", story.epochs,
                             " times ", report::grouped(static_cast<double>(story.images)), " ",
                             report::escape(subject(card)), " (Q12), and the final loss is <strong>",
                             decimals(story.loss, 4), "</strong> (Q11). Guessing “no noise” everywhere would cost 1."));
  if (story.data == "synthetic")
    text += report::note(
        "<p><strong>No MNIST here,</strong> so the digits are drawn by a program, from strokes. Your numbers "
        "differ from those in the readings. <code>./lab data</code> tells how to get MNIST.</p>");
  const std::string figure =
      svg ? report::figure(*svg,
                           "Each epoch shows every picture once, every time with other noise and at another "
                           "timestep: that is why the curve trembles.")
          : std::string();
  page.keep(figure);
  return text + figure + report::drawn_with(story.functions) +
         report::note(
             "<p>Convolutions and backpropagation are the library’s; the rest of the loop is what you see "
             "above. The nine lines of a training step ran in the order of 2.3.</p>") +
         report::folded("The numbers", table.html(), !svg);
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

std::string denoising_section(workplace& at, report::page& page, toy& network, const image& x0, const image& strip) {
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
  const auto row = [&](const char* label, const picture_row& pictures, const char* alt) {
    return join("<p class=\"row-label\">", label, "</p>\n", report::moments(pictures.pixels(), words, alt));
  };
  const std::string figure = report::figure(
      row("What the network sees", noisy, "noisy digit") +
          row("The noise it predicts (at half contrast)", predicted, "predicted noise") +
          row("What remains without that noise: your 2.1", denoised, "denoised digit") +
          row("The original", original, "original digit"),
      "One picture that it has never seen. From left to right more noise. One look, no loop: generation will be "
      "many such looks, each a little better informed.");
  page.keep(figure);
  return figure +
         report::paragraph(
             "Two errors, averaged over 256 pictures it has never seen. They rank the timesteps in "
             "opposite orders, so say which one you mean (Q13, Q14).") +
         table.html() + report::drawn_with(at.functions.taken());
}

std::string by_timestep_section(workplace& at, toy& network, const image& strip) {
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
  return report::paragraph(
             "The loss you trained with is the average of the first curve over all t. Their ratio is the "
             "SNR: where it is 1, they cross.") +
         (svg ? report::figure(*svg, "Both errors by timestep; each step of the axis upwards is ten times as much.")
              : std::string()) +
         report::drawn_with(at.functions.taken()) + report::folded("The numbers", table.html(), !svg);
}

std::string filters_section(report::page& page, const toy& network) {
  picture_row filters;
  for (const image& filter : network.first_filters()) filters.add(filter / filter.abs().maxCoeff());
  const std::string figure =
      report::figure(report::tiles(filters.pixels(), "a filter of 3 by 3 numbers", report::tile::small),
                     "The 32 filters of the first layer, 3×3 each, white positive, black negative. Look for light "
                     "beside dark (an edge) and for all of one sign (smoothing).");
  page.keep(figure);
  return figure;
}

std::string parameters_section(const training_story& story) {
  report::table table{{"", "parameters"}, {}, ""};
  table.rows = {{"six convolutions", "231,297"},
                {"five time layers", "10,560"},
                {"together", report::grouped(static_cast<double>(story.parameters))}};
  return report::paragraph(join("In every step all ", report::grouped(static_cast<double>(story.parameters)),
                                " numbers move a little. You wrote how; nobody wrote where to.")) +
         table.html();
}

}  // namespace

report::page module_2(workplace& at) {
  const image_dataset digits = page_digits(at.settings);
  const training_story story = trained(at, digits);
  toy network(own_model(at.settings), at.settings.threads);
  const image strip = held_out_strip(at.settings, 256);
  const image x0 = strip.topRows(network.card().image[0]);

  report::page page("Module 2: it learns to see noise",
                    "A network, your formulas around it, and some thousand small steps downhill.");
  page.section("The training", training_section(at, page, story, network.card()));
  page.section("What it can do now", denoising_section(at, page, network, x0, strip));
  page.section("Error by timestep", by_timestep_section(at, network, strip));
  page.section("What the first layer looks for", filters_section(page, network));
  page.section("Your wiring", wiring_section(at, network, x0));
  page.section("241,857 numbers", parameters_section(story));
  page.section("Next", report::paragraph("Answer Q11 to Q15 in <code>exercises/answers.md</code>. Then Module 3: from "
                                         "pure noise to a digit, with this network.") +
                           report::commands("./lab"));
  return page;
}

}  // namespace sfumato::lab
