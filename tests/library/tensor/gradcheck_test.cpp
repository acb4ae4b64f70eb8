#include "sfumato/tensor/gradcheck.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "../gradient_case.hpp"
#include "sfumato/ops/activation.hpp"
#include "sfumato/ops/scale.hpp"

namespace {

using namespace sfumato_test;

/// y = x^2, elementwise, with a backward pass of our choice.
template <class Backward>
value square(checked_graph& g, value x, Backward backward) {
  const index_t n = g.shape_of(x).size();
  const value y = g.make(g.shape_of(x), {x});
  for (index_t i = 0; i < n; ++i) g.data(y)[i] = g.data(x)[i] * g.data(x)[i];
  g.record(y, [=](checked_graph& t) {
    const auto slot = t.grad_for(x);
    for (index_t i = 0; i < n; ++i) slot.data[i] = backward(i, t.data(x)[i], t.grad(y)[i]);
  });
  return y;
}

TEST(Gradcheck, AcceptsARightGradient) {
  gradient_case c(std::vector<shape>{{7}});
  const auto result = c.check([](checked_graph& g, inputs in) {
    return square(g, in[0], [](index_t, double x, double upper) { return 2 * x * upper; });
  });
  EXPECT_LT(result.error, 1e-9) << to_string(result);
}

TEST(Gradcheck, FindsTheOneElementThatIsWrong) {
  gradient_case c(std::vector<shape>{{5}, {7}});
  const auto result = c.check([](checked_graph& g, inputs in) {
    ops::silu(g, in[0]);
    return square(g, in[1], [](index_t i, double x, double upper) { return (i == 4 ? 2.001 : 2) * x * upper; });
  });
  EXPECT_GT(result.error, 1e-5);
  EXPECT_EQ(result.array, 1u);
  EXPECT_EQ(result.element, 4);
  EXPECT_NEAR(result.tape / result.difference, 1.0005, 1e-6);
}

TEST(Gradcheck, FindsAGradientThatIsMissingTooLargeOrNotANumber) {
  for (const double factor : {0.0, -2.0, 4.0, std::numeric_limits<double>::quiet_NaN()}) {
    gradient_case c(std::vector<shape>{{7}});
    const auto result = c.check([&](checked_graph& g, inputs in) {
      return square(g, in[0], [=](index_t, double x, double upper) { return factor * x * upper; });
    });
    EXPECT_FALSE(result.error < 0.5) << factor;
  }
}

TEST(Gradcheck, LooksAtSomeElementsSpreadOverAnArrayWhenAsked) {
  gradient_case c(std::vector<shape>{{1000}});
  int evaluations = 0;
  const auto result = c.check(
      [&](checked_graph& g, inputs in) {
        ++evaluations;
        return square(g, in[0], [](index_t i, double x, double upper) { return i >= 900 ? 0 : 2 * x * upper; });
      },
      {.samples = 10});
  EXPECT_EQ(evaluations, 1 + 2 * 10);
  EXPECT_EQ(result.element, 900);
}

TEST(Gradcheck, LeavesTheValuesAsTheyWere) {
  gradient_case c(std::vector<shape>{{7}});
  const auto before = c.values(0);
  c.check([](checked_graph& g, inputs in) { return ops::silu(g, in[0]); });
  EXPECT_EQ(c.values(0), before);
}

}  // namespace
