#pragma once

#include <vector>

#include "lab/student/pictures.hpp"

namespace sfumato::lab {

/// A training picture that looks like the one in question.
struct neighbour {
  index_t index = 0;
  double distance = 0;  ///< root mean square of the differences of the pixels, which go from -1 to 1
};

/// Finds the training pictures nearest to others.
class nearest_digits {
 public:
  /// digits: must outlive it.
  explicit nearest_digits(const image_dataset& digits);

  /// The nearest so many, best first. faded: how much of a picture is left under noise, sqrt(alpha_bar), so that a
  /// noisy one is compared with what would be left of each.
  std::vector<neighbour> find(const image& of, index_t count, double faded = 1) const;
  /// The nearest one to picture i of the set itself, beside it.
  neighbour nearest_other(index_t i) const;

  /// Labels of the 25 nearest: how many have each one.
  std::vector<int> vote(const image& of, double faded = 1) const;
  std::vector<int> votes(const std::vector<neighbour>& neighbours) const;
  static constexpr index_t voters = 25;

  const image_dataset& digits() const { return digits_; }

 private:
  Eigen::ArrayXf squared_distances(const image& of, double faded) const;

  using matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const image_dataset& digits_;
  Eigen::Map<const matrix> pixels_;
  Eigen::ArrayXf squares_;
};

/// The label with the most votes, and its share.
struct verdict_of_neighbours {
  int label = 0;
  double share = 0;
};
verdict_of_neighbours winner(const std::vector<int>& votes);

/// Of a strip of pictures the one that the voters agree most about.
index_t clearest(const nearest_digits& among, const image& strip, index_t height);

/// Root mean square difference of two pictures.
double distance_between(const image& a, const image& b);
/// Mean of it over all pairs.
double mean_distance(const std::vector<image>& pictures);

}  // namespace sfumato::lab
