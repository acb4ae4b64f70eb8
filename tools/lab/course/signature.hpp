#pragma once

#include <map>
#include <string>
#include <vector>

namespace sfumato::lab {

/// The types that may travel between judge and worker, with what tools/worker/lab.hpp adds to them.
struct vocabulary {
  std::map<std::string, std::string> aliases;               ///< "features" is "std::vector<image>"
  std::map<std::string, std::vector<std::string>> structs;  ///< "moments" has the fields "curve", "curve"

  /// From the text of lab.hpp: `using name = type;`, lists with checked indices (`struct features :
  /// std::vector<image>`), and structs that have `fields`.
  static vocabulary of(const std::string& lab_hpp);

  /// The type behind a name: scalar, int, bool, std::string, image, curve, std::vector<...>, std::function<...>, or a
  /// struct's name.
  std::string resolved(const std::string& type) const;
};

/// What a function takes and returns: "image(const image& x, scalar alpha_bar)".
struct signature {
  struct parameter {
    std::string type;  ///< without const and &
    std::string name;
    std::string written;  ///< "const image& x"

    std::string without_name() const { return written.substr(0, written.size() - name.size()); }
  };
  std::string result;
  std::vector<parameter> parameters;

  std::string parameters_written() const;
};

/// Throws (config) where something is not of the vocabulary, a parameter has no name, or two have the same.
signature parse_signature(const std::string& text, const vocabulary& known);

/// Of `std::function<image(const image&, int)>`, which needs no names.
signature parse_callback(const std::string& text, const vocabulary& known);

/// Whether this is a name that C++ lets a function have, in snake_case.
bool is_snake_case_name(const std::string& word);

}  // namespace sfumato::lab
