#include "judge/manifest.hpp"

#include <cctype>
#include <fstream>
#include <nlohmann/json.hpp>

#include "sfumato/core/error.hpp"

namespace lab {
namespace {

using json = nlohmann::json;
using sfumato::error_kind;
using sfumato::fail;

/// Reads fields of one object of the manifest; every mistake names the file, the entry and the field.
class entry {
 public:
  entry(const std::string& file, const std::string& name, const json& object)
      : file_(file), name_(name), object_(object) {
    if (!object.is_object()) wrong("expected an object");
  }

  std::string text(const char* field) const {
    const json& value = at(field);
    if (!value.is_string() || value.get_ref<const std::string&>().empty()) wrong("expected a text for ", field);
    return value.get<std::string>();
  }
  std::string text_or(const char* field, const std::string& otherwise) const {
    return object_.contains(field) ? text(field) : otherwise;
  }
  int count(const char* field) const {
    const json& value = at(field);
    if (!value.is_number_unsigned() || value.get<unsigned>() > 1000) wrong("expected 0 to 1000 for ", field);
    return value.get<int>();
  }
  int count_or(const char* field, int otherwise) const { return has(field) ? count(field) : otherwise; }
  double number(const char* field) const {
    if (!at(field).is_number()) wrong("expected a number for ", field);
    return at(field).get<double>();
  }
  bool flag_or(const char* field, bool otherwise) const {
    if (!object_.contains(field)) return otherwise;
    if (!at(field).is_boolean()) wrong("expected true or false for ", field);
    return at(field).get<bool>();
  }
  /// Whether it is the first of two words.
  bool one_of(const char* field, const char* first, const char* second) const {
    const std::string word = text(field);
    if (word != first && word != second) wrong("expected ", first, " or ", second, " for ", field, ", found ", word);
    return word == first;
  }
  std::vector<std::string> texts(const char* field) const {
    std::vector<std::string> all;
    for (const json& value : list(field)) {
      if (!value.is_string()) wrong("expected a list of texts for ", field);
      all.push_back(value.get<std::string>());
    }
    return all;
  }
  const json& list(const char* field) const {
    if (!at(field).is_array()) wrong("expected a list for ", field);
    return at(field);
  }
  const json& at(const char* field) const {
    if (!object_.contains(field)) wrong("expected a field ", field);
    return object_.at(field);
  }
  bool has(const char* field) const { return object_.contains(field); }

 private:
  template <class... Parts>
  [[noreturn]] void wrong(const Parts&... parts) const {
    fail(error_kind::config, file_, ": ", name_, ": ", parts...);
  }

  const std::string& file_;
  std::string name_;
  const json& object_;
};

std::string id_of(const json& object) {
  return object.is_object() && object.contains("id") && object["id"].is_string() ? object["id"].get<std::string>()
                                                                                 : "an entry without an id";
}

manifest_exercise exercise_from(const entry& e, const manifest_module& module) {
  manifest_exercise exercise;
  exercise.module = module.id;
  exercise.folder = module.folder;
  exercise.id = e.text("id");
  exercise.title = e.text("title");
  exercise.file = e.text("file");
  exercise.function = e.text("function");
  exercise.level = e.text("level");
  exercise.points = e.count("points");
  exercise.minutes = e.count("minutes");
  exercise.tests = e.count("tests");
  exercise.hints = e.texts("hints");
  exercise.glossary = e.texts("glossary");
  exercise.complete = exercise.tests > 0;
  return exercise;
}

manifest_question question_from(const std::string& file, const entry& e, const std::string& module) {
  manifest_question question;
  question.module = module;
  question.id = e.text("id");
  question.text = e.text("text");
  question.kind = e.text("kind");
  question.points = e.count("points");
  question.minutes = e.count("minutes");
  question.in_class = e.one_of("when", "class", "after");
  question.gates = e.text_or("gates", "");
  question.waits_for = e.text_or("waits_for", "");
  question.until = e.text_or("until", "");
  if (e.has("number")) {
    const entry number(file, question.id + " number", e.at("number"));
    question.least = number.number("min");
    question.most = number.number("max");
    question.count = number.count("count");
    question.label = number.text("label");
    question.check = number.text_or("check", "");
  }
  return question;
}

std::string small_letters(std::string word) {
  for (char& c : word) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return word;
}

/// Whether an id is what the student typed: "1.1" also means 1.1a and 1.1b.
bool names(const std::string& word, const manifest_exercise& exercise) {
  const std::string typed = small_letters(word), id = small_letters(exercise.id);
  if (typed.empty() || typed == small_letters(exercise.module) || typed == small_letters(exercise.folder) ||
      typed == id)
    return true;
  return id.size() == typed.size() + 1 && id.compare(0, typed.size(), typed) == 0 && id.back() >= 'a';
}

}  // namespace

std::vector<const manifest_exercise*> manifest::select(const std::string& module_or_id) const {
  std::vector<const manifest_exercise*> chosen;
  for (const manifest_exercise& exercise : exercises)
    if (names(module_or_id, exercise)) chosen.push_back(&exercise);
  if (chosen.empty())
    fail(error_kind::config, "no module or exercise ", module_or_id, "; expected 0 to 4, beyond, or an id like 1.2");
  return chosen;
}

int manifest::minutes_in_class(const manifest_module& module) const {
  int sum = module.reading_minutes + module.page_minutes;
  for (const manifest_exercise& exercise : exercises)
    if (exercise.module == module.id && (exercise.level == "core" || exercise.level == "warm-up"))
      sum += exercise.minutes;
  for (const manifest_question& question : questions)
    if (question.module == module.id && question.in_class) sum += question.minutes;
  return sum;
}

bool same_id(const std::string& typed, const std::string& id) { return small_letters(typed) == small_letters(id); }

manifest read_manifest(const std::string& file) {
  std::ifstream stream(file);
  if (!stream) fail(error_kind::io, file, ": cannot be opened");
  const json document = json::parse(stream, nullptr, false);
  if (document.is_discarded()) fail(error_kind::config, file, ": expected JSON");
  const entry top(file, "manifest", document);
  if (top.count("version") != 1) fail(error_kind::config, file, ": expected version 1");

  manifest all;
  all.handing_in_minutes = top.count_or("handing_in_minutes", 0);
  for (const json& object : top.list("modules")) {
    const entry e(file, "module " + id_of(object), object);
    manifest_module module{e.text("id"),
                           e.text("folder"),
                           e.text("title"),
                           e.text("type"),
                           e.text("minutes"),
                           e.texts("objectives"),
                           e.flag_or("complete", false),
                           e.count_or("reading_minutes", 0),
                           e.count_or("page_minutes", 0)};
    for (const json& one : e.list("exercises"))
      all.exercises.push_back(exercise_from(entry(file, "exercise " + id_of(one), one), module));
    for (const json& one : e.list("questions"))
      all.questions.push_back(question_from(file, entry(file, "question " + id_of(one), one), module.id));
    all.modules.push_back(std::move(module));
  }
  for (const json& object : top.list("glossary")) {
    const entry e(file, "a glossary word", object);
    all.glossary.push_back({e.text("word"), e.text("meaning"), e.text_or("module", ""), e.flag_or("key", false)});
  }
  return all;
}

exercise_names names_of(const std::string& manifest_file) {
  exercise_names names;
  try {
    for (const manifest_exercise& one : read_manifest(manifest_file).exercises)
      names[one.function] = {one.id, one.group()};
  } catch (const sfumato::error&) {  // who reads it for its contents says what is wrong with it
  }
  return names;
}

}  // namespace lab
