#pragma once

#include "judge/suite.hpp"

/// Stand-ins for a network's layers that take anything, and note in words what they were given:
/// "conv2(pool(conv1(x)))". So a suite can say which layer was wired to what, instead of "a number is wrong".
class wiring {
 public:
  /// Gives some features a name. The first name that a value gets stays.
  void name(const features& value, const std::string& words) {
    if (!known_name(value)) names_.push_back({words, value});
  }

  /// A layer with fixed weights that depend on its name, for any number of channels.
  layer convolution(const std::string& layer_name, int channels) {
    return noted(layer_name, [layer_name, channels](const features& x) {
      features y;
      for (int c = 0; c < channels; ++c) {
        image sum = image::Constant(x[0].rows(), x[0].cols(), weight(layer_name, c, -1));
        for (std::size_t i = 0; i < x.size(); ++i)
          sum += weight(layer_name, c, static_cast<int>(i)) * resized(x[i], sum.rows(), sum.cols(), 1, 1);
        y.push_back(sum.max(0.1 * sum));
      }
      return y;
    });
  }

  layer pooling(const std::string& layer_name) {
    return noted(layer_name, [](const features& x) {
      features y;
      for (const image& channel : x) {
        image smaller(std::max<Eigen::Index>(1, channel.rows() / 2), std::max<Eigen::Index>(1, channel.cols() / 2));
        for (Eigen::Index i = 0; i < smaller.rows(); ++i)
          for (Eigen::Index j = 0; j < smaller.cols(); ++j)
            smaller(i, j) = channel
                                .block(2 * i, 2 * j, std::min<Eigen::Index>(2, channel.rows() - 2 * i),
                                       std::min<Eigen::Index>(2, channel.cols() - 2 * j))
                                .maxCoeff();
        y.push_back(smaller);
      }
      return y;
    });
  }

  layer upsampling(const std::string& layer_name) {
    return noted(layer_name, [](const features& x) {
      features y;
      for (const image& channel : x) y.push_back(resized(channel, 2 * channel.rows(), 2 * channel.cols(), 2, 2));
      return y;
    });
  }

  /// Every call of every layer so far, in order: "conv1(x)", "pool(conv1(x))", ...
  const std::vector<std::string>& calls() const { return calls_; }

  /// What a value is: its name, the names of those that it joins, or its size.
  std::string in_words(const features& value) const {
    if (const auto known = known_name(value)) return *known;
    for (std::size_t channels = value.size(); channels-- > 1;) {
      const auto cut = value.begin() + static_cast<std::ptrdiff_t>(channels);
      const auto front = known_name(features(value.begin(), cut));
      const auto back = known_name(features(cut, value.end()));
      if (front && back) return text(*front, " and ", *back);
    }
    return value.empty() ? "nothing" : lab::size_in_words(value);
  }

  /// What is wrong with the calls so far, or nothing.
  std::string difference_from(const std::vector<std::string>& expected) const {
    for (std::size_t i = 0; i < expected.size(); ++i) {
      if (i == calls_.size()) return text("call ", i + 1, " of a layer is missing: expected ", expected[i]);
      if (calls_[i] != expected[i])
        return text("call ", i + 1, " of a layer is ", calls_[i], ", expected ", expected[i]);
    }
    if (calls_.size() == expected.size()) return {};
    const std::string& extra = calls_[expected.size()];
    const bool again = std::find(expected.begin(), expected.end(), extra) != expected.end();
    return text("there is one call too many: ", extra,
                again ? ". It was made before: keep its result instead of asking twice" : "");
  }

 private:
  static constexpr std::size_t max_calls = 200;

  struct named {
    std::string words;
    features value;
  };

  layer noted(const std::string& layer_name, const layer& compute) {
    return [this, layer_name, compute](const features& x) {
      if (x.empty()) throw std::runtime_error(text(layer_name, " was given no channels at all"));
      for (const image& channel : x)
        if (channel.size() == 0) throw std::runtime_error(text(layer_name, " was given an image without pixels"));
      if (calls_.size() == max_calls)
        throw std::runtime_error(text("layers were called ", max_calls, " times and no end in sight"));
      const std::string words = text(layer_name, "(", in_words(x), ")");
      calls_.push_back(words);
      const features y = compute(x);
      name(y, words);
      return y;
    };
  }

  const std::string* known_name(const features& value) const {
    for (const named& one : names_)
      if (std::equal(one.value.begin(), one.value.end(), value.begin(), value.end(), same_image)) return &one.words;
    return nullptr;
  }

  static bool same_image(const image& a, const image& b) {
    return a.rows() == b.rows() && a.cols() == b.cols() && (a == b).all();
  }

  /// Pixel (i, j) comes from (i / down, j / across); beyond the edge the edge is repeated.
  static image resized(const image& x, Eigen::Index rows, Eigen::Index columns, Eigen::Index down,
                       Eigen::Index across) {
    return image::NullaryExpr(rows, columns, [&](Eigen::Index i, Eigen::Index j) {
      return x(std::min(i / down, x.rows() - 1), std::min(j / across, x.cols() - 1));
    });
  }

  /// A number around -1 to 1, never 0.
  static scalar weight(const std::string& layer_name, int to, int from) {
    const auto mixed = lab::fingerprint(text(layer_name, "/", to, "/", from)) % 1000;
    return (mixed % 2 == 0 ? 1 : -1) * (0.2 + 0.0008 * static_cast<scalar>(mixed));
  }

  std::vector<named> names_;
  std::vector<std::string> calls_;
};
