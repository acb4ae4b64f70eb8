#include "lab/course/answers.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <sstream>

#include "lab/terminal/terminal.hpp"
#include "sfumato/diffusion/schedule/beta.hpp"

namespace sfumato::lab {

namespace {

constexpr index_t timesteps = 200;  // of the schedule that the pages show

std::string trimmed(const std::string& text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

/// What stands below a heading, by mark: "answer", "number", "rating".
using section = std::map<std::string, std::string>;

/// A line "> answer: words" opens a field, and all lines up to the next mark or heading belong to it.
std::map<std::string, section> read_sections(const std::string& text) {
  std::map<std::string, section> all;
  std::istringstream lines(text);
  std::string heading, mark;
  for (std::string line; std::getline(lines, line);) {
    const bool is_heading = line.rfind("# ", 0) == 0 || line.rfind("## ", 0) == 0;
    if (is_heading) {
      heading = trimmed(line.substr(line.find(' ')));
      mark.clear();
      all[heading];
      continue;
    }
    std::string words = line;
    for (const char* known : {"answer", "number", "rating"}) {
      const std::string written = trimmed(line);
      const std::size_t colon = written.find(':');
      if (written.rfind('>', 0) != 0 || trimmed(written.substr(1, colon - 1)) != known || colon == std::string::npos)
        continue;
      mark = known;
      all[heading][mark];
      words = written.substr(colon + 1);
    }
    if (!mark.empty()) all[heading][mark] += words + "\n";
  }
  for (auto& [name, fields] : all)
    for (auto& [field, words] : fields) words = trimmed(words);
  return all;
}

/// The numbers of a field; words says what is wrong, if something is.
std::vector<double> read_numbers(const std::string& field, std::string& wrong) {
  std::vector<double> numbers;
  std::istringstream words(field);
  for (std::string word; words >> word;) {
    if (word == ">") continue;
    char* end = nullptr;
    const double value = std::strtod(word.c_str(), &end);
    if (*end != '\0' || !std::isfinite(value)) {
      wrong = "expected only numbers behind > number:, found " + word;
      if (word.find(',') != std::string::npos) wrong += " (0.05 is written with a point)";
      return {};
    }
    numbers.push_back(value);
  }
  return numbers;
}

std::string check_numbers(const ::lab::manifest_question& question, const std::vector<double>& numbers,
                          const course_record& record) {
  if (numbers.empty()) return "the number is missing: " + question.label;
  if (static_cast<int>(numbers.size()) != question.count)
    return join("expected ", counted(question.count, "number"), " (", question.label, "), found ", numbers.size());
  for (const double number : numbers)
    if (number < question.least || number > question.most)
      return join("expected ", question.label, ", from ", question.least, " to ", question.most, ", found ", number);
  if (const auto expected = yardstick_for(question.check, record);
      expected && std::abs(numbers.front() - expected->value) > expected->tolerance)
    return expected->otherwise;
  const bool of_training = question.check.rfind("training.", 0) == 0;
  return of_training && record.training.time.empty() ? "train first: ./lab run 2" : "";
}

std::string missing_in(const ::lab::manifest_question& question, const section& fields, answer& given,
                       const course_record& record) {
  if (question.kind == "prediction")
    return record.all_predicted(question.id) ? ""
           : record.predicted(question.id).empty()
               ? join("to be predicted: ./lab predict ", question.id, " \"...\"")
               : join("predicted by ", record.predicted(question.id).size(), " of ", record.group.size());
  if (fields.count("answer") == 0) return "its line \"> answer:\" is gone";
  if (question.count > 0) {
    if (fields.count("number") == 0) return "its line \"> number:\" is gone";
    std::string wrong;
    given.numbers = read_numbers(fields.at("number"), wrong);
    if (wrong.empty()) wrong = check_numbers(question, given.numbers, record);
    if (!wrong.empty()) return wrong;
  }
  // Where the number is the answer, words are welcome and not required.
  return given.text.empty() && question.kind != "number" ? "the answer is missing" : "";
}

/// One rating of 1 to 4 a member.
void check_rating(const section& fields, std::size_t members, answer& given) {
  const auto field = fields.find("rating");
  if (field == fields.end()) {
    given.missing = "its line \"> rating:\" is gone";
    return;
  }
  given.numbers = read_numbers(field->second, given.missing);
  if (!given.missing.empty()) return;
  const bool in_range =
      std::all_of(given.numbers.begin(), given.numbers.end(), [](double n) { return n >= 1 && n <= 4; });
  if (!in_range || given.numbers.size() != std::max<std::size_t>(members, 1))
    given.missing = join("expected a rating from 1 to 4 for each of ", std::max<std::size_t>(members, 1));
}

}  // namespace

std::optional<yardstick> yardstick_for(const std::string& check, const course_record& record) {
  if (check == "schedule.first_noisy_timestep") {
    const linear_beta schedule(scaled_beta_range(timesteps));
    const auto& alpha_bars = schedule.alpha_bars();
    for (std::size_t t = 0; t < alpha_bars.size(); ++t)
      if (alpha_bars[t] < 1 - alpha_bars[t])
        return yardstick{static_cast<double>(t), 0,
                         "the SNR does not first fall below 1 there; look at the curve "
                         "again (timesteps are counted from 0)"};
  }
  // As somebody reads it off the page: rounded, or to the last digit.
  if (!record.training.time.empty() && check == "training.final_loss")
    return yardstick{record.training.loss, 0.006, "your last training ended at another loss; see ./lab run 2"};
  if (!record.training.time.empty() && check == "training.seconds")
    return yardstick{record.training.seconds, 1 + 0.05 * record.training.seconds,
                     "your last training took another time; see ./lab run 2 (in seconds)"};
  return {};
}

std::vector<answer> read_answers(const course& of, const course_record& record) {
  const auto sections = read_sections(::lab::read_text((of.exercises / "answers.md").string()));
  const auto section_of = [&](answer& given) -> const section* {
    const auto found = sections.find(given.id);
    if (found == sections.end()) {
      given.missing = join("its heading \"## ", given.id, "\" is gone from answers.md");
      return nullptr;
    }
    if (found->second.count("answer") > 0) given.text = found->second.at("answer");
    return &found->second;
  };
  std::vector<answer> answers;
  for (const auto& question : of.contents.questions) {
    answer given;
    given.id = question.id;
    if (const section* fields = section_of(given)) given.missing = missing_in(question, *fields, given, record);
    answers.push_back(std::move(given));
  }
  for (const char* id : {"U1", "U2", "U3", "U4"}) {
    answer given;
    given.id = id;
    if (const section* fields = section_of(given)) check_rating(*fields, record.group.size(), given);
    answers.push_back(std::move(given));
  }
  return answers;
}

}  // namespace sfumato::lab
