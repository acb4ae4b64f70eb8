#pragma once

#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace lab {

/// A mistake that people make: what the code does then, and the sentence that tells them.
template <class Signature>
struct variant {
  std::string name;      // an identifier: "noise_weight_without_root"
  std::string sentence;  // goes on after "This is what comes out when ..."
  std::function<Signature> function;
};

/// What is known of one exercise's mistakes without knowing its types.
struct variant_list {
  struct entry {
    std::string name, sentence;
    bool on_show = true;  // in the bug museum
  };
  std::string function;
  std::vector<entry> entries;
};

inline std::map<std::string, const variant_list*>& all_variants() {
  static std::map<std::string, const variant_list*> all;
  return all;
}

/// The known-wrong variants of one exercise function, listed under its name.
template <class Signature>
class variants : public variant_list {
 public:
  /// The usual ones, which the bug museum shows, and more that the judge names too.
  variants(const std::string& name, std::vector<variant<Signature>> table, std::vector<variant<Signature>> more = {})
      : table_(std::move(table)), on_show_(table_.size()) {
    function = name;
    table_.insert(table_.end(), more.begin(), more.end());
    for (std::size_t i = 0; i < table_.size(); ++i)
      entries.push_back({table_[i].name, table_[i].sentence, i < on_show_});
    all_variants()[name] = this;
  }
  variants(const variants&) = delete;
  variants& operator=(const variants&) = delete;

  /// Those that the museum shows.
  std::vector<variant<Signature>> on_show() const {
    return {table_.begin(), table_.begin() + static_cast<std::ptrdiff_t>(on_show_)};
  }

  auto begin() const { return table_.begin(); }
  auto end() const { return table_.end(); }

  /// The variant of that name, for whoever wants to draw what it does; throws std::out_of_range.
  const std::function<Signature>& operator[](const std::string& name) const {
    for (const auto& wrong : table_)
      if (wrong.name == name) return wrong.function;
    throw std::out_of_range(function + " has no known-wrong variant " + name);
  }

 private:
  std::vector<variant<Signature>> table_;
  std::size_t on_show_;
};

}  // namespace lab
