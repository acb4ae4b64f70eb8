#include "stubs/stub.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "messages/text.hpp"
#include "sfumato/core/error.hpp"
#include "sfumato/io/atomic_file.hpp"

namespace lab {
namespace {

namespace fs = std::filesystem;
using sfumato::error_kind;
using sfumato::fail;

std::string read_text(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) fail(error_kind::io, file.string(), ": cannot be opened");
  std::ostringstream all;
  all << stream.rdbuf();
  return all.str();
}

/// Every .hpp file below a folder that students get, relative to it, in order: known mistakes are none.
std::vector<fs::path> headers_below(const fs::path& folder) {
  if (!fs::is_directory(folder)) fail(error_kind::io, folder.string(), ": expected a folder");
  std::vector<fs::path> found;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const fs::path file = entry.path().lexically_relative(folder);
    if (entry.is_regular_file() && file.extension() == ".hpp" && *file.begin() != "mistakes") found.push_back(file);
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace

std::string make_stub(const std::string& solution, const std::string& file_name) {
  const std::string begin = "// BEGIN SOLUTION", end = "// END SOLUTION";
  std::istringstream lines(solution);
  std::string stub, line;
  int number = 0, opened = 0;
  const auto wrong = [&](const std::string& what) { fail(error_kind::config, file_name, ":", number, ": ", what); };
  while (std::getline(lines, line)) {
    ++number;
    const std::string words = trimmed(line);
    if (words.rfind(begin, 0) == 0) {
      if (opened > 0) wrong(sfumato::join("BEGIN SOLUTION inside of the block that line ", opened, " begins"));
      opened = number;
      const std::string replacement = trimmed(words.substr(begin.size()));
      if (!replacement.empty()) stub += line.substr(0, line.find(begin)) + replacement + "\n";
    } else if (words == end) {
      if (opened == 0) wrong("END SOLUTION without a BEGIN SOLUTION");
      opened = 0;
    } else if (words.find("BEGIN SOLUTION") != std::string::npos || words.find("END SOLUTION") != std::string::npos) {
      wrong("expected a line of its own: // BEGIN SOLUTION ... or // END SOLUTION");
    } else if (opened == 0) {
      stub += line + "\n";
    }
  }
  if (opened > 0) {
    number = opened;
    wrong("BEGIN SOLUTION is never closed");
  }
  return stub;
}

std::vector<std::string> write_stubs(const std::string& solutions, const std::string& exercises) {
  std::vector<std::string> written;
  for (const fs::path& file : headers_below(solutions)) {
    const fs::path target = exercises / file;
    const std::string stub = make_stub(read_text(solutions / file), (solutions / file).string());
    fs::create_directories(target.parent_path());
    sfumato::write_file(target, stub);  // whole or not at all: it replaces a student's file
    written.push_back(target.string());
  }
  return written;
}

std::vector<std::string> stale_stubs(const std::string& solutions, const std::string& exercises) {
  std::vector<std::string> stale;
  const std::vector<fs::path> expected = headers_below(solutions);
  for (const fs::path& file : expected) {
    const fs::path target = exercises / file;
    const std::string stub = make_stub(read_text(solutions / file), (solutions / file).string());
    if (!fs::exists(target) || read_text(target) != stub) stale.push_back(target.string());
  }
  for (const fs::path& file : headers_below(exercises))
    if (!std::binary_search(expected.begin(), expected.end(), file)) stale.push_back((exercises / file).string());
  return stale;
}

}  // namespace lab
