#pragma once

// All that an exercise may use: the standard library, Eigen's arrays, and the few names below.

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <stdexcept>
#include <string>
#include <vector>

#include "places.hpp"

namespace lab {

/// Thrown by todo(); the judge turns it into the verdict "not_implemented".
struct not_implemented : std::logic_error {
  using std::logic_error::logic_error;
};

/// The size of an operand in words; empty for what is none.
struct operand_size {
  std::string words;

  template <class T>
  operand_size(const T& operand) {
    if constexpr (requires { operand.rows(), operand.cols(), T::ColsAtCompileTime; })
      words = T::ColsAtCompileTime == 1 ? std::to_string(operand.rows()) + " numbers"
                                        : std::to_string(operand.rows()) + " x " + std::to_string(operand.cols());
  }
};

/// What a name stands for where Eigen's own function has no operand of that name.
struct no_operand {};

[[noreturn]] inline void report_broken_rule(const std::string& condition, const operand_size& left,
                                            const operand_size& right, const operand_size& to,
                                            const operand_size& from) {
  const auto mentions = [&](const char* text) { return condition.find(text) != std::string::npos; };
  const bool index = mentions("< rows()") || mentions("< size()") || mentions("< cols()") || mentions("xpr.rows()");
  if (index)
    throw broken_rule(
        "an index is outside of its array (they count from 0 to size - 1). The tests use several sizes: take them from "
        "x.rows(), x.cols() or x.size(), not from one picture");
  if (mentions("lhs.cols() == rhs.rows()"))
    throw broken_rule(
        "a matrix product whose sizes do not fit: the left one needs as many columns as the right one rows");
  if (mentions(".rows() ==") || mentions(".size() ==") || mentions("rows() == "))
    throw broken_rule("two arrays of different sizes are combined element by element" +
                      (!left.words.empty() ? ": " + left.words + " and " + right.words
                       : !to.words.empty() ? ": " + to.words + " and " + from.words
                                           : ""));
  if (mentions("DenseBase::resize"))
    throw broken_rule("what stands right of = has another size than the row or the column that it is stored in");
  throw broken_rule("Eigen's rule is broken: " + condition);
}

/// What todo() returns, so that `return todo("1.2");` compiles in every function.
struct anything {
  template <class T>
  operator T() const {
    throw std::logic_error("todo() never returns");
  }
};

}  // namespace lab

// Eigen calls the operands so where their sizes must be equal; elsewhere the names find these.
namespace Eigen {
inline constexpr lab::no_operand aLhs, aRhs, dst, src;
}

#define eigen_assert(condition) ((condition) ? void() : ::lab::report_broken_rule(#condition, aLhs, aRhs, dst, src))
#define EIGEN_ARRAY_PLUGIN "checked_array.inc"
#include <Eigen/Core>

/// One number.
using scalar = double;

/// A grey image: rows are y (downwards), columns are x. `x0(y, x)` is one pixel; + - * / work pixel by pixel.
using image = Eigen::Array<scalar, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// One number a timestep, or any flat list of numbers. `betas(t)` is one of them, counted from 0.
using curve = Eigen::Array<scalar, Eigen::Dynamic, 1>;

/// What flows through a network: one image a channel. `x[c](y, x)` is one value.
struct features : std::vector<image> {
  using std::vector<image>::vector;
  features() = default;
  features(std::vector<image> channels) : std::vector<image>(std::move(channels)) {}

  image& operator[](lab::located_index c) { return data()[checked(c)]; }
  const image& operator[](lab::located_index c) const { return data()[checked(c)]; }

 private:
  std::size_t checked(lab::located_index c) const {
    const auto channels = static_cast<long long>(size());
    if (c.value < 0 || c.value >= channels) lab::report_index(c.from, c.value, channels);
    return static_cast<std::size_t>(c.value);
  }
};

/// A network that looks at a noisy image and its timestep and predicts the noise in it.
using denoiser = std::function<image(const image& noisy, int t)>;

/// Draws a fresh image of standard normal noise at every call.
using noise_source = std::function<image()>;

/// The reverse mean at timestep t, with the schedule inside: yours of 3.1.
using mean_step = std::function<image(const image& x_t, const image& predicted_noise, int t)>;

/// One layer of a network, its weights inside: features in, features out.
using layer = std::function<features(const features&)>;

/// The two running averages of Adam: of the gradient, and of its square. `fields` names them for the judge.
struct moments {
  curve first, second;

  void fields(auto&& visit) {
    visit("first", first);
    visit("second", second);
  }
};

/// What a U-Net's encoder hands on: features at full and half resolution for the skip connections, and at a quarter for
/// the bottleneck.
struct encoded {
  features full, half, quarter;

  void fields(auto&& visit) {
    visit("full", full);
    visit("half", half);
    visit("quarter", quarter);
  }
};

/// What goes backwards through a convolution: how the loss changes with its input, its weights and its biases.
struct conv2d_gradients {
  features dx;
  std::vector<features> dw;
  curve db;

  void fields(auto&& visit) {
    visit("dx", dx);
    visit("dw", dw);
    visit("db", db);
  }
};

/// Marks what is still to be written.
[[noreturn]] inline lab::anything todo(const std::string& exercise) { throw lab::not_implemented(exercise); }
