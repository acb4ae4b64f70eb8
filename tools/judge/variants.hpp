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
  variants(const std::string& name, std::vector<variant<Signature>> table) : table_(std::move(table)) {
    function = name;
    for (const auto& wrong : table_) entries.push_back({wrong.name, wrong.sentence});
    all_variants()[name] = this;
  }
  variants(const variants&) = delete;
  variants& operator=(const variants&) = delete;

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
};

}  // namespace lab
