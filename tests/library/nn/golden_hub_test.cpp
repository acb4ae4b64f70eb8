#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <optional>

#include "golden_unet.hpp"
#include "sfumato/ops/cast.hpp"
#include "sfumato/tensor/inference.hpp"

// The weights of google/ddpm-cifar10-32 itself, where the variable SFUMATO_CIFAR10 names its folder: what the reference
// library's own tests print of it (golden/hub_checks.json).
namespace {

using namespace sfumato_test;

class GoldenHub : public testing::Test {
 protected:
  void SetUp() override {
    const char* folder = std::getenv("SFUMATO_CIFAR10");
    if (!folder || !*folder) GTEST_SKIP() << "SFUMATO_CIFAR10 names no folder with google/ddpm-cifar10-32";
    model_.emplace(from_pretrained<cpu<float>>(ctx_, folder));
  }

  static const nlohmann::json& check(const std::string& name) {
    for (const nlohmann::json& row : golden::json("hub_checks.json")["checks"])
      if (row["name"] == name) return row;
    throw std::runtime_error("no check " + name);
  }
  static golden_images<float> noise() { return {golden::tensors("hub_checks.safetensors"), "noise"}; }

  /// The prediction for one image, in memory that lives until the next call.
  const float* predict(const std::vector<float>& x, double t) {
    const std::vector<float> times = {static_cast<float>(t)};
    return run_([&](graph<cpu<float>>& g) {
             const value image = ops::to_scalar(g, g.input({x.data(), {1, 32, 32, 3}}));
             return ops::to_real(g, model_->net(g, image, g.input({times.data(), {1}})));
           })
        .data;
  }

  cpu_context ctx_;
  std::optional<pretrained<cpu<float>>> model_;
  inference<cpu<float>> run_{ctx_};
};

TEST_F(GoldenHub, GivesThePrintedPrediction) {
  const nlohmann::json& row = check("logits");
  const float* y = predict(noise().values, row["timestep"].get<double>());
  for (std::size_t i = 0; i < row["expected"].size(); ++i)  // the first row of the first channel
    EXPECT_NEAR(y[3 * i], row["expected"][i].get<float>(), row["atol"].get<float>()) << i;
}

TEST_F(GoldenHub, DrawsThePrintedImageInFiftyStepsOfDdim) {
  const nlohmann::json& row = check("ddim");
  const solver_plan plan =
      ddim{.rederive_epsilon = false}.plan(linear_beta(), steps(50).of(1000), prediction_type::epsilon);
  std::vector<float> x = noise().values;
  for (const solver_stage& s : plan.stages) {
    const float* m = predict(x, s.timestep);
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double before = static_cast<double>(x[i]), said = static_cast<double>(m[i]);
      const double x0 = std::clamp(s.map.x0_x * before + s.map.x0_m * said, -1.0, 1.0);
      x[i] = static_cast<float>(s.next.x0 * x0 + s.next.epsilon * (s.map.e_x * before + s.map.e_m * said));
    }
  }
  for (std::size_t k = 0; k < 9; ++k) {  // the last 3x3 pixels of the blue channel
    const std::size_t at = ((29 + k / 3) * 32 + 29 + k % 3) * 3 + 2;
    EXPECT_NEAR(std::clamp(x[at] / 2 + 0.5f, 0.f, 1.f), row["expected"][k].get<float>(), row["atol"].get<float>()) << k;
  }
}

}  // namespace
