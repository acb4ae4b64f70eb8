#include "lab/course/record.hpp"

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "judge/file_lock.hpp"
#include "judge/toolchain.hpp"
#include "sfumato/io/atomic_file.hpp"

namespace sfumato::lab {

namespace fs = std::filesystem;

// The library finds these by their names.
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(exercise_record, status, tested, file, points, hints, passed, since,
                                                gave_up)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(prediction, question, name, text, time)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(training_record, loss, seconds, epochs, digits, time)

namespace {

using json = nlohmann::ordered_json;

constexpr int version = 1;

course_record from_text(const std::string& text) {
  const nlohmann::json document = nlohmann::json::parse(text);
  course_record record;
  require(document.at("version").get<int>() == version, error_kind::config, "another version");
  document.at("group").get_to(record.group);
  document.at("exercises").get_to(record.exercises);
  document.at("predictions").get_to(record.predictions);
  if (document.contains("pages")) document.at("pages").get_to(record.pages);
  if (document.contains("training")) document.at("training").get_to(record.training);
  if (document.contains("shown")) document.at("shown").get_to(record.shown);
  return record;
}

std::string to_text(const course_record& record) {
  nlohmann::json document{{"version", version},
                          {"group", record.group},
                          {"exercises", record.exercises},
                          {"predictions", record.predictions},
                          {"pages", record.pages},
                          {"training", record.training},
                          {"shown", record.shown}};
  return document.dump(1, ' ', false, json::error_handler_t::replace) + "\n";
}

/// Never silently: the old file stays, and a line says where.
void set_aside(const fs::path& file) {
  for (int n = 1;; ++n) {
    const fs::path aside = file.string() + join(".damaged-", n);
    if (fs::exists(aside)) continue;
    std::error_code failed;
    fs::rename(file, aside, failed);
    require(!failed, error_kind::io, file.string(), ": is damaged and cannot be renamed: ", failed.message());
    std::fprintf(stderr, "lab: %s is damaged; it is kept as %s, and progress begins anew (./lab test tests again)\n",
                 file.c_str(), aside.filename().c_str());
    return;
  }
}

}  // namespace

std::string readable_time(const std::string& time) {
  static const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  int year = 0, month = 0, day = 0, hour = 0, minute = 0;
  const bool is_time = std::sscanf(time.c_str(), "%4d-%2d-%2dT%2d:%2d", &year, &month, &day, &hour, &minute) == 5;
  if (!is_time || month < 1 || month > 12) return time;
  char text[64];
  std::snprintf(text, sizeof text, "%d %s %d, %02d:%02d UTC", day, months[month - 1], year, hour, minute);
  return text;
}

exercise_record course_record::of(const std::string& id) const {
  const auto found = exercises.find(id);
  return found == exercises.end() ? exercise_record() : found->second;
}

std::vector<std::string> course_record::predicted(const std::string& question) const {
  std::vector<std::string> names;
  for (const prediction& one : predictions)
    if (one.question == question && std::find(names.begin(), names.end(), one.name) == names.end())
      names.push_back(one.name);
  return names;
}

bool course_record::all_predicted(const std::string& question) const {
  const std::vector<std::string> names = predicted(question);
  return !names.empty() && std::all_of(group.begin(), group.end(), [&](const std::string& member) {
    return std::find(names.begin(), names.end(), member) != names.end();
  });
}

course_record read_record(const fs::path& home) {
  const fs::path file = home / "progress.json";
  if (!fs::exists(file)) return {};
  const std::string text = ::lab::read_text(file.string());
  try {
    return from_text(text);
  } catch (const std::exception&) {
    set_aside(file);
    return {};
  }
}

void update_record(const fs::path& home, const std::function<void(course_record&)>& change) {
  std::error_code failed;
  fs::create_directories(home, failed);
  require(!failed, error_kind::io, home.string(), ": cannot make this folder: ", failed.message());
  const ::lab::file_lock mine((home / "lock").string());
  course_record record = read_record(home);
  change(record);
  write_file(home / "progress.json", to_text(record));
}

}  // namespace sfumato::lab
