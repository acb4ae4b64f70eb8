#pragma once

#include "lab.hpp"

namespace sfumato::lab::museum {

// Layers so simple that one sees what they do.

/// |pixel − its left neighbour|, and with the one above.
features differences_across(const features& x);
features differences_down(const features& x);
/// The largest, and the mean, of every 2 x 2 pixels.
features halved(const features& x);
features mean_halved(const features& x);
/// Every pixel twice in both directions.
features doubled(const features& x);
/// The first channel plus weight times the last, on several output channels. Throws where sizes differ.
layer mixing(std::string name, double weight, int outputs);

/// Layers that note what they were given.
class traced_layers {
 public:
  void name(const features& value, const std::string& words) { known_.emplace_back(words, value); }
  layer add(std::string name, layer compute);
  /// "conv2(pool(conv1(x)))"
  std::string name_of(const features& value) const;
  int calls() const { return calls_; }

 private:
  std::vector<std::pair<std::string, features>> known_;
  int calls_ = 0;
};

}  // namespace sfumato::lab::museum
