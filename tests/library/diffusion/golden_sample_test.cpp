#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "golden_case.hpp"
#include "replay_backend.hpp"
#include "sfumato/diffusion/sample.hpp"

namespace {

using namespace sfumato;

/// sample() on the golden cases, its random numbers replaced by the recorded ones: the error of the final images.
template <class T>
double final_error(const golden::sampler_case& c) {
  using backend = replay_backend<T>;
  const auto images = static_cast<index_t>(c.images), values = static_cast<index_t>(c.image) / images;
  backend::start = c.call_of(c.x_f64, 0);
  backend::noise = c.noise;
  const index_t channels = c.learned() ? 2 : 1;
  function_denoiser network(c.prediction, channels, [&](cpu_context&, view<const T> x, double t, view<T> out) {
    for (index_t i = 0; i < x.size(); ++i) {
      const double value = static_cast<double>(x.data[i]);
      out.data[i * channels] = static_cast<T>(c.network(value, t));
      if (c.learned()) out.data[i * channels + 1] = static_cast<T>(c.network_variance(value));
    }
  });
  cpu_context ctx(1);
  solver_plan plan = c.plan;
  plan.initial_scale = 1;  // the file's first image has its scale already
  const auto result = sample<backend>(ctx, network, plan, {.extent = {images, values, 1, 1}});
  const std::vector<double> want = c.call_of(c.x_f64, c.calls());
  double error = 0;
  for (std::size_t i = 0; i < want.size(); ++i)
    error = std::max(error, std::abs(static_cast<double>(result.images[i]) - want[i]));
  return error;
}

TEST(GoldenSamples, AgreeInDouble) {
  golden::for_each_case([](const golden::sampler_case& c) {
    EXPECT_LE(final_error<double>(c), 1e-10 * c.row["max_abs_x"].get<double>());
  });
}

TEST(GoldenSamples, AgreeInFloat) {
  golden::for_each_case([](const golden::sampler_case& c) {
    EXPECT_LE(final_error<float>(c),
              std::max(20 * c.row["f32_vs_f64_max_abs"].get<double>(), 1e-5 * c.row["max_abs_x"].get<double>()));
  });
}

}  // namespace
