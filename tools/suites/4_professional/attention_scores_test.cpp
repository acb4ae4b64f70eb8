#include "4_professional/attention_scores.wrong.hpp"
#include "judge/suite.hpp"

namespace {

void expect_scores(const image& queries, const image& keys) {
  image products(queries.rows(), keys.rows());
  for (Eigen::Index i = 0; i < queries.rows(); ++i)
    for (Eigen::Index j = 0; j < keys.rows(); ++j) products(i, j) = (queries.row(i) * keys.row(j)).sum();
  const image expected = products / std::sqrt(static_cast<scalar>(queries.cols()));
  ask(student::attention_scores, queries, keys).must_give(expected, [&](const place& at) {
    std::string sum;
    for (Eigen::Index c = 0; c < std::min<Eigen::Index>(queries.cols(), 4); ++c)
      sum += text(c == 0 ? "" : " + ", queries(at.y(), c), " * ", keys(at.x(), c));
    return text("row ", at.y(), " of queries and row ", at.x(), " of keys: S", at.written, " = (", sum,
                queries.cols() > 4 ? " + ..." : "", ") / sqrt(", queries.cols(), ")");
  });
}

TEST(attention_scores, compares_every_query_with_every_key) {
  inputs draw;
  // As many queries as keys, so that a product the wrong way round gives a result, and can be named.
  expect_scores(draw.noise(5, 3), draw.noise(5, 3));
}

TEST(attention_scores, takes_any_number_of_queries_and_keys) {
  inputs draw;
  expect_scores(draw.noise(2, 3), draw.noise(5, 3));
}

TEST(attention_scores, divides_by_the_root_of_the_number_of_channels) {
  inputs draw;
  expect_scores(draw.noise(2, 64), draw.noise(3, 64));
  expect_scores(draw.noise(3, 1), draw.noise(2, 1));
}

}  // namespace
