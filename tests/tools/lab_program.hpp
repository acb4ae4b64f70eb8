#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "child/run.hpp"
#include "sfumato/io/safetensors.hpp"

namespace sfumato_test {

namespace fs = std::filesystem;

inline std::string read_text(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline void write_text(const fs::path& path, const std::string& text) { std::ofstream(path, std::ios::binary) << text; }

struct outcome {
  int status = -1;  ///< the exit status; 128 + n for signal n
  std::string output, errors;
};

/// Runs the program in a folder of its own that goes away, far from any data: SFUMATO_DATA and the project's datasets
/// folder lead into that folder. All tests of a run use one name, one after another, so that exercises which several of
/// them have are compiled once.
class LabProgram : public testing::Test {
 protected:
  LabProgram() {
    folder = own_folder();
    work = folder / "work";
    fs::create_directories(work);
  }
  ~LabProgram() override {
    std::error_code ignored;
    fs::remove_all(folder, ignored);
  }

  /// As a shell runs it in the folder `work`; before: assignments of variables, or commands.
  outcome lab(const std::string& arguments, const std::string& before = "") const {
    const auto done = ::lab::child::run(
        {.command = {"sh", "-c",
                     "unset SFUMATO_DATA SFUMATO_MIRROR; " + before + " '" SFUMATO_LAB_CLI "' " + arguments},
         .environment = {"SFUMATO_ROOT=" + folder.string()},
         .folder = work.string()});
    return {done.signal != 0 ? 128 + done.signal : done.code, done.output, done.errors};
  }

  /// The same, where nothing may go wrong.
  outcome lab_succeeds(const std::string& arguments, const std::string& before = "") const {
    outcome result = lab(arguments, before);
    EXPECT_EQ(result.status, 0) << "lab " << arguments << "\n" << result.errors;
    return result;
  }

  /// The same, where one line must say what is wrong. Files that were there before stay, and no others appear.
  void lab_refuses(const std::string& arguments, const std::vector<std::string>& said, const std::string& before = "") {
    SCOPED_TRACE("lab " + arguments);
    const auto files = files_in_work();
    const outcome result = lab(arguments, before);
    EXPECT_TRUE(result.status == 1 || result.status == 2) << "exit status " << result.status;
    const std::string complaint = last_line(result.errors);
    EXPECT_EQ(complaint.rfind("lab", 0), 0u) << result.errors;
    for (const std::string& part : said)
      EXPECT_NE(complaint.find(part), std::string::npos) << part << " in " << complaint;
    EXPECT_EQ(result.output, "");
    EXPECT_EQ(files_in_work(), files);
  }

  nlohmann::json json(const std::string& name) const { return nlohmann::json::parse(read_text(work / name)); }
  std::vector<float> samples(const std::string& name) const {
    return sfumato::safetensors_file::open(work / name).read<float>("samples");
  }

  /// A model that was trained for a moment.
  static constexpr const char* quick = "--data synthetic --images 256 --epochs 1 --widths light --batch 64";
  void train_quickly(const std::string& more = "--model model.safetensors") const {
    lab_succeeds(std::string("train ") + quick + " " + more);
  }

  fs::path folder, work;

 private:
  static fs::path own_folder() {
    static const fs::path name = [] {
      std::string pattern = (fs::temp_directory_path() / "sfumato-XXXXXX").string();
      if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp");
      return fs::path(pattern);
    }();
    return name;
  }
  static std::string last_line(std::string text) {
    while (!text.empty() && text.back() == '\n') text.pop_back();
    return text.substr(text.rfind('\n') + 1);
  }
  std::vector<std::string> files_in_work() const {
    std::vector<std::string> all;
    for (const auto& entry : fs::recursive_directory_iterator(work))
      all.push_back(entry.path().string() + (entry.is_regular_file() ? std::to_string(fs::file_size(entry)) : ""));
    std::sort(all.begin(), all.end());
    return all;
  }
};

}  // namespace sfumato_test
