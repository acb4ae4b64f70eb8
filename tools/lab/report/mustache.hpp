#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace sfumato::lab::report {

/// What the names in a text stand for: words, or whether something is so.
using text_values = std::map<std::string, std::variant<bool, std::string>, std::less<>>;

/// A piece of a file that is edited by hand: HTML with the names of mustache.
///
///     {{name}}               words, escaped
///     {{{name}}}             HTML
///     {{#name}}...{{/name}}  only where name is so; {{^name}}...{{/name}} where it is not
///     {{#kept}}...{{/kept}}  always, and for the answers on paper, too
struct template_text {
  std::filesystem::path file;
  std::size_t line = 1;  ///< of the file, at which it begins
  std::string body;
};

/// The text with values for its names. What is inside of {{#kept}} is appended to kept. Throws (config) with file and
/// line for a name that has no value or one of the other kind, and for what is not closed.
std::string fill(const template_text& text, const text_values& values, std::string& kept);

struct name_in_text {
  std::string name;
  std::size_t line;
};

/// All names in it but "kept", those inside of {{#...}} included. Throws as fill().
std::vector<name_in_text> names_in(const template_text& text);

}  // namespace sfumato::lab::report
