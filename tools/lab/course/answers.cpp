#include "lab/course/answers.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <sstream>

#include "lab/system/places.hpp"
#include "lab/terminal/terminal.hpp"
#include "messages/text.hpp"
#include "sfumato/diffusion/schedule/beta.hpp"

namespace sfumato::lab {

namespace {

using ::lab::trimmed;

constexpr index_t timesteps = 200;  // of the schedule that the pages show

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

/// The numbers of a field, between spaces or commas. wrong: what is wrong, if something is.
std::vector<double> read_numbers(const section& fields, const std::string& mark, std::string& wrong) {
  std::vector<double> numbers;
  std::istringstream words(fields.at(mark));
  for (std::string word; words >> word;) {
    if (word == ">" || word == ",") continue;
    if (word.back() == ',' || word.back() == ';') word.pop_back();
    char* end = nullptr;
    const double value = std::strtod(word.c_str(), &end);
    if (*end != '\0' || !std::isfinite(value)) {
      wrong = join("expected only numbers behind > ", mark, ":, found ", word);
      if (word.find(',') != std::string::npos) wrong += " (0.05 is written with a point, two numbers with a space)";
      return {};
    }
    numbers.push_back(value);
  }
  return numbers;
}

bool fits(const std::vector<double>& numbers, const yardstick& expected) {
  return std::any_of(expected.values.begin(), expected.values.end(), [&](const std::vector<double>& values) {
    return std::equal(numbers.begin(), numbers.end(), values.begin(), values.end(), [&](double number, double value) {
      return std::abs(number - value) <= expected.absolute + expected.relative * std::abs(value);
    });
  });
}

/// "2" where the numbers come from page 2.
std::string page_of(const ::lab::manifest_question& question) {
  return question.check.rfind("page ", 0) == 0 ? question.check.substr(5) : "";
}

std::string check_numbers(const ::lab::manifest_question& question, const std::vector<double>& numbers,
                          const course_record& record) {
  if (numbers.empty()) return "the number is missing: " + question.label;
  if (static_cast<int>(numbers.size()) != question.count)
    return join("expected ", counted(question.count, "number"), " (", question.label, "), found ", numbers.size());
  for (const double number : numbers)
    if (number < question.least || number > question.most)
      return join("expected ", question.label, ", from ", question.least, " to ", question.most, ", found ", number);
  if (const auto expected = yardstick_for(question, record)) return fits(numbers, *expected) ? "" : expected->otherwise;
  if (question.check.rfind("training.", 0) == 0) return "train first: ./lab run 2";
  if (const std::string page = page_of(question); !page.empty()) return "draw the page first: ./lab run " + page;
  return "";
}

/// Whether what a question waited for has come.
bool is_here(const std::string& until) {
  std::error_code ignored;
  return !until.empty() && std::filesystem::exists(datasets_folder() / until, ignored);
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
    given.numbers = read_numbers(fields, "number", wrong);
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
  given.numbers = read_numbers(fields, "rating", given.missing);
  if (!given.missing.empty()) return;
  const bool in_range =
      std::all_of(given.numbers.begin(), given.numbers.end(), [](double n) { return n >= 1 && n <= 4; });
  if (!in_range || given.numbers.size() != std::max<std::size_t>(members, 1))
    given.missing = join("expected how sure each of you is, from 1 (not yet) to 4 (I could teach it): ",
                         std::max<std::size_t>(members, 1), members > 1 ? " numbers" : " number");
}

}  // namespace

std::optional<yardstick> yardstick_for(const ::lab::manifest_question& question, const course_record& record) {
  if (question.check == "schedule.first_noisy_timestep") {
    const linear_beta schedule(scaled_beta_range(timesteps));
    const auto& alpha_bars = schedule.alpha_bars();
    for (std::size_t t = 0; t < alpha_bars.size(); ++t)
      if (alpha_bars[t] < 1 - alpha_bars[t])
        return yardstick{{{static_cast<double>(t)}},
                         0,
                         0,
                         "the SNR does not first fall below 1 there; look at the curve "
                         "again (timesteps are counted from 0)"};
  }
  // As somebody reads them off the page: rounded, or to the last digit.
  const training_record& training = record.training;
  if (!training.time.empty() && question.check == "training.final_loss")
    return yardstick{{{training.loss}}, 0.006, 0, "your last training ended at another loss; see ./lab run 2"};
  if (!training.time.empty() && question.check == "training.seconds")
    return yardstick{
        {{training.seconds}}, 1, 0.05, "your last training took another time; see ./lab run 2 (in seconds)"};
  if (const auto shown = record.shown.find(question.id); shown != record.shown.end() && !page_of(question).empty())
    return yardstick{shown->second, 0.006, 0.05,
                     join("the page shows other numbers (", question.label, "); see ./lab run ", page_of(question))};
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
    if (!given.missing.empty() && !is_here(question.until)) given.waits_for = question.waits_for;
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
