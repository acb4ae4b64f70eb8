#include "lab/museum/module_2.hpp"

#include "2_training/add_time_row.wrong.hpp"
#include "2_training/decode.wrong.hpp"
#include "2_training/encode.wrong.hpp"
#include "2_training/time_embedding.wrong.hpp"
#include "2_training/training_step_order.wrong.hpp"
#include "lab/museum/layers.hpp"

namespace sfumato::lab::museum {

namespace {

struct training_line {
  char letter;
  const char* code;
  const char* needs;  ///< what must have been made; G is a gradient that starts at 0, g one with this step's in it
  char makes;
};
constexpr training_line training_lines[] = {{'A', "loss = mse(...)", "pn", 'l'},
                                            {'B', "parameters = adam(...)", "g", ' '},
                                            {'C', "t = random timestep", "", 't'},
                                            {'D', "predicted = network(...)", "yt", 'p'},
                                            {'E', "gradient = 0", "", 'G'},
                                            {'F', "x0 = next picture", "", 'x'},
                                            {'G', "x_t = add_noise(...)", "xnt", 'y'},
                                            {'H', "gradient += dloss/d...", "Gl", 'g'},
                                            {'I', "noise = random", "x", 'n'}};

/// The lines in that order, and the first one marked that lacks something.
drawing program(const std::function<signature::training_step_order>& f, const hall&) {
  drawing shown{.code = true};
  std::string made;
  int number = 0;
  for (const char letter : f()) {
    const auto& line = *std::find_if(std::begin(training_lines), std::end(training_lines),
                                     [&](const training_line& one) { return one.letter == letter; });
    const std::string needs = line.needs;
    const bool lacks = needs.find_first_not_of(made) != std::string::npos;
    const bool first = lacks && shown.broken_line < 0;
    if (first) shown.broken_line = number;
    shown.words += join(number == 0 ? "" : "\n", first ? "✗ " : "  ", letter, " ", line.code);
    if (line.makes == 'G') std::erase(made, 'g');
    made += line.makes;
    ++number;
  }
  return shown;
}

drawing clock_hands(const std::function<signature::time_embedding>& f, const hall&) {
  constexpr int hands = 8, times = 64, thick = 4;
  image all(hands * thick, times);
  for (int t = 0; t < times; ++t) {
    const ::curve values = f(t, hands);
    for (int row = 0; row < hands * thick; ++row) all(row, t) = values(row / thick);
  }
  return {.pictures = {{all}}};
}

drawing three_channels(const std::function<signature::add_time_row>& f, const hall& in) {
  const image x = 0.5 * in.digit();
  ::curve row(3);
  row << 0.9, -0.3, 0.45;
  return {.pictures = pictures(f({x, x.transpose(), x.rowwise().reverse()}, row))};
}

drawing way_in(const std::function<signature::encode>& f, const hall& in) {
  traced_layers layers;
  const features x = {in.digit()};
  layers.name(x, "x");
  const encoded kept =
      f(x, layers.add("conv1", differences_across), layers.add("conv2", differences_down), layers.add("pool", halved));
  return {.pictures = pictures({kept.full[0], kept.half[0], kept.quarter[0]}, 0, 1.6),
          .words = join("full = ", layers.name_of(kept.full), "\nhalf = ", layers.name_of(kept.half),
                        "\nquarter = ", layers.name_of(kept.quarter), "\n", layers.calls(), " calls"),
          .code = true};
}

/// The digit is taken apart into a coarse picture and what is missing in it at each size; this decoder's layers have
/// just the weights that put it together again.
drawing way_up(const std::function<signature::decode>& f, const hall& in) {
  const features whole = {in.digit()}, half = mean_halved(whole), quarter = mean_halved(half);
  const features y = f(quarter, {(half[0] - doubled(quarter)[0]) / 2}, {(doubled(half)[0] - whole[0]) / 3}, doubled,
                       mixing("conv1", 2, 1), mixing("conv2", -3, 2), [](const features& x) { return features{x[0]}; });
  return {.pictures = pictures(y)};
}

}  // namespace

std::vector<exhibit> module_2() {
  std::vector<exhibit> all;
  add_estimate(all);
  add_loss(all);
  all.push_back(hang(student::training_step_order, wrong::training_step_order,
                     "The training step, line by line; marked is the first line that lacks something.", program));
  all.push_back(hang(student::time_embedding, wrong::time_embedding,
                     "Eight hands of the clock, one below the other, while t runs from 0 to 63 (to the right).",
                     clock_hands));
  add_gradient_and_optimizer(all);
  all.push_back(hang(student::add_time_row, wrong::add_time_row,
                     "Three channels, to which 0.9, −0.3 and 0.45 are added.", three_channels));
  all.push_back(hang(student::encode, wrong::encode,
                     "What is kept as full, half and quarter, and how it was made. Here conv1 finds differences across "
                     "and conv2 differences down.",
                     way_in));
  all.push_back(hang(student::decode, wrong::decode,
                     "A digit taken apart: the coarse shape is at the bottleneck, all detail in the skip connections. "
                     "These layers have the weights that put it together again.",
                     way_up));
  return all;
}

}  // namespace sfumato::lab::museum
