#include "lab/system/pdf.hpp"

#include <unistd.h>

#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "child/find_program.hpp"
#include "child/run.hpp"
#include "sfumato/core/error.hpp"

namespace sfumato::lab {

namespace fs = std::filesystem;

namespace {

constexpr double patience_seconds = 120;

constexpr const char* browsers[] = {"google-chrome",
                                    "google-chrome-stable",
                                    "chromium",
                                    "chromium-browser",
                                    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
                                    "/Applications/Chromium.app/Contents/MacOS/Chromium"};

bool is_there(const std::string& program) { return !::lab::child::find_program(program).empty(); }

std::string address_of(const fs::path& file) {
  std::string address = "file://";
  for (const char c : fs::absolute(file).lexically_normal().string()) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 || std::string("/-_.~").find(c) != std::string::npos) {
      address += c;
    } else {
      char code[4];
      std::snprintf(code, sizeof code, "%%%02X", byte);
      address += code;
    }
  }
  return address;
}

/// A folder that goes away: a browser that is open already must not be asked to do it.
class profile {
 public:
  profile() : path((fs::temp_directory_path() / "sfumato-browser-XXXXXX").string()) {
    require(::mkdtemp(path.data()) != nullptr, error_kind::io, path, ": cannot make this folder");
  }
  profile(const profile&) = delete;
  profile& operator=(const profile&) = delete;
  ~profile() {
    std::error_code ignored;
    fs::remove_all(path, ignored);
  }

  std::string path;
};

bool is_pdf(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::string begin(5, '\0');
  stream.read(begin.data(), 5);
  return begin == "%PDF-";
}

bool prints(const std::vector<std::string>& command) {
  return ::lab::child::run({.command = command, .seconds = patience_seconds}).succeeded();
}

}  // namespace

std::string print_to_pdf(const fs::path& html, const fs::path& pdf) {
  // Beside the target, so that it can be renamed; with its ending, which WeasyPrint looks at.
  const fs::path unfinished = pdf.string() + join(".tmp-", ::getpid(), ".pdf");
  std::string tried;
  const auto finished = [&](const std::string& program, bool printed) {
    std::error_code failed;
    if (printed && is_pdf(unfinished)) {
      fs::rename(unfinished, pdf, failed);
      require(!failed, error_kind::io, pdf.string(), ": cannot be written: ", failed.message());
      return true;
    }
    fs::remove(unfinished, failed);
    tried += (tried.empty() ? "" : ", ") + program;
    return false;
  };
  for (const std::string program : browsers) {
    if (!is_there(program)) continue;
    const profile own;
    std::vector<std::string> command{program,
                                     "--headless",
                                     "--disable-gpu",
                                     "--no-first-run",
                                     "--user-data-dir=" + own.path,
                                     "--no-pdf-header-footer",
                                     "--print-to-pdf-no-header",
                                     "--print-to-pdf=" + fs::absolute(unfinished).string()};
    // A browser's sandbox does not start for root; the page is our own and has no script.
    if (::geteuid() == 0) command.push_back("--no-sandbox");
    command.push_back(address_of(html));
    if (finished(program, prints(command))) return program;
  }
  if (is_there("weasyprint") && finished("weasyprint", prints({"weasyprint", html.string(), unfinished.string()})))
    return "weasyprint";
  require(tried.empty(), error_kind::io, pdf.string(), ": ", tried, " cannot print it; print ", html.string(),
          " from any browser");
  return "";
}

}  // namespace sfumato::lab
