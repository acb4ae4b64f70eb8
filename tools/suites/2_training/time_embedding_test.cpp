#include "2_training/time_embedding.wrong.hpp"
#include "judge/suite.hpp"

namespace {

void expect_embedding(int t, int dimension) {
  const int half = dimension / 2;
  curve expected(dimension);
  for (int i = 0; i < dimension; ++i) {
    const scalar angle = t * std::exp(-std::log(10000.0) * (i % half) / half);
    expected(i) = i < half ? std::sin(angle) : std::cos(angle);
  }
  ask(student::time_embedding, t, dimension).must_give(expected, [&](const place& at) {
    const bool sine = at.i() < half;
    return text("values(", at.i(), ") is the ", sine ? "sine" : "cosine", " number ", at.i() % half, ": ",
                sine ? "sin" : "cos", "(exp(-ln(10000) * ", at.i() % half, " / ", half, ") * ", t, ")");
  });
}

TEST(time_embedding, puts_all_sines_first_and_then_all_cosines) {
  inputs draw;
  expect_embedding(draw.integer(2, 9), 10);
  expect_embedding(draw.integer(100, 199), 8);
}

TEST(time_embedding, gives_the_32_numbers_of_the_labs_network) {
  inputs draw;
  for (const int t : {1, draw.integer(2, 198), 199}) expect_embedding(t, 32);
}

TEST(time_embedding, starts_with_sines_of_0_and_cosines_of_1) { expect_embedding(0, 8); }

}  // namespace
