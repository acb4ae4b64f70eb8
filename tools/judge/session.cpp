#include "judge/session.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "messages/text.hpp"

namespace lab {

namespace {

/// When grading: what is right in the first call alone, or keeps something from one call to the next, is not right.
worker_process::reply unless_it_changes(worker_process::reply given, worker_process& worker,
                                        const std::string& payload) {
  if (!std::holds_alternative<std::string>(given)) return given;
  worker_process::reply again = worker.call_again(payload);
  if (std::holds_alternative<verdict>(again) || std::get<std::string>(given) == std::get<std::string>(again))
    return again;
  return verdict{
      status::failed,
      "asked twice with the same arguments, it gave two different answers; nothing may be kept from one call "
      "to the next",
      {},
      worker.printed()};
}

}  // namespace

session& the_session() {
  static session only;
  return only;
}

worker_process::reply session::call(const exercise_info& exercise, const std::string& payload,
                                    const std::vector<worker_process::callback>& callbacks) {
  int& depth = calls_under_way_[exercise.group];
  auto& worker = workers_[{exercise.group, depth}];
  if (!worker) {
    const std::string program = settings.workers + "/" + exercise.group;
    if (std::ifstream error(program + ".error"); error) {
      std::ostringstream all;
      all << error.rdbuf();
      return verdict{status::compile_error, all.str(), {}, {}};
    }
    if (!std::ifstream(program))
      return verdict{status::compile_error, "there is no worker " + program + ": the group was not compiled", {}, {}};
    std::vector<std::string> arguments;
    if (!settings.wrong.empty()) arguments.push_back(settings.wrong);
    worker = std::make_unique<worker_process>(program, arguments, settings.limits);
  }
  struct under_way {
    int& count;
    explicit under_way(int& calls) : count(calls) { ++count; }
    ~under_way() { --count; }
  } const mark(depth);
  worker_process::reply given = worker->call(payload, callbacks);
  return settings.each_test && callbacks.empty() ? unless_it_changes(std::move(given), *worker, payload) : given;
}

void session::retire(const exercise_info& exercise) {
  workers_.erase({exercise.group, calls_under_way_[exercise.group]});
}

std::string session::printed(const exercise_info& exercise) const {
  const auto worker = workers_.find({exercise.group, 0});
  return worker == workers_.end() || !worker->second ? std::string() : worker->second->printed();
}

void session::fail(verdict why) {
  const std::string message = text(to_string(why.status), ": ", why.message);
  failed_tests_.insert(running_test());
  failures_.emplace(running_suite(), std::move(why));
  ADD_FAILURE() << message;
}

bool session::over() const {
  const auto failed = failures_.find(running_suite());
  if (failed == failures_.end() || !settings.each_test) return failed != failures_.end();
  const status what = failed->second.status;
  return what == status::timeout || what == status::flood || what == status::compile_error ||
         failed_tests_.count(running_test()) > 0;
}

std::string running_suite() { return the_session().running.first; }
std::string running_test() { return the_session().running.first + "." + the_session().running.second; }

}  // namespace lab
