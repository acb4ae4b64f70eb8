#include "lab/course/example.hpp"

#include "sfumato/core/error.hpp"

namespace sfumato::lab {

namespace {

bool is_list(const std::string& type) { return type.rfind("std::vector<", 0) == 0; }
bool is_function(const std::string& type) { return type.rfind("std::function<", 0) == 0; }

std::string inner(const std::string& type) {
  const std::size_t open = type.find('<');
  return type.substr(open + 1, type.rfind('>') - open - 1);
}

}  // namespace

example::example(const signature& of, const vocabulary& known) : of_(of), known_(known) {
  for (const char* number : {"scalar", "int", "image", "curve"})
    for (const auto& one : of_.parameters)
      if (scaled_.empty() && of_.result == number && one.type == number) scaled_ = one.name;
}

std::string example::formula(int factor) const {
  if (scaled_.empty()) return constant(of_.result, factor);
  return factor == 1 ? scaled_ : join(factor, " * ", scaled_);
}

std::string example::used_parameters() const {
  std::string all;
  for (const auto& one : of_.parameters) {
    const std::string type = one.without_name();
    all += (all.empty() ? "" : ", ") +
           (one.name == scaled_ ? one.written : type.substr(0, type.find_last_not_of(' ') + 1));
  }
  return all;
}

bool example::uses_place() const { return !scaled_.empty() && (of_.result == "image" || of_.result == "curve"); }

std::string example::explained(const std::string& at) const {
  if (scaled_.empty()) return "text(\"the equation with its numbers\")";
  const char* open = "text(\"2 * \", ";
  if (of_.result == "image") return join(open, scaled_, "(", at, ".y(), ", at, ".x()))");
  if (of_.result == "curve") return join(open, scaled_, "(", at, ".i()))");
  return join(open, scaled_, ")");
}

std::string example::arguments(int size, const std::string& draw) const {
  std::string all;
  for (const auto& one : of_.parameters) all += (all.empty() ? "" : ", ") + argument(one.type, size, draw);
  return all;
}

std::string example::constant(const std::string& type, int factor) const {
  const std::string meaning = known_.resolved(type);
  if (meaning == "bool") return factor == 2 ? "true" : "false";
  if (meaning == "std::string") return join("std::string(\"", factor, "\")");
  if (meaning == "image") return join("image::Constant(2, 3, ", factor, ")");
  if (meaning == "curve") return join("curve::Constant(3, ", factor, ")");
  if (is_list(meaning)) return join(type, "{", constant(inner(meaning), factor), "}");
  if (const auto fields = known_.structs.find(meaning); fields != known_.structs.end()) {
    std::string all;
    for (const std::string& field : fields->second) all += (all.empty() ? "" : ", ") + constant(field, factor);
    return join(type, "{", all, "}");
  }
  return std::to_string(factor);
}

std::string example::argument(const std::string& type, int size, const std::string& draw) const {
  const char* images[] = {"3, 4", "5, 2", "1, 1"};
  const char* counts[] = {"5", "3", "1"};
  const std::string meaning = known_.resolved(type);
  if (meaning == "bool") return size == 0 ? "true" : "false";
  if (meaning == "int") return draw + ".integer(1, 5)";
  if (meaning == "scalar") return draw + ".uniform(0.1, 0.9)";
  if (meaning == "std::string") return "std::string(\"word\")";
  if (meaning == "image") return join(draw, ".pixels(", images[size], ")");
  if (meaning == "curve") return join(draw, ".normals(", counts[size], ")");
  if (is_list(meaning)) return join(type, "{", argument(inner(meaning), size, draw), "}");
  if (is_function(meaning)) {
    const signature called = parse_callback(inner(meaning), known_);
    std::string types;
    for (const auto& one : called.parameters) {
      const std::string written = one.without_name();
      types += (types.empty() ? "" : ", ") + written.substr(0, written.find_last_not_of(' ') + 1);
    }
    return join("[](", types, ") -> ", called.result, " { return ", constant(called.result, 2), "; }");
  }
  std::string all;
  for (const std::string& field : known_.structs.at(meaning))
    all += (all.empty() ? "" : ", ") + argument(field, size, draw);
  return join(type, "{", all, "}");
}

}  // namespace sfumato::lab
