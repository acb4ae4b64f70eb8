#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "../golden.hpp"
#include "sfumato/backend/cpu/cpu.hpp"
#include "sfumato/io/image_layout.hpp"
#include "sfumato/io/parameter_layout.hpp"
#include "sfumato/io/pretrained.hpp"

namespace sfumato_test {

using namespace sfumato;

/// The networks of the golden folder that are UNet2DModels with results beside them: the names of their folders.
inline std::vector<std::string> golden_unets() {
  std::vector<std::string> names;
  for (const auto& item : std::filesystem::directory_iterator(golden::folder())) {
    const std::string name = item.path().filename().string();
    if (!std::filesystem::exists(item.path() / "config.json") ||
        !std::filesystem::exists(item.path() / "io.safetensors"))
      continue;
    if (golden::json(name + "/config.json").value("_class_name", "") == "UNet2DModel") names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

/// Images of a golden file (N,C,H,W) in the order of memory.
template <class T>
struct golden_images {
  shape extent;
  std::vector<T> values;

  golden_images(const golden::tensors& file, const std::string& name) {
    const auto e = file.shape(name);
    extent = shape{e[0], e[2], e[3], e[1]};
    const std::vector<double> wide = file.f64(name);
    values = to_channels_last(extent, std::vector<T>(wide.begin(), wide.end()));
  }
};

/// |got - want| <= absolute + relative max |want|, for every element.
template <class T>
void expect_near(const std::string& what, const T* got, const std::vector<double>& want, double absolute,
                 double relative = 0) {
  double largest = 0, worst = 0;
  std::size_t where = 0;
  for (std::size_t i = 0; i < want.size(); ++i) {
    largest = std::max(largest, std::abs(want[i]));
    const double error = std::abs(static_cast<double>(got[i]) - want[i]);
    if (!(error <= worst)) worst = error, where = i;
    if (std::isnan(error)) break;
  }
  EXPECT_LE(worst, absolute + relative * largest)
      << what << " element " << where << ": expected " << want[where] << ", got " << got[where];
}

/// A parameter's tensor of a golden file in the order of memory.
template <class T>
std::vector<double> golden_parameter(const golden::tensors& file, const std::string& name, const parameter<T>& p) {
  return from_file_order(p.role, p.extent, file.f64(name));
}

/// The weights that golden/README.md makes from names: numbers u in [0,1) from a hash of the name and the place in file
/// order; weights (2u-1) sqrt(3 / fan_in), biases (2u-1)/10, norm weights 1 + (2u-1)/4; rounded to float.
class weights_from_name {
 public:
  explicit weights_from_name(const std::string& name) : name_(name) {
    for (const char c : name) hash_ = (hash_ ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  }

  template <class T>
  std::vector<T> in_memory_order(const parameter<T>& p) const {
    const std::vector<index_t> extents = file_extents(p.role, p.extent);
    const double fan_in = static_cast<double>(p.extent.size()) / static_cast<double>(extents[0]);
    const bool is_bias = name_.size() >= 4 && name_.compare(name_.size() - 4, 4, "bias") == 0;
    std::vector<T> file(static_cast<std::size_t>(p.extent.size()));
    for (std::size_t i = 0; i < file.size(); ++i) {
      const double u = 2 * uniform(i) - 1;
      const double wide = extents.size() >= 2 ? u * std::sqrt(3 / fan_in) : is_bias ? u * 0.1 : 1 + 0.25 * u;
      file[i] = static_cast<T>(static_cast<float>(wide));
    }
    return from_file_order(p.role, p.extent, file);
  }

 private:
  double uniform(std::size_t i) const {
    std::uint64_t z = hash_ + (i + 1) * 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    z = z ^ (z >> 31);
    return static_cast<double>(z >> 40) / 0x1p24;
  }

  std::string name_;
  std::uint64_t hash_ = 0xcbf29ce484222325u;
};

template <class Module>
void fill_from_names(Module& net) {
  for_each_parameter(net, [](const std::string& name, auto& p) {
    const auto values = weights_from_name(name).in_memory_order(p);
    std::copy(values.begin(), values.end(), p.value);
  });
}

}  // namespace sfumato_test
