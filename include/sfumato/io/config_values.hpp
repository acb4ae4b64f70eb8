#pragma once

#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "sfumato/core/error.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// Reads the values of a configuration in JSON one by one, absent and null ones by default. Errors (config) name the
/// file or class and the key.
class config_values {
 public:
  /// what: file or class, for messages. The JSON must outlive this.
  config_values(const nlohmann::json& values, std::string what) : values_(values), what_(std::move(what)) {
    require(values.is_object(), error_kind::config, what_, ": expected a JSON object of options");
  }

  template <class T>
  T get(const std::string& key, const T& otherwise) {
    const nlohmann::json* found = find(key);
    if (!found) return otherwise;
    const nlohmann::json wanted(otherwise);
    const bool fits = wanted.is_number_integer() ? found->is_number_integer()
                      : wanted.is_number()       ? found->is_number()
                                                 : found->type() == wanted.type();
    require(fits, error_kind::config, what_, ": ", key, ": expected a value like ", wanted.dump(), ", found ",
            found->dump());
    return found->get<T>();
  }
  /// A list of numbers; empty if absent.
  template <class T>
  std::vector<T> list(const std::string& key) {
    const nlohmann::json* found = find(key);
    std::vector<T> result;
    if (!found) return result;
    require(found->is_array(), error_kind::config, what_, ": ", key, ": expected a list of numbers, found ",
            found->dump());
    for (const nlohmann::json& item : *found) {
      require(std::is_integral_v<T> ? item.is_number_integer() : item.is_number(), error_kind::config, what_, ": ", key,
              ": expected a list of numbers, found ", item.dump(), " in it");
      result.push_back(item.get<T>());
    }
    return result;
  }
  /// Null if absent.
  const nlohmann::json* find(const std::string& key) {
    known_.insert(key);
    const auto found = values_.find(key);
    return found == values_.end() || found->is_null() ? nullptr : &*found;
  }
  /// For options of which only one value is served.
  void only(const std::string& key, const nlohmann::json& served) {
    const nlohmann::json* found = find(key);  // null is absent
    if (found && *found != served) refuse(key, *found, join("only ", served.dump(), " is served"));
  }
  [[noreturn]] void refuse(const std::string& key, const nlohmann::json& found, const std::string& why) const {
    fail(error_kind::config, what_, ": ", key, " = ", found.dump(), ": ", why);
  }
  /// Refuses the first key that nobody asked for, other than those that begin with an underscore.
  void refuse_unknown() const {
    for (const auto& item : values_.items())
      require(item.key().empty() || item.key()[0] == '_' || known_.count(item.key()), error_kind::config, what_, ": ",
              item.key(), " = ", item.value().dump(), ": an option that is not known here");
  }

 private:
  const nlohmann::json& values_;
  std::string what_;
  std::set<std::string> known_;
};

}  // namespace sfumato::inline SFUMATO_ISA
