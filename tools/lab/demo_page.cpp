#include "lab/demo_page.hpp"

#include <cmath>

#include "lab/model/network.hpp"
#include "lab/report/html.hpp"
#include "lab/report/numbers.hpp"
#include "lab/report/page.hpp"
#include "lab/report/pictures.hpp"
#include "lab/report/plot.hpp"
#include "lab/system/resources.hpp"
#include "lab/terminal/terminal.hpp"

namespace sfumato::lab {

namespace {

using report::decimals;
using report::escape;
using report::grouped;

/// "62 seconds", "4 minutes".
std::string duration_text(double seconds) {
  const bool short_time = seconds < 150;
  const std::string number = decimals(std::ceil(short_time ? seconds : seconds / 60), 0);
  return number + (short_time ? " second" : " minute") + (number == "1" ? "" : "s");
}

index_t steps_of(const sampling_result& drawn) { return drawn.trajectory.back().steps_done; }

view<const float> images_at(const sampling_result& drawn, std::size_t k) {
  return {drawn.trajectory[k].x.data(), drawn.extent};
}

/// One image at ten moments, and what the network makes of it each time: what happens, at a glance.
std::string one_image(const sampling_result& drawn) {
  constexpr std::size_t moments = 10;
  const std::size_t last = drawn.trajectory.size() - 1;
  const auto pixels = static_cast<std::size_t>(drawn.extent.stride());
  std::vector<float> noisy, guessed;
  std::vector<std::string> words;
  // Not from snapshot 0: the network has not seen that one yet.
  for (std::size_t i = 0; i < moments; ++i) {
    const snapshot<float>& moment = drawn.trajectory[1 + (i * (last - 1) + (moments - 1) / 2) / (moments - 1)];
    noisy.insert(noisy.end(), moment.x.data(), moment.x.data() + pixels);
    guessed.insert(guessed.end(), moment.x0.data(), moment.x0.data() + pixels);
    words.push_back(moment.steps_done == steps_of(drawn) ? "done" : join("step ", moment.steps_done));
  }
  const shape extent{static_cast<index_t>(moments), drawn.extent[1], drawn.extent[2], drawn.extent[3]};
  return report::figure(report::moments({noisy.data(), extent}, words, "one image on its way out of the noise"),
                        join("One image on its way. At each of ", steps_of(drawn),
                             " steps the network guesses the noise in it, and a little of that is taken away.")) +
         report::figure(report::moments({guessed.data(), extent}, words, "what the network sees in the image"),
                        "What the network believes is hidden in it, at the same moments: first nothing, then a haze, "
                        "then a picture.");
}

std::string all_images(const sampling_result& drawn) {
  std::vector<report::film_frame> frames;
  report::table table{{"after", "noise left, of the variance"}, {}, ""};
  for (std::size_t k = 0; k < drawn.trajectory.size(); ++k) {
    const index_t done = drawn.trajectory[k].steps_done, steps = steps_of(drawn);
    const std::string noise = decimals(100 * drawn.noise_share[k], 1) + "%";
    frames.push_back({images_at(drawn, k), join("step ", done, " of ", steps, ", noise left: ", noise)});
    table.rows.push_back({join(done, " steps"), noise});
  }
  return report::figure(
             report::film(frames, "image on its way out of the noise"),
             "Twelve images on their way. Play, or drag the slider; with the keyboard, the arrow keys move it.") +
         report::folded("The numbers", table.html());
}

std::string loss_section(const training_result& training) {
  const double first = training.epochs.front().loss, last = training.epochs.back().loss;
  report::plot plot{
      "loss",
      join("Loss against epochs: ", decimals(first, 3), " in the first, ", decimals(last, 3), " in the last"),
      "epoch",
      "loss",
      {}};
  plot.y_top = 1.5 * first;  // the first steps are far above
  report::curve epochs{"mean of an epoch", {}, report::mark::line_and_points};
  report::table table{{"epoch", "loss", "seconds"}, {}, ""};
  for (std::size_t k = 0; k < training.epochs.size(); ++k) {
    const epoch_result& epoch = training.epochs[k];
    epochs.points.push_back({static_cast<double>(k + 1), epoch.loss});
    table.rows.push_back({join(k + 1), decimals(epoch.loss, 4), decimals(epoch.seconds, 1)});
  }
  if (!training.curve.empty()) plot.curves.push_back({"as it went", training.curve, report::mark::line});
  plot.curves.push_back(epochs);
  const std::optional<std::string> picture = plot.svg();

  std::string text = report::paragraph(join(
      "The loss is the mean squared error of the guessed noise: 1 for a network that guesses nothing, 0 for one that "
      "sees all of it. It ended at <strong>",
      decimals(last, 4), "</strong>."));
  if (picture)
    text += report::figure(*picture, "Each epoch shows every training image once, each time with other noise.");
  return text + report::folded("The numbers", table.html(), !picture);
}

std::string side_by_side(const sampling_result& shipped, const sampling_result& own) {
  const auto half = [](const sampling_result& drawn, const std::string& who) {
    const std::string loss =
        drawn.card.final_loss ? join(", loss ", decimals(*drawn.card.final_loss, 4)) : std::string();
    return report::figure(report::tiles(drawn.pictures(), join("digit drawn by ", who)),
                          join("<strong>", who, "</strong>, trained on ", escape(subject(drawn.card)), ": ",
                               counted(drawn.card.epochs, "epoch"), loss));
  };
  return report::paragraph("The same noise, given to two networks.") +
         join("<div class=\"pair\">\n", half(shipped, "the shipped model"), half(own, "your model"), "</div>\n");
}

std::string numbers(const demo_results& results) {
  const training_result& t = results.training;
  report::table table;
  table.rows = {{"parameters of the network", grouped(static_cast<double>(t.parameters))},
                {"training images", grouped(static_cast<double>(t.images))},
                {"epochs", join(t.epochs.size())},
                {"final loss", decimals(t.epochs.back().loss, 4)},
                {"training time", decimals(t.seconds(), 1) + " s"},
                {"images per second, in training", grouped(t.images_per_second)},
                {"time to draw 12 images, 200 steps each", decimals(results.own.seconds, 2) + " s"},
                {"work to draw them", decimals(results.own.cost.flops / 1e9, 1) + " GFLOP"},
                {"peak memory", decimals(peak_memory_mb(), 0) + " MB"},
                {"processor threads", join(results.threads)}};
  return join(report::paragraph(join("Data: ", escape(results.data), ".")), "<div class=\"facts\">", table.html(),
              "</div>\n");
}

/// What the pictures show, and what was looked at.
struct wording {
  const char* plural;
  const char* seen;
};

wording words_for(const model_card& card) {
  if (card.data == "fashion") return {"clothes", "photographed"};
  return {"digits", card.data == "mnist" ? "handwritten" : "drawn"};
}

/// Why a network that has seen four digits seems to draw others.
std::string between_digits(const model_card& card) {
  if (card.data == "fashion" || card.labels.size() < 2 || card.labels.size() >= 10) return "";
  return " It has seen no others: what looks like one of those is a shape between two that it knows.";
}

std::string lead(const training_result& training) {
  const wording words = words_for(training.card);
  return join(
      "Nobody made these ", words.plural, ". In ", duration_text(training.seconds()),
      " a small neural network looked at ", grouped(static_cast<double>(training.images)), " ", words.seen,
      " ones, hidden under more or less noise, and learned to tell the one from the other. Then it was given nothing "
      "but noise, and asked to take the noise away.");
}

}  // namespace

void write_demo_page(const std::filesystem::path& path, const demo_results& results) {
  const training_result& training = results.training;
  const std::string plural = words_for(training.card).plural, model = results.model.string();
  report::page page(plural == "digits" ? "Digits from noise" : "Clothes from noise", lead(training));
  page.section(join("Twelve new ", plural),
               report::figure(report::tiles(results.own.pictures(), "generated image"),
                              join("Drawn by the network that was just trained on ", escape(subject(training.card)),
                                   ".", between_digits(training.card))));
  page.section("Out of the noise", one_image(results.own));
  page.section("All twelve, step by step", all_images(results.own));
  page.section("How it learned", loss_section(training));
  if (results.shipped) page.section("Beside the shipped model", side_by_side(*results.shipped, results.own));
  page.section("In numbers", numbers(results));
  page.section("Now you", report::paragraph("Other noise, fewer steps, all ten digits:") +
                              report::commands(join("./lab sample --model ", model, " --seed 1\n",
                                                    "./lab sample --model ", model, " --solver ddim --steps 20\n",
                                                    "./lab train --classes 10 --epochs 20 --model ten.safetensors")));
  page.write(path);
}

}  // namespace sfumato::lab
