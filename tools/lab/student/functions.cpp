#include "lab/student/functions.hpp"

#include <algorithm>

#include "judge/built_here.hpp"
#include "judge/worker_cache.hpp"
#include "lab/course/testing.hpp"
#include "lab/system/interrupt.hpp"

namespace sfumato::lab {

bool passed_by_now(const used_function& one, const course_record& record) {
  if (!one.lent.empty()) return false;
  if (one.version.empty()) return one.passed;
  const exercise_record known = record.of(one.id);
  return known.status == "passed" && known.file == one.version;
}

void student_functions::compile(const std::function<bool(const exercise&)>& wanted) {
  const std::string tree = of_.exercises.string(), shared = ::lab::built_here::binaries() + "/workers";
  const std::string out = ::lab::folder_for_tree(shared, tree);
  std::vector<::lab::group_build> builds;
  for (const exercise& one : of_.contents.exercises) {
    if (!wanted(one) || ::lab::lent_functions().count(one.function) == 0 || compiled_.count(one.id) > 0) continue;
    const auto same = [&](const ::lab::group_build& other) { return other.group == one.group(); };
    if (std::none_of(builds.begin(), builds.end(), same)) builds.push_back({tree, one.group(), out, false, shared});
  }
  for (const exercise& one : of_.contents.exercises) {
    const auto same = [&](const ::lab::group_build& other) { return other.group == one.group(); };
    if (std::any_of(builds.begin(), builds.end(), same)) compiled_[one.id] = hash_of_exercise(of_, one);
  }
  ::lab::build_workers(of_.tools, builds);
  ::lab::the_session().settings.workers = out;
}

void student_functions::compile_module(const std::string& module) {
  compile([&](const exercise& one) { return one.module == module; });
}

void student_functions::compile_group(const ::lab::exercise_info& asked) {
  if (compiled_.count(asked.id) == 0) compile([&](const exercise& one) { return one.group() == asked.group; });
}

std::vector<used_function> student_functions::taken() {
  std::vector<std::pair<std::size_t, std::string>> order;
  for (const auto& [function, place] : taken_) order.emplace_back(place, function);
  std::sort(order.begin(), order.end());
  std::vector<used_function> all;
  for (const auto& [place, function] : order) all.push_back(functions_.at(function));
  taken_.clear();
  return all;
}

std::vector<used_function> student_functions::broken() const {
  std::vector<used_function> all;
  for (const auto& [function, own] : functions_)
    if (!own.lent.empty() && own.lent != status_in_words("not_implemented")) all.push_back(own);
  return all;
}

bool student_functions::to_be_written(const ::lab::exercise_info& asked) {
  return state(asked).lent == status_in_words("not_implemented");
}

std::string student_functions::version(const ::lab::exercise_info& asked) {
  compile_group(asked);
  const auto known = compiled_.find(asked.id);
  return known == compiled_.end() ? std::string() : known->second;
}

void student_functions::stop_if_interrupted() {
  if (interrupt_guard::requested()) throw interrupted{};
}

used_function& student_functions::state(const ::lab::exercise_info& asked) {
  if (const auto known = functions_.find(asked.function); known != functions_.end()) return known->second;
  compile_group(asked);
  used_function own{.id = asked.id, .title = asked.function, .lent = {}};
  for (const exercise& one : of_.contents.exercises) {
    if (one.function != asked.function) continue;
    own.title = one.title;
    own.passed = one.points == 0;  // there are no tests to pass
    if (one.points > 0) own.version = compiled_.at(one.id);
    own.passed = passed_by_now(own, record_);
    const exercise_record known = record_.of(one.id);
    own.tested = one.points == 0 || (!known.status.empty() && known.file == own.version);
  }
  return functions_[asked.function] = own;
}

used_function& student_functions::use(const ::lab::exercise_info& asked) {
  const auto& all = of_.contents.exercises;
  const auto found = std::find_if(all.begin(), all.end(), [&](const exercise& e) { return e.id == asked.id; });
  taken_[asked.function] = static_cast<std::size_t>(found - all.begin());
  return state(asked);
}

void student_functions::lend(used_function& own, const ::lab::verdict& why) {
  lend(own, why.status == ::lab::status::bad_value ? "gives what it must not"
                                                   : status_in_words(std::string(to_string(why.status))));
}

void student_functions::lend(used_function& own, const std::string& why) {
  own.lent = why;
  own.passed = false;
}

}  // namespace sfumato::lab
