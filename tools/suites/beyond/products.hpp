#pragma once

#include "judge/suite.hpp"

/// The products that a convolution adds up to one number, kept apart so that a message can show them.
class sum_of_products {
 public:
  /// `start` is what stands before the products, in words too: a bias, or nothing.
  explicit sum_of_products(scalar start = 0, const std::string& in_words = "") : total_(start), words_(in_words) {}

  void add(scalar a, scalar b) {
    total_ += a * b;
    if (++count_ <= shown) words_ += text(words_.empty() ? "" : " + ", a, " * ", b);
  }

  scalar total() const { return total_; }
  /// "0.5 + 1.2 * -0.3 + 0.4 * 0.7 + ... (12 products)"
  std::string words() const {
    if (count_ > shown) return text(words_, " + ... (", count_, " products)");
    return words_.empty() ? "0" : words_;
  }

 private:
  static constexpr int shown = 4;

  scalar total_;
  std::string words_;
  int count_ = 0;
};

inline bool is_inside(const image& picture, Eigen::Index y, Eigen::Index x) {
  return 0 <= y && y < picture.rows() && 0 <= x && x < picture.cols();
}

/// What one output pixel of a convolution adds up.
inline sum_of_products output_products(const features& x, const features& windows, scalar bias, Eigen::Index i,
                                       Eigen::Index j) {
  sum_of_products sum(bias, text(bias));
  for (std::size_t c = 0; c < x.size(); ++c)
    for (Eigen::Index u = 0; u < 3; ++u)
      for (Eigen::Index v = 0; v < 3; ++v)
        if (is_inside(x[c], i + u - 1, j + v - 1)) sum.add(windows[c](u, v), x[c](i + u - 1, j + v - 1));
  return sum;
}

inline std::vector<features> draw_windows(inputs& draw, int outputs, int channels) {
  std::vector<features> w;
  for (int o = 0; o < outputs; ++o) w.push_back(draw.channels(channels, 3, 3));
  return w;
}
