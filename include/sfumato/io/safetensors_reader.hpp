#pragma once

#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "sfumato/io/dtype.hpp"
#include "sfumato/io/mapped_file.hpp"
#include "sfumato/io/safetensors_header.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// What is known of one tensor in a file; `bytes` points into the mapped file and lives as long as it.
struct tensor_info {
  dtype type = dtype::f32;
  std::vector<index_t> extents;
  std::span<const std::byte> bytes;

  index_t size() const { return static_cast<index_t>(bytes.size() * 8 / bits_of(type)); }
};

/// A safetensors file, mapped into memory. Opening checks the whole header, so everything behind it is safe to use.
/// Every complaint is one line that names the file, the tensor, what was expected and what was found.
class safetensors_file {
 public:
  /// Throws (io) when the file is missing or anything in its header is wrong.
  static safetensors_file open(const std::filesystem::path& path) { return safetensors_file(path); }

  const std::filesystem::path& path() const { return file_.path(); }
  /// In the order of their data.
  const std::vector<std::string>& names() const { return names_; }
  bool contains(const std::string& name) const { return tensors_.count(name) != 0; }
  const std::map<std::string, std::string>& metadata() const { return metadata_; }

  const tensor_info& info(const std::string& name) const {
    const auto found = tensors_.find(name);
    require(found != tensors_.end(), error_kind::io, path().string(), ": expected a tensor '", detail::printable(name),
            "', found none");
    return found->second;
  }

  /// The elements, row-major. Narrowing rounds to nearest; booleans are 0 and 1. Throws (io) where a finite value has
  /// no finite counterpart in T, T is an integer and the tensor is not, or elements of its type cannot be read.
  template <tensor_element T>
  std::vector<T> read(const std::string& name) const {
    std::vector<T> values(static_cast<std::size_t>(info(name).size()));
    read(name, std::span<T>(values));
    return values;
  }

  /// The same into memory at hand, which must have exactly the tensor's size.
  template <tensor_element T>
  void read(const std::string& name, std::span<T> values) const {
    const tensor_info& tensor = info(name);
    require(values.size() == static_cast<std::size_t>(tensor.size()), error_kind::io, where(name), "expected ",
            values.size(), " elements, found ", tensor.size());
    require_readable(name, tensor);
    require(std::is_floating_point_v<T> || is_whole(tensor.type), error_kind::io, where(name),
            "expected whole numbers (I64), found ", tensor.type);
    if (tensor.type == dtype_of<T>) {
      if (!values.empty()) std::memcpy(values.data(), tensor.bytes.data(), tensor.bytes.size());
      return;
    }
    const std::size_t step = size_of(tensor.type);
    for (std::size_t i = 0; i < values.size(); ++i) {
      const std::byte* from = tensor.bytes.data() + i * step;
      if constexpr (std::is_floating_point_v<T>) {
        const auto wide = detail::load_as<double>(tensor.type, from);
        values[i] = static_cast<T>(wide);
        if (std::is_same_v<T, float> && detail::is_finite_at(tensor.type, from) && !detail::fits_float(wide))
          refuse_wide(name, i, dtype_of<T>);
      } else {
        values[i] = detail::load_as<T>(tensor.type, from);
        if (tensor.type == dtype::u64 && values[i] < 0) refuse_wide(name, i, dtype_of<T>);
      }
    }
  }

  /// Throws (io) unless the tensor has this shape.
  void require_shape(const std::string& name, const std::vector<index_t>& expected) const {
    const tensor_info& tensor = info(name);
    require(tensor.extents == expected, error_kind::io, where(name), "expected shape ", to_string(expected), ", found ",
            to_string(tensor.extents));
  }

  /// Throws (io) if the tensor holds a NaN or an infinity: no trained weight is either.
  void require_finite(const std::string& name) const {
    const tensor_info& tensor = info(name);
    require_readable(name, tensor);
    const std::size_t step = size_of(tensor.type);
    for (std::size_t offset = 0; offset < tensor.bytes.size(); offset += step)
      if (!detail::is_finite_at(tensor.type, tensor.bytes.data() + offset))
        fail(error_kind::io, where(name), "expected finite values, found ",
             std::to_string(detail::load_as<double>(tensor.type, tensor.bytes.data() + offset)), " at index ",
             offset / step);
  }

  /// The same, and where T is a float, that each fits into one.
  template <std::floating_point T>
  void require_finite_as(const std::string& name) const {
    require_finite(name);
    const tensor_info& tensor = info(name);
    if (!std::is_same_v<T, float> || tensor.type != dtype::f64) return;
    for (index_t i = 0; i < tensor.size(); ++i) {
      const auto value = detail::load<double>(tensor.bytes.data() + i * static_cast<index_t>(sizeof(double)));
      if (!detail::fits_float(value)) refuse_wide(name, static_cast<std::size_t>(i), dtype_of<T>);
    }
  }

  /// Reading or checking the tensor again would read the file again: its pages are given back.
  void forget(const std::string& name) const { file_.forget(info(name).bytes); }

 private:
  explicit safetensors_file(const std::filesystem::path& path) : file_(path) {
    const auto bytes = file_.bytes();
    const std::string name = path.string();
    require(bytes.size() >= 8, error_kind::io, name, ": expected a safetensors file of at least 8 bytes, found ",
            bytes.size());
    const auto length = detail::load<std::uint64_t>(bytes.data());
    require(length <= bytes.size() - 8, error_kind::io, name, ": expected a safetensors header of ", length,
            " bytes, found only ", bytes.size() - 8, "; is it a safetensors file, and complete?");
    require(length <= detail::largest_safetensors_header, error_kind::io, name,
            ": expected a safetensors header of at most ", detail::largest_safetensors_header, " bytes, found ",
            length);
    const auto text = bytes.subspan(8, static_cast<std::size_t>(length));
    const auto data = bytes.subspan(8 + text.size());
    safetensors_header header =
        detail::safetensors_parser(name, data.size()).parse({reinterpret_cast<const char*>(text.data()), text.size()});
    metadata_ = std::move(header.metadata);
    for (tensor_entry& entry : header.tensors) {
      names_.push_back(entry.name);
      tensors_.emplace(std::move(entry.name), tensor_info{entry.type, std::move(entry.extents),
                                                          data.subspan(entry.begin, entry.end - entry.begin)});
    }
  }

  void require_readable(const std::string& name, const tensor_info& tensor) const {
    require(is_readable(tensor.type), error_kind::io, where(name), "expected numbers that can be read, found ",
            tensor.type);
  }
  [[noreturn]] void refuse_wide(const std::string& name, std::size_t index, dtype type) const {
    fail(error_kind::io, where(name), "the value at index ", index, " does not fit into ", type);
  }
  std::string where(const std::string& name) const {
    return join(path().string(), ": tensor '", detail::printable(name), "': ");
  }

  mapped_file file_;
  std::vector<std::string> names_;
  std::unordered_map<std::string, tensor_info> tensors_;
  std::map<std::string, std::string> metadata_;
};

}  // namespace sfumato
