#include <gtest/gtest.h>

#include "../golden.hpp"
#include "array_module.hpp"
#include "sfumato/optim/adam.hpp"
#include "sfumato/optim/sgd.hpp"

namespace {

using namespace sfumato;
using namespace sfumato_test;

const golden::tensors& reference() {
  static const golden::tensors file("layers.safetensors");
  return file;
}

/// Row k of a tensor whose first axis counts steps.
template <class T>
std::vector<T> row(const std::string& name, index_t k, index_t size) {
  const std::vector<double> all = reference().f64(name);
  return {all.begin() + k * size, all.begin() + (k + 1) * size};
}

template <class T>
double distance(const std::vector<T>& got, const std::vector<double>& want) {
  EXPECT_EQ(got.size(), want.size());
  double largest = 0;
  for (std::size_t i = 0; i < want.size(); ++i)
    largest = std::max(largest, std::abs(static_cast<double>(got[i]) - want[i]));
  return largest;
}

struct tolerances {
  double param, stored;  // against param_f64, and against moments stored in float32
};
template <class T>
constexpr tolerances tolerance = std::is_same_v<T, double> ? tolerances{1e-14, 1e-7} : tolerances{1e-6, 1e-6};

template <class T, class Optimizer>
void follows(const nlohmann::json& line, Optimizer& optimizer, array_slab<T>& model) {
  const std::string name = line["name"];
  const index_t size = model.slab.size(), steps = line["steps"];
  for (index_t k = 0; k < steps; ++k) {
    model.put_grads(row<T>("optim.grad", k, size));
    optimizer.step(model.slab, {.learning_rate = line["lr"]});
    EXPECT_LE(distance(model.values(), row<double>(name + ".param_f64", k + 1, size)), tolerance<T>.param)
        << name << " step " << k + 1;
    index_t moment = 0;
    optimizer.visit_state([&](const char* state, auto& array) {
      const std::string stored = name + (moment++ == 0 ? ".m" : ".v");
      EXPECT_LE(distance(model.get(array.data(), size), row<double>(stored, k, size)), tolerance<T>.stored)
          << state << " step " << k + 1;
    });
  }
  EXPECT_EQ(optimizer.steps(), steps);
}

template <class T>
class OptimizerGolden : public testing::Test {};
using scalars = testing::Types<float, double>;
TYPED_TEST_SUITE(OptimizerGolden, scalars);

TYPED_TEST(OptimizerGolden, FollowsTheReferenceStepByStep) {
  using T = TypeParam;
  using B = elementwise_cpu<T>;
  int rows = 0;
  for (const nlohmann::json& line : golden::json("layers.json")["optimizers"]) {
    const std::string name = line["name"];
    const std::vector<std::ptrdiff_t> shape = reference().shape("optim.grad");
    array_slab<T> model(shape[1] * shape[2]);
    model.put_values(row<T>(name + ".param_f64", 0, model.slab.size()));
    if (line.contains("betas")) {
      adam<B> optimizer(model.slab, {.beta1 = line["betas"][0],
                                     .beta2 = line["betas"][1],
                                     .epsilon = line["eps"],
                                     .weight_decay = line["weight_decay"],
                                     .decoupled = name.find("adamw") != std::string::npos});
      follows<T>(line, optimizer, model);
    } else {
      sgd<B> optimizer(model.slab, {.momentum = line["momentum"], .weight_decay = line["weight_decay"]});
      follows<T>(line, optimizer, model);
    }
    ++rows;
  }
  EXPECT_GT(rows, 0);
}

}  // namespace
