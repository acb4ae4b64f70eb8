#include "lab/modules/nearest.hpp"

#include <numeric>

namespace sfumato::lab {

nearest_digits::nearest_digits(const image_dataset& digits)
    : digits_(digits),
      pixels_(digits[0].data(), digits.size(), digits.image_shape().size()),
      squares_(pixels_.rowwise().squaredNorm()) {}

Eigen::ArrayXf nearest_digits::squared_distances(const image& of, double faded) const {
  require(of.size() == pixels_.cols(), error_kind::shape, "nearest_digits: expected ", pixels_.cols(), " pixels, got ",
          of.size());
  const Eigen::VectorXf x = of.reshaped<Eigen::RowMajor>().matrix().cast<float>();
  const auto fade = static_cast<float>(faded);
  return (x.squaredNorm() - 2 * fade * (pixels_ * x).array() + fade * fade * squares_).max(0.0f);
}

std::vector<neighbour> nearest_digits::find(const image& of, index_t count, double faded) const {
  const Eigen::ArrayXf squared = squared_distances(of, faded);
  std::vector<index_t> order(static_cast<std::size_t>(squared.size()));
  std::iota(order.begin(), order.end(), index_t{0});
  const auto end = order.begin() + std::min(count, squared.size());
  std::partial_sort(order.begin(), end, order.end(), [&](index_t a, index_t b) {
    return squared(a) < squared(b) || (squared(a) == squared(b) && a < b);
  });
  std::vector<neighbour> found;
  for (auto i = order.begin(); i != end; ++i)
    found.push_back({*i, std::sqrt(static_cast<double>(squared(*i)) / static_cast<double>(of.size()))});
  return found;
}

neighbour nearest_digits::nearest_other(index_t i) const {
  const auto two = find(image_of(digits_, i), 2);
  return two.back().index == i || two.front().index != i ? two.front() : two.back();
}

std::vector<int> nearest_digits::vote(const image& of, double faded) const { return votes(find(of, voters, faded)); }

std::vector<int> nearest_digits::votes(const std::vector<neighbour>& neighbours) const {
  std::vector<int> votes(digits_.classes().size());
  for (const neighbour& one : neighbours) ++votes[static_cast<std::size_t>(digits_.label(one.index))];
  return votes;
}

verdict_of_neighbours winner(const std::vector<int>& votes) {
  const auto best = std::max_element(votes.begin(), votes.end());
  const int all = std::accumulate(votes.begin(), votes.end(), 0);
  return {static_cast<int>(best - votes.begin()), static_cast<double>(*best) / std::max(all, 1)};
}

index_t clearest(const nearest_digits& among, const image& strip, index_t height) {
  index_t best = 0;
  double share = 0;
  for (index_t n = 0; n < strip.rows() / height; ++n) {
    const double found = winner(among.vote(strip.middleRows(n * height, height))).share;
    if (found > share) share = found, best = n;
  }
  return best;
}

double distance_between(const image& a, const image& b) { return std::sqrt((a - b).square().mean()); }

double mean_distance(const std::vector<image>& pictures) {
  double sum = 0;
  int pairs = 0;
  for (std::size_t i = 0; i < pictures.size(); ++i)
    for (std::size_t k = 0; k < i; ++k, ++pairs) sum += distance_between(pictures[i], pictures[k]);
  return sum / std::max(pairs, 1);
}

}  // namespace sfumato::lab
