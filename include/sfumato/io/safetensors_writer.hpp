#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "sfumato/io/atomic_file.hpp"
#include "sfumato/io/dtype.hpp"
#include "sfumato/io/safetensors_header.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// Collects tensors and writes them as one safetensors file.
///
///     safetensors_writer writer;
///     writer.metadata["network"] = "simple_unet";
///     writer.add("conv.weight", {32, 1, 3, 3}, std::span<const float>(weights));
///     writer.write("model.safetensors");
///
/// The same tensors give the same bytes, in whatever order they were added: like the reference implementation, wide
/// types come first (so all data are aligned) and names are sorted within a type.
class safetensors_writer {
 public:
  std::map<std::string, std::string> metadata;

  /// Copies the values (row-major), rounded to the nearest of the given type; by default as they are. Throws (value)
  /// where the name is taken, the shape and the number of values disagree, a value does not fit the type, or integers
  /// and floating-point types would be mixed.
  template <tensor_element T>
  void add(const std::string& name, const std::vector<index_t>& extents, std::span<const T> values,
           dtype type = dtype_of<T>) {
    require(name != "__metadata__", error_kind::value, "safetensors: '__metadata__' cannot name a tensor");
    require(!contains(name), error_kind::value, where(name), "added twice");
    std::size_t count = 1;
    bool wrong = false;
    for (const index_t extent : extents)
      wrong |= extent < 0 || __builtin_mul_overflow(count, static_cast<std::size_t>(extent), &count);
    require(!wrong && count == values.size(), error_kind::value, where(name), "expected values for shape ",
            to_string(extents), ", got ", values.size());
    const bool storable = std::is_floating_point_v<T> ? is_floating(type) : type == dtype::i64;
    require(storable, error_kind::value, where(name), "cannot store ", dtype_of<T>, " values as ", type);

    pending entry{name, type, extents, std::vector<std::byte>(count * size_of(type))};
    if (type == dtype_of<T>) {
      if (count > 0) std::memcpy(entry.bytes.data(), values.data(), entry.bytes.size());
    } else {
      for (std::size_t i = 0; i < count; ++i)
        if (!detail::store_as(type, static_cast<double>(values[i]), entry.bytes.data() + i * size_of(type)))
          fail(error_kind::value, where(name), "the value at index ", i, " does not fit into ", type);
    }
    tensors_.push_back(std::move(entry));
  }
  template <tensor_element T>
  void add(const std::string& name, const std::vector<index_t>& extents, const std::vector<T>& values,
           dtype type = dtype_of<T>) {
    add(name, extents, std::span<const T>(values), type);
  }

  bool contains(const std::string& name) const {
    return std::any_of(tensors_.begin(), tensors_.end(), [&](const pending& tensor) { return tensor.name == name; });
  }

  /// f(name, bytes) for each tensor, as its bytes will stand in the file.
  template <class F>
  void for_each_tensor(F&& f) const {
    for (const pending& tensor : tensors_) f(tensor.name, std::span<const std::byte>(tensor.bytes));
  }

  /// Replaces the file in one step (see atomic_file). Throws (io) naming the file.
  void write(const std::filesystem::path& path) {
    std::sort(tensors_.begin(), tensors_.end(),
              [](const pending& a, const pending& b) { return a.type != b.type ? a.type > b.type : a.name < b.name; });
    const std::string header = header_text(path);
    const std::uint64_t length = header.size();
    atomic_file file(path);
    file.write(std::as_bytes(std::span(&length, 1)));
    file.write(header);
    for (const pending& tensor : tensors_) file.write(tensor.bytes);
    file.commit();
  }

 private:
  struct pending {
    std::string name;
    dtype type;
    std::vector<index_t> extents;
    std::vector<std::byte> bytes;
  };

  /// Padded with spaces, so that the data begin at a multiple of 8 bytes.
  std::string header_text(const std::filesystem::path& path) const {
    nlohmann::ordered_json json = nlohmann::ordered_json::object();
    if (!metadata.empty()) json["__metadata__"] = metadata;
    std::size_t offset = 0;
    for (const pending& tensor : tensors_) {
      nlohmann::ordered_json entry;
      entry["dtype"] = to_string(tensor.type);
      entry["shape"] = tensor.extents;
      entry["data_offsets"] = {offset, offset + tensor.bytes.size()};
      json.push_back({tensor.name, std::move(entry)});
      offset += tensor.bytes.size();
    }
    try {
      std::string text = json.dump();
      text.resize((text.size() + 7) / 8 * 8, ' ');
      return text;
    } catch (const nlohmann::json::exception& e) {  // text that is not UTF-8
      fail(error_kind::value, path.string(), ": cannot write the safetensors header: ", e.what());
    }
  }

  static std::string where(const std::string& name) { return join("safetensors: tensor '", name, "': "); }

  std::vector<pending> tensors_;
};

}  // namespace sfumato
