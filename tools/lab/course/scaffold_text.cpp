#include "lab/course/scaffold_text.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "sfumato/core/error.hpp"

namespace sfumato::lab {

namespace {

/// The first of the names that no parameter has.
std::string free_name(const signature& of, std::initializer_list<const char*> names) {
  for (const char* name : names)
    if (std::none_of(of.parameters.begin(), of.parameters.end(), [&](const auto& one) { return one.name == name; }))
      return name;
  return std::string(*names.begin()) + "_";
}

std::string names_of(const signature& of) {
  std::string all;
  for (const auto& one : of.parameters) all += (all.empty() ? "" : ", ") + one.name;
  return all;
}

}  // namespace

std::string scaffold_text::solution() const {
  std::size_t width = std::string("returns").size();
  for (const auto& one : called.parameters) width = std::max(width, one.name.size());
  const auto row = [&](const std::string& name, const std::string& what) {
    return join("/// ", name, std::string(width - name.size() + 2, ' '), what, "\n");
  };
  std::string text = join("/// Exercise ", wanted.id, ": ", wanted.title, ". What it is for, in a sentence or two.\n",
                          "///\n///     the equation: ", formula.formula(), "\n///\n");
  for (const auto& one : called.parameters) text += row(one.name, join("its size and range (", one.type, ")"));
  text += row("returns", join("its size and range (", called.result, ")"));
  text += "///\n/// Source: authors and year, \"title\", equation.\n";
  text += join("inline ", called.result, " ", wanted.function, "(", called.parameters_written(), ") {\n");
  text += join("  // BEGIN SOLUTION return todo(\"", wanted.id, "\");\n");
  return text + join("  return ", formula.formula(), ";\n  // END SOLUTION\n}\n");
}

std::string scaffold_text::registry_line() const {
  return join("LAB_EXERCISE(\"", wanted.id, "\", ", wanted.function, ", ", called.result, "(",
              called.parameters_written(), "))\n");
}

std::string scaffold_text::wrong_variants() const {
  const std::string group = folder + "/" + wanted.file.substr(0, wanted.file.rfind('.'));
  std::string text = join("#pragma once\n\n#include \"", group, ".registry.hpp\"\n#include \"judge/variants.hpp\"\n\n",
                          "namespace wrong {\n\ninline const lab::variants<signature::", wanted.function, "> ",
                          wanted.function, "(\n    \"", wanted.function, "\",\n    {");
  const struct {
    const char *name, *sentence;
    int factor;
  } mistakes[] = {{"factor_missing", "the factor 2 is missing", 1},
                  {"factor_twice", "the factor 2 is applied twice", 4},
                  {"wrong_sign", "the sign is wrong", -2}};
  for (const auto& mistake : mistakes)
    text +=
        join(mistake.factor == 1 ? "" : ",\n     ", "{\"", mistake.name, "\", \"", mistake.sentence, "\",\n      [](",
             formula.used_parameters(), ") -> ", called.result, " { return ", formula.formula(mistake.factor), "; }}");
  return text + "});\n\n}  // namespace wrong\n";
}

std::string scaffold_text::suite() const {
  const std::string expected = free_name(called, {"expected", "by_equation"});
  const std::string draw = free_name(called, {"draw", "drawn"}), at = free_name(called, {"at", "here"});
  std::string text = join("#include \"", folder, "/", wanted.function, ".wrong.hpp\"\n",
                          "#include \"judge/suite.hpp\"\n\nnamespace {\n\n",
                          "// What must come out, computed here and never by the solution.\n", called.result, " ",
                          expected, "(", formula.used_parameters(), ") { return ", formula.formula(), "; }\n\n");
  text += join("void expect_equation(", called.parameters_written(), ") {\n  const auto formula = [&](const place&",
               formula.uses_place() ? " " + at : "", ") { return ", formula.explained(at), "; };\n");
  const std::string names = names_of(called);
  text += join("  ask(student::", wanted.function, names.empty() ? "" : ", ", names, ").must_give(", expected, "(",
               names, "), formula);\n}\n");
  const char* tests[] = {"follows_its_equation", "follows_it_for_other_inputs", "follows_it_for_the_smallest_inputs"};
  for (int size = 0; size < 3; ++size) {
    const std::string arguments = formula.arguments(size, draw);
    const bool draws = arguments.find(draw + ".") != std::string::npos;
    text += join("\nTEST(", wanted.function, ", ", tests[size], ") {\n", draws ? "  inputs " + draw + ";\n" : "",
                 "  expect_equation(", arguments, ");\n}\n");
  }
  return text + "\n}  // namespace\n";
}

std::string scaffold_text::manifest_entry() const {
  const auto quoted = [](const std::string& text) { return nlohmann::json(text).dump(); };
  return join(
      "{\n  \"id\": ", quoted(wanted.id), ",\n  \"title\": ", quoted(wanted.title),
      ",\n  \"file\": ", quoted(wanted.file), ",\n  \"function\": ", quoted(wanted.function),
      ",\n  \"level\": \"stretch\",\n  \"points\": 5,\n  \"minutes\": 10,\n  \"tests\": 3,\n  \"hints\": [\n    ",
      quoted("Where to look: which line of the equation above the function matters?"), ",\n    ",
      quoted("How to go about it, in words."), ",\n    ", quoted("return " + formula.formula() + ";"),
      "\n  ],\n  \"glossary\": []\n}");
}

}  // namespace sfumato::lab
