#pragma once

#include <climits>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sfumato/core/error.hpp"
#include "sfumato/core/finite.hpp"
#include "sfumato/core/shape.hpp"
#include "sfumato/io/printable.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// A configuration as a JSON object, read key by key. An absent key gives the default; a value that is not what it must
/// be throws (io), naming file and key, what was expected and what was found; finish() refuses the keys that nobody
/// asked for, other than those that begin with an underscore: notes that the reference library makes for itself.
class json_object {
 public:
  using json = nlohmann::json;

  /// Throws (io) where the file is missing, longer than a configuration ever is, not JSON, no object, or names a key
  /// twice.
  static json_object read(const std::filesystem::path& path) {
    const std::string name = path.string();
    std::error_code problem;
    const auto size = std::filesystem::file_size(path, problem);
    require(!problem, error_kind::io, name, ": expected a file, found none that can be read");
    require(size <= longest_file, error_kind::io, name, ": expected a configuration of at most ", longest_file,
            " bytes, found ", size);
    std::ifstream file(path, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    require(!file.bad() && text.size() == size, error_kind::io, name, ": cannot be read");
    return of_text(name, text);
  }
  /// file: for messages.
  static json_object of_text(std::string file, std::string_view text) {
    json object = parse(file, text);
    return json_object(std::move(file), std::move(object));
  }
  json_object(std::string file, json object) : file_(std::move(file)), object_(std::move(object)) {
    require(object_.is_object(), error_kind::io, file_, ": expected a JSON object, found ", object_.type_name());
  }

  const std::string& file() const { return file_; }
  const json& all() const { return object_; }

  /// The value of a key, or null with `present` false.
  const json* find(const std::string& key) const {
    asked_.insert(key);
    const auto found = object_.find(key);
    return found == object_.end() ? nullptr : &*found;
  }
  /// The same, null where the value itself is.
  const json* find_value(const std::string& key) const {
    const json* found = find(key);
    return found && found->is_null() ? nullptr : found;
  }

  /// A whole number, low <= x <= high.
  index_t whole(const std::string& key, index_t otherwise, index_t low, index_t high) const {
    const json* found = find(key);
    return found ? whole_in(key, *found, low, high) : otherwise;
  }
  /// The same, or null for none.
  std::optional<index_t> whole_or_null(const std::string& key, std::optional<index_t> otherwise, index_t low,
                                       index_t high) const {
    const json* found = find(key);
    if (!found) return otherwise;
    if (found->is_null()) return std::nullopt;
    return whole_in(key, *found, low, high);
  }
  std::vector<index_t> wholes(const std::string& key, std::vector<index_t> otherwise, index_t low, index_t high) const {
    const json* found = find(key);
    if (!found) return otherwise;
    std::vector<index_t> list;
    for (const json& item : items(key, *found)) list.push_back(whole_in(key, item, low, high));
    return list;
  }
  double real(const std::string& key, double otherwise) const {
    const json* found = find(key);
    return found ? real_in(key, *found) : otherwise;
  }
  std::vector<double> reals(const std::string& key) const {
    const json* found = find(key);
    std::vector<double> list;
    if (found && !found->is_null())
      for (const json& item : items(key, *found)) list.push_back(real_in(key, item));
    return list;
  }
  bool boolean(const std::string& key, bool otherwise) const {
    const json* found = find(key);
    if (found && !found->is_boolean()) refuse(key, "true or false");
    return found ? found->get<bool>() : otherwise;
  }
  std::string text(const std::string& key, const std::string& otherwise) const {
    const json* found = find(key);
    return found ? text_in(key, *found) : otherwise;
  }
  std::vector<std::string> texts(const std::string& key) const {
    const json* found = find(key);
    std::vector<std::string> list;
    if (found)
      for (const json& item : items(key, *found)) list.push_back(text_in(key, item));
    return list;
  }
  /// The one among `names` that the key says; an index into them.
  std::size_t one_of(const std::string& key, std::initializer_list<const char*> names,
                     const std::string& otherwise) const {
    const std::string said = text(key, otherwise);
    std::string known;
    std::size_t i = 0;
    for (const char* name : names) {
      if (said == name) return i;
      known += (i++ == 0 ? "" : i == names.size() ? " or " : ", ") + std::string(name);
    }
    refuse(key, known);
  }

  /// A key of which one value is served; null is as good as absent.
  void only(const std::string& key, const json& served) const {
    const json* found = find_value(key);
    if (found && *found != served) refuse(key, served.dump() + ", which alone is served");
  }

  /// These keys say nothing that matters here.
  void ignore(std::initializer_list<const char*> keys) const {
    for (const char* key : keys) asked_.insert(key);
  }
  /// Refuses the first key that nobody asked for.
  void finish() const {
    for (const auto& [key, value] : object_.items())
      if (!key.starts_with('_') && asked_.count(key) == 0)
        fail(error_kind::io, file_, ": '", detail::printable(key),
             "': expected no such key, since nothing here knows it; found ", shown(value));
  }

  [[noreturn]] void refuse(const std::string& key, const std::string& expected) const {
    const auto found = object_.find(key);
    fail(error_kind::io, file_, ": ", key, ": expected ", expected, ", found ",
         found == object_.end() ? std::string("none") : shown(*found));
  }

 private:
  static constexpr std::size_t longest_file = 1 << 20, longest_list = 1 << 16;
  static constexpr int deepest = 16;

  static json parse(const std::string& file, std::string_view text) {
    std::vector<std::set<std::string>> names(1);
    std::string last;  // the key before what is wrong
    const auto check = [&](int depth, json::parse_event_t event, json& parsed) {
      if (depth > deepest) fail(error_kind::io, file, ": nested deeper than any configuration");
      if (event == json::parse_event_t::object_start) names.emplace_back();
      if (event == json::parse_event_t::object_end) names.pop_back();
      if (event == json::parse_event_t::key) {
        last = parsed.get<std::string>();
        if (!names.back().insert(last).second)
          fail(error_kind::io, file, ": the key '", detail::printable(last), "' occurs twice");
      }
      return true;
    };
    // The parser takes a NUL for the end of the text.
    require(text.find('\0') == std::string_view::npos, error_kind::io, file,
            ": not valid JSON: it holds a NUL character");
    json parsed;
    try {
      parsed = json::parse(text.begin(), text.end(), check);
    } catch (const json::exception& e) {
      fail(error_kind::io, file, ": not valid JSON",
           last.empty() ? std::string() : join(" after the key '", detail::printable(last), "'"), ": ",
           detail::printable(e.what()));
    }
    return parsed;
  }

  const json& items(const std::string& key, const json& value) const {
    if (!value.is_array() || value.size() > longest_list) refuse(key, "a list");
    return value;
  }
  index_t whole_in(const std::string& key, const json& value, index_t low, index_t high) const {
    const bool fits =
        value.is_number_integer() && !(value.is_number_unsigned() && value.get<std::uint64_t>() > INT64_MAX);
    if (!fits || value.get<std::int64_t>() < low || value.get<std::int64_t>() > high)
      refuse(key, join("a whole number from ", low, " to ", high));
    return value.get<std::int64_t>();
  }
  double real_in(const std::string& key, const json& value) const {
    if (!value.is_number() || !is_finite(value.get<double>())) refuse(key, "a number");
    return value.get<double>();
  }
  std::string text_in(const std::string& key, const json& value) const {
    if (!value.is_string()) refuse(key, "a name");
    return value.get<std::string>();
  }

  static std::string shown(const json& value) {
    return detail::printable(value.dump(-1, ' ', true, json::error_handler_t::replace));
  }

  std::string file_;
  json object_;
  mutable std::set<std::string> asked_;
};

}  // namespace sfumato
