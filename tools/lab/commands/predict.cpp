#include <algorithm>
#include <cctype>
#include <cstdio>
#include <memory>

#include "lab/commands/command.hpp"
#include "lab/course/course.hpp"
#include "lab/course/record.hpp"
#include "lab/terminal/terminal.hpp"
#include "sfumato/core/error.hpp"

namespace sfumato::lab {

namespace {

constexpr std::size_t longest = 4000;

struct predict_arguments {
  std::string question, text, name;
};

const ::lab::manifest_question& question_named(const course& all, const std::string& id) {
  std::string expected;
  for (const auto& question : all.contents.questions) {
    if (question.kind != "prediction") continue;
    if (::lab::same_id(id, question.id)) return question;
    expected += (expected.empty() ? "" : ", ") + question.id;
  }
  fail(error_kind::config, id, ": is not predicted; expected one of ", expected);
}

/// Whether somebody is called so: by the whole name, or by the first.
bool is_called(const std::string& member, const std::string& name) {
  return member == name || (!name.empty() && member.rfind(name + " ", 0) == 0);
}

/// Whose prediction it is; predictions are personal.
std::string member_named(const std::vector<std::string>& group, const std::string& name) {
  if (group.size() <= 1) {
    const std::string only = group.empty() ? "" : group.front();
    require(name.empty() || group.empty() || is_called(only, name), error_kind::config, "--by ", name,
            ": not in the group, which is ", only);
    return only.empty() ? name : only;
  }
  std::string members;
  const auto called_so = [&](const std::string& member) { return is_called(member, name); };
  if (std::count_if(group.begin(), group.end(), called_so) == 1)
    return *std::find_if(group.begin(), group.end(), called_so);
  for (const std::string& member : group) {
    if (member == name) return name;
    members += (members.empty() ? "" : ", ") + member;
  }
  fail(error_kind::config, "whose prediction is it? expected --by NAME, one of: ", members);
}

void show(const course_record& record, const ::lab::manifest_question& question) {
  std::printf("%s  %s\n", terminal::of(stdout).bold(question.id).c_str(), question.text.c_str());
  for (const prediction& one : record.predictions)
    if (one.question == question.id)
      std::printf("%s%s%s  (%s)\n", one.name.c_str(), one.name.empty() ? "" : ": ", one.text.c_str(),
                  readable_time(one.time).c_str());
}

int run(const predict_arguments& arguments) {
  const course all = open_course();
  const auto& question = question_named(all, arguments.question);
  const bool blank =
      std::all_of(arguments.text.begin(), arguments.text.end(), [](unsigned char c) { return std::isspace(c) != 0; });
  if (!blank) {
    require(arguments.text.size() <= longest, error_kind::config, question.id, ": expected at most ", longest,
            " characters, got ", arguments.text.size());
    update_record(all.home, [&](course_record& record) {
      record.predictions.push_back(
          {question.id, member_named(record.group, arguments.name), arguments.text, time_now()});
    });
  }
  const course_record record = read_record(all.home);
  require(!blank || !record.predicted(question.id).empty(), error_kind::config, question.id,
          ": nothing is predicted yet; write ./lab predict ", question.id, " \"...\"");
  show(record, question);
  return 0;
}

}  // namespace

void add_predict(CLI::App& app, action& chosen) {
  const auto arguments = std::make_shared<predict_arguments>();
  CLI::App* predict = app.add_subcommand("predict", "record a prediction: predict Q4 \"...\"");
  predict->add_option("question", arguments->question, "Q4, Q10 or Q16")->type_name("QUESTION")->required();
  predict->add_option("text", arguments->text, "what you expect [shows what was predicted]")->type_name("TEXT");
  predict->add_option("--by", arguments->name, "whose prediction it is, in a group of several")->type_name("NAME");
  predict->footer("It need not be right. A later one of the same member counts instead; the earlier stays on record.");
  predict->callback([&chosen, arguments] { chosen = [arguments] { return run(*arguments); }; });
}

}  // namespace sfumato::lab
