#include "2_training/add_time_row.wrong.hpp"
#include "judge/suite.hpp"

namespace {

void expect_shifted(const features& x, const curve& row) {
  features expected = x;
  for (std::size_t c = 0; c < x.size(); ++c)
    for (Eigen::Index i = 0; i < x[c].size(); ++i) expected[c](i) += row(static_cast<Eigen::Index>(c));
  ask(student::add_time_row, x, row).must_give(expected, [&](const place& at) {
    return text("y", at.written, " = ", x[static_cast<std::size_t>(at.c())](at.y(), at.x()), " + ", row(at.c()));
  });
}

TEST(add_time_row, adds_one_number_to_all_pixels_of_a_channel) {
  inputs draw;
  // As many channels as rows of pixels, so that mixing them up gives a result, and can be named.
  expect_shifted(draw.channels(3, 3, 4), draw.normals(3));
}

TEST(add_time_row, works_for_any_number_of_channels) {
  inputs draw;
  expect_shifted(draw.channels(1, 2, 3), draw.normals(1));
  expect_shifted(draw.channels(32, 4, 4), draw.normals(32));
}

TEST(add_time_row, changes_nothing_when_the_row_is_0) {
  inputs draw;
  expect_shifted(draw.channels(2, 3, 2), curve::Zero(2));
}

}  // namespace
