#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "lab/model/card.hpp"
#include "lab/model/drawing_network.hpp"
#include "sfumato/data/mnist.hpp"
#include "sfumato/diffusion/sample.hpp"
#include "sfumato/io/gzip.hpp"
#include "solvers/result.hpp"

/// Pictures, so many pixels each, a multiple of 16.
struct picture_set {
  std::size_t pixels = 0;
  std::vector<float> values;

  std::size_t size() const { return values.size() / pixels; }
  const float* operator[](std::size_t i) const { return values.data() + i * pixels; }
};

/// Root of the mean square difference of two pictures; summed in lanes, which compilers make vectors of.
inline double apart(const float* a, const float* b, std::size_t pixels) {
  constexpr std::size_t lanes = 16;
  std::array<float, lanes> sums{};
  for (std::size_t i = 0; i < pixels; i += lanes)
    for (std::size_t k = 0; k < lanes; ++k) sums[k] += (a[i + k] - b[i + k]) * (a[i + k] - b[i + k]);
  float sum = 0;
  for (const float part : sums) sum += part;
  return std::sqrt(static_cast<double>(sum) / static_cast<double>(pixels));
}

/// Of each picture of a set, the sum of its distances from all of another.
inline std::vector<double> distances_to(const picture_set& from, const picture_set& to) {
  std::vector<double> sums(from.size());
  for (std::size_t i = 0; i < from.size(); ++i)
    for (std::size_t j = 0; j < to.size(); ++j) sums[i] += apart(from[i], to[j], from.pixels);
  return sums;
}

/// The energy distance 2 E|X - Y| - E|X - X'| - E|Y - Y'| (Szekely & Rizzo 2013) of drawn pictures X from true ones Y,
/// 0 for the same distribution; its estimate without bias, so that it may fall below. The error is that of the choice
/// of X.
class energy_distance {
 public:
  explicit energy_distance(picture_set data) : data_(std::move(data)) {
    const double m = static_cast<double>(data_.size());
    for (const double sum : distances_to(data_, data_)) within_ += sum / (m * (m - 1));
  }

  measure operator()(const picture_set& drawn) const {
    const std::vector<double> outer = distances_to(drawn, data_), inner = distances_to(drawn, drawn);
    const double m = static_cast<double>(data_.size()), n = static_cast<double>(drawn.size());
    std::vector<double> of_each;
    for (std::size_t i = 0; i < drawn.size(); ++i) of_each.push_back(2 * (outer[i] / m - inner[i] / (n - 1)));
    measure found = mean_of(of_each);  // twice the mean of the inner ones is taken, once is meant
    for (const double sum : inner) found.value += sum / (n * (n - 1));
    found.value -= within_;
    return found;
  }

 private:
  picture_set data_;
  double within_ = 0;
};

/// A model of the lab: draws so many pictures, those of a run always from the same noise.
class drawn_pictures {
 public:
  drawn_pictures(const std::filesystem::path& model, std::size_t count)
      : file_(sfumato::lab::open_weights(model)),
        card_(sfumato::lab::read_card(file_)),
        network_(sfumato::lab::open_network<float>(file_, card_, 0)),
        count_(count) {}

  const sfumato::model_card& card() const { return card_; }

  picture_set operator()(const sfumato::solver_plan& plan) const { return draw(plan, count_); }
  picture_set draw(const sfumato::solver_plan& plan, std::size_t count) const {
    using namespace sfumato;
    picture_set drawn{static_cast<std::size_t>(card_.image[0] * card_.image[1]), {}};
    constexpr index_t largest_batch = 128;
    for (index_t first = 0; first < static_cast<index_t>(count); first += largest_batch) {
      const index_t batch = std::min(largest_batch, static_cast<index_t>(count) - first);
      std::vector<int> labels;
      for (index_t n = first; card_.classes > 0 && n < first + batch; ++n)
        labels.push_back(static_cast<int>(n % card_.classes));
      const auto denoiser = network_->denoiser(labels, 1);  // not guided: the distribution that was learned
      const image_noise noise{{batch, card_.image[0], card_.image[1], 1}, 0, first};
      const auto result = sample<cpu<float>>(network_->ctx(), *denoiser, plan, noise);
      drawn.values.insert(drawn.values.end(), result.images.begin(), result.images.end());
    }
    return drawn;
  }

 private:
  sfumato::safetensors_file file_;
  sfumato::model_card card_;
  std::unique_ptr<sfumato::lab::drawing_network> network_;
  std::size_t count_;
};

/// RMS difference of the first pictures, picture by picture, from those at the end of the exact way.
inline measure error_of(const picture_set& drawn, const picture_set& exact) {
  std::vector<double> squares;
  for (std::size_t i = 0; i < exact.size(); ++i)
    squares.push_back(std::pow(apart(drawn[i], exact[i], exact.pixels), 2));
  const measure square = mean_of(squares);
  const double root = std::sqrt(square.value);
  return {root, square.deviation / (2 * root)};
}

/// At most so many, taken evenly from all that show these digits.
inline picture_set mnist_pictures(const std::filesystem::path& folder, sfumato::mnist_part part,
                                  const std::vector<int>& digits, std::size_t at_most) {
  const sfumato::image_dataset data = sfumato::load_mnist<sfumato::content_reader>(folder, part, digits);
  picture_set pictures{static_cast<std::size_t>(data.image_shape().size()), {}};
  const auto all = static_cast<std::size_t>(data.size()), count = std::min(at_most, all);
  for (std::size_t i = 0; i < count; ++i) {
    const auto image = data[static_cast<sfumato::index_t>(i * all / count)];
    pictures.values.insert(pictures.values.end(), image.begin(), image.end());
  }
  return pictures;
}

/// One shipped model: errors over the first quarter of the pictures, distances from the test digits over all.
inline void measure_model(const std::string& problem, const std::filesystem::path& model,
                          const std::filesystem::path& mnist, std::size_t count, bool spacings) {
  using namespace sfumato;
  const drawn_pictures draw(model, count);
  const alpha_bar_table schedule = draw.card().noise_schedule();
  const energy_distance distance(mnist_pictures(mnist, mnist_part::test, draw.card().labels, 4096));

  const auto fine = [&](index_t steps) {
    std::fprintf(stderr, "%s: reference, %td steps\n", problem.c_str(), steps);
    const auto list = sigma_steps{steps, sigma_spacing::karras}.of(schedule);
    return heun{.correction = clip_x0()}.plan(schedule, list, prediction_type::epsilon);
  };
  const solver_plan finest = fine(400);
  const picture_set exact = draw.draw(finest, count / 4);
  // How far the reference itself may be off: with half as many steps.
  const solver_plan half = fine(200);
  write_row(problem, "reference", "karras", 0, half.steps(), half.evaluations(),
            {error_of(draw.draw(half, count / 4), exact), {}});
  const index_t all = schedule.train_timesteps();
  const auto every = steps(all).of(all);
  write_row(problem, "ddpm, every timestep", "trailing", 0, all, all,
            {{}, distance(draw(ddpm{}.plan(schedule, every, prediction_type::epsilon)))});
  write_row(problem, "floor", "", 0, 0, 0,
            {{}, distance(mnist_pictures(mnist, mnist_part::train, draw.card().labels, count))});
  measure_all(problem, schedule, clip_x0(), spacings, [&](const std::string&, const solver_plan& plan) {
    const picture_set pictures = draw(plan);
    return outcome{draws_noise(plan) ? measure{} : error_of(pictures, exact), distance(pictures)};
  });
}
