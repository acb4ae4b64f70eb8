#include "grade/results.hpp"

#include <algorithm>
#include <filesystem>

#include "grade/answer_pages.hpp"
#include "grade/plain_text.hpp"
#include "grade/standing.hpp"
#include "judge/toolchain.hpp"
#include "judge/worker_cache.hpp"

namespace lab {

namespace fs = std::filesystem;

void put_result(const std::string& file, const std::string& words) {
  try {
    put_text(file, words);
  } catch (...) {
    std::error_code none;
    fs::remove(unfinished(file), none);
    throw;
  }
}

void write_results(const graded& one, const intake& taken, const work_item& work) {
  const std::string& folder = work.folder;
  fs::create_directories(folder);
  std::size_t i = 0;
  for (const auto& [name, bytes] : taken.pictures) put_result(folder + "/" + picture_file(i++), bytes);
  put_result(folder + "/" + page_file, to_page(one, work.back));
  put_result(folder + "/results.json", to_gradescope(one));
  put_result(folder + "/junit.xml", to_junit(one));
  put_result(folder + "/" + own_file, to_own_json(one));
}

bool complete_from_before(graded& begun, const std::string& folder) {
  try {
    if (!fs::exists(folder + "/" + own_file)) return false;
    graded before = from_own_json(read_text(folder + "/" + own_file));
    if (!before.trouble.empty() || !before.made_like(begun)) return false;
    begun.exercises = std::move(before.exercises);
    begun.seconds = before.seconds;
    return true;
  } catch (const std::exception&) {
    return false;
  }
}

void write_class(std::vector<graded> all, const std::string& out, bool anonymous) {
  std::sort(all.begin(), all.end(), [](const graded& a, const graded& b) { return a.name < b.name; });
  put_result(out + "/grades.csv", to_csv(all));
  put_result(out + "/" + page_file, to_overview(all));
  const auto questions = questions_answered(all);
  if (questions.empty()) return;
  fs::create_directories(out + "/" + answers_folder);
  const std::string marks = out + "/" + marks_file, table = to_marks_table(all, anonymous);
  // Marks of work that is not among these would be gone.
  if (fs::exists(marks) && read_text(marks) != table) put_result(out + "/" + marks_before_file, read_text(marks));
  put_result(marks, table);
  for (const std::string& question : questions)
    put_result(out + "/" + answers_folder + "/" + folder_name(question) + ".html",
               to_answers_page(question, all, anonymous));
}

}  // namespace lab
