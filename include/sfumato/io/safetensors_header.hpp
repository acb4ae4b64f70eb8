#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sfumato/core/error.hpp"
#include "sfumato/core/shape.hpp"
#include "sfumato/io/dtype.hpp"
#include "sfumato/io/printable.hpp"

namespace sfumato::inline SFUMATO_ISA {

static_assert(std::endian::native == std::endian::little, "tensor files are little-endian");

/// What a file says about one of its tensors; offsets count from the end of the header.
struct tensor_entry {
  std::string name;
  dtype type = dtype::f32;
  std::vector<index_t> extents;
  std::size_t begin = 0, end = 0;
};

inline std::string to_string(const std::vector<index_t>& extents) {
  std::string text = "(";
  for (std::size_t axis = 0; axis < extents.size(); ++axis) text += (axis ? "," : "") + std::to_string(extents[axis]);
  return text + ")";
}

/// The checked header of a safetensors file, its tensors in the order of their data.
struct safetensors_header {
  std::vector<tensor_entry> tensors;
  std::map<std::string, std::string> metadata;
};

namespace detail {

/// The reference implementation refuses longer headers too.
constexpr std::size_t largest_safetensors_header = 100'000'000;

/// Turns header text into entries; every complaint names the file and the tensor.
class safetensors_parser {
 public:
  safetensors_parser(std::string file, std::size_t data_size) : file_(std::move(file)), data_size_(data_size) {}

  safetensors_header parse(std::string_view text) const {
    const std::size_t first = text.find_first_not_of(" \n\r\t");
    require(first != std::string_view::npos && text[first] == '{', error_kind::io, file_,
            ": expected a safetensors header that begins with '{'; is it a safetensors file?");
    safetensors_header header;
    std::map<std::string, tensor_entry> tensors;
    for_each_value(text, [&](const std::string& name, const json& value) {
      if (name == "__metadata__") {
        header.metadata = parse_metadata(value);
      } else {
        tensors.insert_or_assign(name, parse_entry(name, value));
      }
    });
    for (auto& [name, entry] : tensors) {
      require_sound(entry);
      header.tensors.push_back(std::move(entry));
    }
    require_contiguous(header.tensors);
    return header;
  }

 private:
  using json = nlohmann::json;
  static constexpr int deepest = 127;  // as the reference implementation

  static bool is_field(const std::string& key) { return key == "dtype" || key == "shape" || key == "data_offsets"; }

  /// f(name, value) for everything in the header, as it is read. JSON itself allows any depth, and a key to occur
  /// twice; an entry does not. Of two tensors of one name the last counts, as in the reference implementation, but both
  /// are parsed.
  template <class F>
  void for_each_value(std::string_view text, F&& f) const {
    std::string name;            // of the entry at hand
    std::set<std::string> keys;  // and its fields
    bool has_metadata = false;
    const auto check = [&](int depth, json::parse_event_t event, json& parsed) {
      using at = json::parse_event_t;
      if (depth > deepest) fail(error_kind::io, file_, ": safetensors header: nested deeper than expected");
      if (event == at::object_start && depth == 1) keys.clear();
      if (event == at::key && depth <= 2) {
        const auto& said = parsed.get_ref<const std::string&>();
        if (depth == 1) name = said;
        const bool again = depth == 1 ? said == "__metadata__" && std::exchange(has_metadata, true)
                                      : is_field(said) && !keys.insert(said).second;
        if (again) fail(error_kind::io, file_, ": safetensors header: the name '", printable(said), "' occurs twice");
      }
      const bool complete = depth == 1 && (event == at::object_end || event == at::array_end || event == at::value);
      if (complete) f(name, std::as_const(parsed));
      return !complete;  // nor is it kept
    };
    // The parser takes a NUL for the end of the text.
    require(text.find('\0') == std::string_view::npos, error_kind::io, file_,
            ": safetensors header is not valid JSON: it holds a NUL character");
    try {
      [[maybe_unused]] const json rest = json::parse(text.begin(), text.end(), check);
    } catch (const json::exception& e) {
      fail(error_kind::io, file_, ": safetensors header is not valid JSON: ", printable(e.what()));
    }
  }

  std::map<std::string, std::string> parse_metadata(const json& value) const {
    if (value.is_null()) return {};
    require(value.is_object(), error_kind::io, file_, ": __metadata__: expected an object of strings, found ",
            value.type_name());
    std::map<std::string, std::string> metadata;
    for (const auto& [key, text] : value.items()) {
      require(text.is_string(), error_kind::io, file_, ": __metadata__ '", printable(key),
              "': expected a string, found ", text.type_name());
      metadata[key] = text.get<std::string>();
    }
    return metadata;
  }

  /// The reference implementation reads a list of the three fields too, and leaves what else an entry says to others.
  tensor_entry parse_entry(const std::string& name, const json& given) const {
    const json value = given.is_array() && given.size() == 3
                           ? json{{"dtype", given[0]}, {"shape", given[1]}, {"data_offsets", given[2]}}
                           : given;
    require(value.is_object(), error_kind::io, where(name), "expected an object, found ", value.type_name());
    tensor_entry entry;
    entry.name = name;

    // As a tagged value, {"F32": null}, it is accepted too.
    const json& said = field(name, value, "dtype");
    const bool tagged = said.is_object() && said.size() == 1 && said.begin()->is_null();
    const json type = tagged ? json(said.begin().key()) : said;
    require(type.is_string(), error_kind::io, where(name), "dtype: expected a string, found ", type.type_name());
    const auto known = parse_dtype(type.get_ref<const std::string&>());
    require(known.has_value(), error_kind::io, where(name),
            "dtype: expected a type of the safetensors format, such as F32, found '",
            printable(type.get_ref<const std::string&>()), "'");
    entry.type = *known;

    const json& extents = field(name, value, "shape");
    require(extents.is_array(), error_kind::io, where(name), "shape: expected a list, found ", extents.type_name());
    for (const json& extent : extents) {
      const std::size_t n = natural(name, "shape", extent);
      require(n <= static_cast<std::size_t>(PTRDIFF_MAX), error_kind::io, where(name), "shape: extent ", n,
              " is too large");
      entry.extents.push_back(static_cast<index_t>(n));
    }
    const json& offsets = field(name, value, "data_offsets");
    require(offsets.is_array() && offsets.size() == 2, error_kind::io, where(name),
            "data_offsets: expected [begin, end]");
    entry.begin = natural(name, "data_offsets", offsets[0]);
    entry.end = natural(name, "data_offsets", offsets[1]);
    return entry;
  }

  /// The shape fits the offsets, and these the file.
  void require_sound(const tensor_entry& entry) const {
    const std::string& name = entry.name;
    std::size_t bits = 1;
    bool overflow = false;
    for (const index_t extent : entry.extents)
      overflow |= __builtin_mul_overflow(bits, static_cast<std::size_t>(extent), &bits);
    overflow |= __builtin_mul_overflow(bits, bits_of(entry.type), &bits);
    require(!overflow, error_kind::io, where(name), "shape ", to_string(entry.extents),
            " has more elements than any memory");
    require(bits % 8 == 0, error_kind::io, where(name), "expected whole bytes, found ", entry.type, " ",
            to_string(entry.extents), ", which takes ", bits, " bits");
    const std::size_t bytes = bits / 8;
    require(entry.begin <= entry.end, error_kind::io, where(name), "data_offsets: expected begin <= end, found [",
            entry.begin, ", ", entry.end, "]");
    require(entry.end <= data_size_, error_kind::io, where(name), "data_offsets end at byte ", entry.end,
            ", but the file has only ", data_size_, " bytes of data; is it truncated?");
    require(entry.end - entry.begin == bytes, error_kind::io, where(name), "expected ", bytes, " bytes for ",
            entry.type, " ", to_string(entry.extents), ", data_offsets give ", entry.end - entry.begin);
  }

  /// Together the tensors cover the data exactly once.
  void require_contiguous(std::vector<tensor_entry>& tensors) const {
    std::sort(tensors.begin(), tensors.end(), [](const tensor_entry& a, const tensor_entry& b) {
      return a.begin != b.begin ? a.begin < b.begin : a.end != b.end ? a.end < b.end : a.name < b.name;
    });
    std::size_t covered = 0;
    for (const tensor_entry& entry : tensors) {
      require(entry.begin == covered, error_kind::io, where(entry.name), "expected its data to begin at byte ", covered,
              ", found ", entry.begin, entry.begin < covered ? ": it overlaps another tensor" : ": there is a gap");
      covered = entry.end;
    }
    require(covered == data_size_, error_kind::io, file_, ": expected ", covered, " bytes of data, found ", data_size_,
            ": the file is longer than its header says");
  }

  const json& field(const std::string& name, const json& value, const char* key) const {
    const auto found = value.find(key);
    require(found != value.end(), error_kind::io, where(name), "expected a field '", key, "', found none");
    return *found;
  }
  std::size_t natural(const std::string& name, const char* key, const json& value) const {
    if (!value.is_number_unsigned())
      fail(error_kind::io, where(name), key, ": expected a whole number of at least 0, found ",
           printable(value.dump(-1, ' ', false, json::error_handler_t::replace)));
    return value.get<std::size_t>();
  }
  std::string where(const std::string& name) const { return join(file_, ": tensor '", printable(name), "': "); }

  std::string file_;
  std::size_t data_size_;
};

}  // namespace detail
}  // namespace sfumato
