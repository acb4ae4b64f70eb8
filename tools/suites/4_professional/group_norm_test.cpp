#include "4_professional/group_norm.wrong.hpp"
#include "judge/suite.hpp"

namespace {

void expect_normed(const features& x, int groups, const curve& scale, const curve& shift, scalar epsilon) {
  const std::size_t in_group = x.size() / static_cast<std::size_t>(groups);
  std::vector<scalar> means, variances;
  features expected = x;
  for (std::size_t first = 0; first < x.size(); first += in_group) {
    std::vector<scalar> values;
    for (std::size_t c = first; c < first + in_group; ++c)
      values.insert(values.end(), x[c].data(), x[c].data() + x[c].size());
    const scalar n = static_cast<scalar>(values.size());
    const scalar mean = std::accumulate(values.begin(), values.end(), scalar{0}) / n;
    scalar variance = 0;
    for (const scalar value : values) variance += (value - mean) * (value - mean) / n;
    means.push_back(mean);
    variances.push_back(variance);
    for (std::size_t c = first; c < first + in_group; ++c)
      for (Eigen::Index i = 0; i < x[c].size(); ++i) {
        const auto channel = static_cast<Eigen::Index>(c);
        expected[c](i) = (x[c](i) - mean) / std::sqrt(variance + epsilon) * scale(channel) + shift(channel);
      }
  }
  ask(student::group_norm, x, groups, scale, shift, epsilon).must_give(expected, [&](const place& at) {
    const auto c = static_cast<std::size_t>(at.c()), group = c / in_group, first = group * in_group;
    const std::string members =
        in_group == 1 ? text("channel ", first, " alone") : text("channels ", first, " to ", first + in_group - 1);
    return text(members, " have mean ", means[group], " and variance ", variances[group], "; y", at.written, " = (",
                x[c](at.y(), at.x()), " - ", means[group], ") / sqrt(", variances[group], " + ", epsilon, ") * ",
                scale(at.c()), " + ", shift(at.c()));
  });
}

TEST(group_norm, gives_each_group_of_neighbouring_channels_its_own_mean_and_variance) {
  inputs draw;
  // An epsilon this large shows where it is put.
  expect_normed(draw.channels(6, 2, 3), 2, draw.uniforms(6, 0.5, 2), draw.normals(6), draw.uniform(0.2, 0.5));
}

TEST(group_norm, takes_one_group_of_all_channels) {
  inputs draw;
  expect_normed(draw.channels(3, 3, 2), 1, draw.uniforms(3, 0.5, 2), draw.normals(3), 1e-5);
}

TEST(group_norm, takes_as_many_groups_as_channels) {
  inputs draw;
  expect_normed(draw.channels(4, 2, 2), 4, draw.uniforms(4, 0.5, 2), draw.normals(4), 1e-5);
}

TEST(group_norm, gives_the_shift_where_all_pixels_are_equal) {
  inputs draw;
  expect_normed(features(4, image::Constant(2, 3, 0.5)), 2, draw.uniforms(4, 0.5, 2), draw.normals(4), 1e-5);
}

}  // namespace
