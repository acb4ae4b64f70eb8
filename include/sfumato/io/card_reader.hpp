#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "sfumato/core/error.hpp"
#include "sfumato/core/shape.hpp"
#include "sfumato/io/printable.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// Reads a model card's values from the metadata of a file; each is text, a number or a list as JSON writes them. A
/// value that is missing or not what it must be throws (io), naming file, key, what was expected and what was found.
class card_reader {
 public:
  card_reader(const std::map<std::string, std::string>& metadata, std::string file)
      : metadata_(metadata), file_(std::move(file)) {}  // the metadata must outlive the reader

  const std::string& text(const std::string& key) const {
    const auto found = metadata_.find(key);
    require(found != metadata_.end(), error_kind::io, file_, ": expected a model card with a value for '", key,
            "', found none; is it a model of this library?");
    return found->second;
  }
  nlohmann::json value(const std::string& key, const char* what) const {
    constexpr std::size_t longest = 1 << 16;
    const std::string& said = text(key);
    if (said.size() > longest || said.find('\0') != std::string::npos)
      complain(key, what);  // NUL ends it for the parser
    try {
      return nlohmann::json::parse(said);
    } catch (const nlohmann::json::exception&) {
      complain(key, what);
    }
  }
  double real(const std::string& key, const char* what) const {
    const nlohmann::json parsed = value(key, what);
    if (!parsed.is_number()) complain(key, what);
    return parsed.get<double>();
  }
  /// A whole number, low <= x <= high.
  index_t whole(const std::string& key, const char* what, index_t low, index_t high) const {
    return whole_in(value(key, what), key, what, low, high);
  }
  std::vector<index_t> list(const std::string& key, const char* what, index_t low, index_t high) const {
    const nlohmann::json parsed = value(key, what);
    if (!parsed.is_array()) complain(key, what);
    std::vector<index_t> values;
    for (const nlohmann::json& item : parsed) values.push_back(whole_in(item, key, what, low, high));
    return values;
  }
  [[noreturn]] void complain(const std::string& key, const char* what) const {
    fail(error_kind::io, file_, ": model card: ", key, ": expected ", what, ", found '", detail::printable(text(key)),
         "'");
  }

 private:
  index_t whole_in(const nlohmann::json& item, const std::string& key, const char* what, index_t low,
                   index_t high) const {
    if (!item.is_number_integer()) complain(key, what);
    if (item.is_number_unsigned() && item.get<std::uint64_t>() > INT64_MAX) complain(key, what);  // would wrap
    const auto x = item.get<index_t>();
    if (x < low || x > high) complain(key, what);
    return x;
  }

  const std::map<std::string, std::string>& metadata_;
  std::string file_;
};

}  // namespace sfumato
