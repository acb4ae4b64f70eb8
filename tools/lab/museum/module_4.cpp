#include "1_forward/noising.registry.hpp"
#include "2_training/estimate.registry.hpp"
#include "4_professional/attention_mix.wrong.hpp"
#include "4_professional/attention_scores.wrong.hpp"
#include "4_professional/ddim_step.wrong.hpp"
#include "4_professional/group_norm.wrong.hpp"
#include "4_professional/guided_noise.wrong.hpp"
#include "4_professional/softmax_rows.wrong.hpp"
#include "lab/museum/backward.hpp"
#include "lab/museum/exhibit.hpp"
#include "lab/museum/layers.hpp"
#include "lab/report/numbers.hpp"
#include "sfumato/data/synthetic_digits.hpp"

namespace sfumato::lab::museum {

namespace {

using report::decimals;

image mean_of_digits(std::vector<int> digits) {
  constexpr index_t count = 100;
  const image_dataset all = stored(synthetic_digits(5, std::move(digits), count));
  image sum = image_of(all, 0);
  for (index_t i = 1; i < count; ++i) sum += image_of(all, i);
  return sum / count;
}

/// Two answers about one noisy picture, and what the guided one believes in.
drawing believed(const std::function<signature::guided_noise>& f, const hall& in) {
  static const image any = mean_of_digits(first_digits(10)), three = mean_of_digits({3});
  const double a = in.alpha_bar(100);
  const image x_t = ours(student::add_noise)(in.digit(), in.noise(), a);
  const auto noise_beside = [&](const image& x0) -> image { return (x_t - std::sqrt(a) * x0) / std::sqrt(1 - a); };
  const image guided = f(noise_beside(any), noise_beside(three), 2.5);
  return {.pictures = pictures({any, three, ours(student::estimate_x0)(x_t, guided, a)})};
}

/// Two channels a group; the third group is nearly constant.
drawing normed(const std::function<signature::group_norm>& f, const hall& in) {
  const image d = mean_halved({in.digit()})[0];
  const features x = {
      2 * d,           1 + 0.7 * d.transpose(),    0.3 * d.rowwise().reverse(), d.colwise().reverse() - 0.5,
      0.2 + 0.001 * d, 0.2 - 0.001 * d.transpose()};
  ::curve scale(6), shift(6);
  scale << 0.5, 0.8, 0.4, 0.7, 0.6, 0.6;
  shift << 0.2, -0.3, 0.1, 0, -0.1, 0.3;
  const features y = f(x, 3, scale, shift, 1e-5);
  const image a = (y[0] - shift(0)) / scale(0), b = (y[1] - shift(1)) / scale(1);
  const double mean = (a.mean() + b.mean()) / 2;
  const double spread = std::sqrt(((a - mean).square().mean() + (b - mean).square().mean()) / 2);
  return {.pictures = pictures(y), .words = join("spread of group 1: ", decimals(spread, 3))};
}

constexpr index_t places = 8, depth = 4;

drawing scores(const std::function<signature::attention_scores>& f, const hall&) {
  const image s = f(normal_image(places, depth, {0, 40, 0}), normal_image(places, depth, {0, 41, 0}));
  return {.pictures = {{s, -2, 2}},
          .words =
              join(s.rows(), " × ", s.cols(), ", from ", decimals(s.minCoeff(), 1), " to ", decimals(s.maxCoeff(), 1))};
}

drawing weights(const std::function<signature::softmax_rows>& f, const hall&) {
  image s = 1.5 * normal_image(places, places, {0, 42, 0});
  s.row(2) += 1000;
  s.row(5) -= 1000;
  const image w = f(s);
  std::string words = "sums:";
  for (Eigen::Index i = 0; i < w.rows(); ++i) {
    const double sum = w.row(i).sum();
    words += std::isnan(sum) ? " NaN" : " " + decimals(sum, std::abs(sum) < 10 ? 1 : 0);
  }
  return {.pictures = {{w, 0, 1}}, .words = words};
}

/// Every row of pixels is a place; each listens to the one five rows above, and a little to those beside it.
drawing mixed(const std::function<signature::attention_mix>& f, const hall& in) {
  constexpr Eigen::Index n = 16;
  image w = image::Zero(n, n);
  for (Eigen::Index i = 0; i < n; ++i) {
    w(i, (i + n - 5) % n) = 0.8;
    w(i, (i + n - 4) % n) = w(i, (i + n - 6) % n) = 0.1;
  }
  return {.pictures = {{f(w, in.digit())}}};
}

drawing drawn_by_ddim(const std::function<signature::ddim_step>& f, hall& in) {
  return {.pictures = strip(walk(in, visited(20), [&](const image& x, const image& predicted, const leap& over) {
            return f(x, predicted, over.alpha_bar, over.previous);
          }))};
}

}  // namespace

std::vector<exhibit> module_4() {
  return {
      hang(
          student::guided_noise, wrong::guided_noise,
          "What a network believes to see behind noise: with no prompt (any digit), with the prompt \"3\", and guided, "
          "at scale 2.5: more of a 3 than a 3.",
          believed),
      hang(student::group_norm, wrong::group_norm,
           "Six channels in three groups. Those of the last group were nearly constant, which must not become loud.",
           normed),
      hang(student::attention_scores, wrong::attention_scores,
           "The scores of eight places (rows) for eight places (columns), four channels each: white is 2, black −2.",
           scores),
      hang(student::softmax_rows, wrong::softmax_rows,
           "Weights, white is 1; each row must add up to 1. To the third row of scores 1000 was added, from the sixth "
           "1000 taken, which must "
           "change "
           "nothing.",
           weights),
      hang(student::attention_mix, wrong::attention_mix,
           "Here each row of pixels is a place, and the weights make it listen to the fifth row above it: so the digit "
           "moves down.",
           mixed),
      hang(student::ddim_step, wrong::ddim_step,
           "Three digits of the shipped model in 20 steps, always from the same noise.", drawn_by_ddim),
  };
}

}  // namespace sfumato::lab::museum
