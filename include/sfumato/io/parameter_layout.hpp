#pragma once

#include <cstddef>
#include <vector>

#include "sfumato/tensor/parameter.hpp"

namespace sfumato::inline SFUMATO_ISA {

// Weights lie in memory with outputs last, as the kernels want them, and in files with outputs first, as everybody's
// files have them: linear (in,out) as (out,in), conv (kh,kw,in,out) as (out,in,kh,kw). All others are the same in both.

/// The extents of a parameter as files have them.
inline std::vector<index_t> file_extents(parameter_role role, const shape& extent) {
  switch (role) {
    case parameter_role::linear_weight: return {extent[1], extent[0]};
    case parameter_role::conv_weight: return {extent[3], extent[2], extent[0], extent[1]};
    default: break;
  }
  std::vector<index_t> extents;
  for (int axis = 0; axis < extent.rank(); ++axis) extents.push_back(extent[axis]);
  return extents;
}

/// Whether a file's tensor holds a parameter of these extents: it has them, or is a linear layer's weight stored as a
/// 1x1 convolution, (out,in,1,1).
inline bool is_stored_as(const std::vector<index_t>& in_file, parameter_role role,
                         const std::vector<index_t>& extents) {
  if (in_file == extents) return true;
  return role == parameter_role::linear_weight && in_file == std::vector<index_t>{extents[0], extents[1], 1, 1};
}

namespace detail {

/// f(index in memory, index in the file) for every element.
template <class F>
void for_each_place(parameter_role role, const shape& extent, F&& f) {
  const bool conv = role == parameter_role::conv_weight;
  if (!conv && role != parameter_role::linear_weight) {
    for (index_t i = 0; i < extent.size(); ++i) f(static_cast<std::size_t>(i), static_cast<std::size_t>(i));
    return;
  }
  const index_t taps = conv ? extent[0] * extent[1] : 1, in = extent[extent.rank() - 2], out = extent.back();
  // In the order that reads each line of the file's memory while it is in cache.
  for (index_t i = 0; i < in; ++i)
    for (index_t o = 0; o < out; ++o)
      for (index_t tap = 0; tap < taps; ++tap)
        f(static_cast<std::size_t>((tap * in + i) * out + o), static_cast<std::size_t>((o * in + i) * taps + tap));
}

}  // namespace detail

template <class T>
std::vector<T> to_file_order(parameter_role role, const shape& extent, const std::vector<T>& memory) {
  std::vector<T> file(memory.size());
  detail::for_each_place(role, extent, [&](std::size_t m, std::size_t f) { file[f] = memory[m]; });
  return file;
}

/// The other way round, into memory at hand or anew.
template <class T>
void from_file_order(parameter_role role, const shape& extent, const std::vector<T>& file, std::vector<T>& memory) {
  memory.resize(file.size());
  detail::for_each_place(role, extent, [&](std::size_t m, std::size_t f) { memory[m] = file[f]; });
}
template <class T>
std::vector<T> from_file_order(parameter_role role, const shape& extent, const std::vector<T>& file) {
  std::vector<T> memory;
  from_file_order(role, extent, file, memory);
  return memory;
}

}  // namespace sfumato
