#include "lab/course/manifest_text.hpp"

#include <functional>
#include <nlohmann/json.hpp>

#include "sfumato/core/error.hpp"

namespace sfumato::lab {

namespace {

using json = nlohmann::ordered_json;

// The text is known to be JSON: only the ends of things are looked for.

std::size_t skip_space(const std::string& text, std::size_t at) { return text.find_first_not_of(" \t\r\n", at); }

std::size_t end_of_string(const std::string& text, std::size_t at) {
  for (++at; text[at] != '"'; ++at)
    if (text[at] == '\\') ++at;
  return at + 1;
}

/// Behind the value that begins there.
std::size_t end_of_value(const std::string& text, std::size_t at) {
  if (text[at] == '"') return end_of_string(text, at);
  if (text[at] != '{' && text[at] != '[') return text.find_first_of(",]} \t\r\n", at);
  for (int depth = 0;;) {
    if (text[at] == '"') {
      at = end_of_string(text, at);
      continue;
    }
    depth += text[at] == '{' || text[at] == '[' ? 1 : text[at] == '}' || text[at] == ']' ? -1 : 0;
    ++at;
    if (depth == 0) return at;
  }
}

/// Calls visit(begin, end) for every element of an array until it returns true.
void visit_elements(const std::string& text, std::size_t array,
                    const std::function<bool(std::size_t, std::size_t)>& visit) {
  for (std::size_t at = skip_space(text, array + 1); text[at] != ']';) {
    const std::size_t end = end_of_value(text, at);
    if (visit(at, end)) return;
    at = skip_space(text, end);
    if (text[at] == ',') at = skip_space(text, at + 1);
  }
}

/// Where the value of a field begins.
std::size_t field(const std::string& text, std::size_t object, const std::string& name) {
  for (std::size_t at = skip_space(text, object + 1); text[at] != '}';) {
    const std::size_t end = end_of_string(text, at);
    const std::size_t value = skip_space(text, text.find(':', end) + 1);
    if (text.substr(at + 1, end - at - 2) == name) return value;
    at = skip_space(text, end_of_value(text, value));
    if (text[at] == ',') at = skip_space(text, at + 1);
  }
  fail(error_kind::config, "exercises/manifest.json: expected a field ", name);
}

/// The white space before a place on its line; one that has something before it begins no line.
std::string indentation(const std::string& text, std::size_t at) {
  const std::size_t line = text.rfind('\n', at) + 1;
  const std::string before = text.substr(line, at - line);
  return before.find_first_not_of(' ') == std::string::npos ? before : "";
}

std::string indented(const std::string& lines, const std::string& by) {
  std::string all = by;
  for (const char c : lines) all += c == '\n' ? "\n" + by : std::string(1, c);
  return all;
}

}  // namespace

std::string with_exercise(const std::string& manifest, const std::string& module, const std::string& added) {
  json expected = json::parse(manifest);
  std::string text = manifest;
  bool found = false;
  visit_elements(text, field(text, skip_space(text, 0), "modules"), [&](std::size_t begin, std::size_t) {
    const std::size_t id = field(text, begin, "id");
    if (text.substr(id, end_of_string(text, id) - id) != "\"" + module + "\"") return false;
    found = true;
    const std::size_t list = field(text, begin, "exercises");
    std::size_t last = 0, last_end = 0;
    visit_elements(text, list, [&](std::size_t at, std::size_t end) {
      last = at;
      last_end = end;
      return false;
    });
    if (last > 0) {
      text.insert(last_end, ",\n" + indented(added, indentation(text, last)));
    } else {
      const std::string outer = indentation(text, text.rfind("\"exercises\"", list));
      const std::size_t end = end_of_value(text, list);
      text.replace(list, end - list, "[\n" + indented(added, outer + "  ") + "\n" + outer + "]");
    }
    return true;
  });
  require(found, error_kind::config, "exercises/manifest.json: no module ", module);

  for (json& one : expected.at("modules"))
    if (one.at("id") == module) one.at("exercises").push_back(json::parse(added));
  require(json::parse(text) == expected, error_kind::config,
          "exercises/manifest.json: cannot be added to; write the exercise there by hand");
  return text;
}

}  // namespace sfumato::lab
