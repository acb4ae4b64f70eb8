#pragma once

#include <algorithm>
#include <functional>

#include "tests/tools/lab_program.hpp"

namespace sfumato_test {

/// The program with exercises, solutions and progress in a folder of their own.
class CourseProgram : public LabProgram {
 protected:
  CourseProgram() {
    for (const char* tree : {"exercises", "solutions"})
      fs::copy(fs::path(SFUMATO_PROJECT) / tree, folder / tree, fs::copy_options::recursive);
    lab_succeeds("stubs");  // whatever a student has written in the project
    fs::remove_all(home());
  }

  void solve(const std::string& group) const {
    fs::copy_file(folder / "solutions" / group, folder / "exercises" / group, fs::copy_options::overwrite_existing);
  }
  void edit_manifest(const std::function<void(nlohmann::json&)>& edit) const {
    const fs::path file = folder / "exercises" / "manifest.json";
    auto manifest = nlohmann::json::parse(read_text(file));
    edit(manifest);
    write_text(file, manifest.dump());
  }
  fs::path home() const { return folder / ".lab"; }
  fs::path exercise(const std::string& group) const { return folder / "exercises" / group; }
  nlohmann::json record() const { return nlohmann::json::parse(read_text(home() / "progress.json")); }
  /// Wherever the lines of either break.
  static bool has(const std::string& text, const std::string& part) {
    return in_one_line(text).find(in_one_line(part)) != std::string::npos;
  }

  /// Writes behind a mark of a question: answer("Q1", "answer", "Noise.").
  void answer(const std::string& question, const std::string& mark, const std::string& words) const {
    const fs::path file = folder / "exercises" / "answers.md";
    std::string text = read_text(file);
    const std::string line = "> " + mark + ":";
    const std::size_t at = text.find(line, text.find("## " + question + "\n")) + line.size();
    write_text(file, text.substr(0, at) + " " + words + text.substr(at));
  }

 private:
  static std::string in_one_line(std::string text) {
    std::replace(text.begin(), text.end(), '\n', ' ');
    return text;
  }
};

}  // namespace sfumato_test
