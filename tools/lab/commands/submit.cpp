#include <algorithm>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <regex>

#include "lab/commands/command.hpp"
#include "lab/course/answer_sheet.hpp"
#include "lab/course/checklist.hpp"
#include "lab/course/zip.hpp"
#include "lab/system/outputs.hpp"
#include "lab/system/pdf.hpp"
#include "lab/terminal/terminal.hpp"
#include "sfumato/io/atomic_file.hpp"
#include "sfumato/version.hpp"

namespace sfumato::lab {

namespace {

namespace fs = std::filesystem;
using json = nlohmann::ordered_json;

constexpr std::uintmax_t largest_file = 1 << 20;

struct submit_arguments {
  fs::path out;
  bool check = false, pdf = false;
};

fs::path target(const submit_arguments& arguments) {
  if (arguments.out.empty()) return arguments.pdf ? "out/answers.pdf" : "out/submission.zip";
  require(!arguments.pdf || arguments.out.extension() == ".pdf", error_kind::config, "--out ", arguments.out.string(),
          ": expected a name that ends in .pdf");
  return arguments.out;
}

/// What file managers leave beside the real file: "._noising.hpp", "noising copy.hpp", "noising copy 2.hpp",
/// "Copy of noising.hpp", "noising (2).hpp". Any other file may be one that an exercise includes.
bool is_leftover(const fs::path& file) {
  static const std::regex left(R"(\._.*|Copy of .*|.* (copy( \d+)?|\(\d+\)) *\.\w+)");
  return std::regex_match(file.filename().string(), left);
}

/// Every .hpp file of the modules, and answers.md, in order.
std::vector<fs::path> files_to_submit(const course& all) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(all.exercises))
    if (entry.is_regular_file() && !entry.is_symlink() && !is_leftover(entry.path()) &&
        (entry.path().extension() == ".hpp" || entry.path().filename() == "answers.md"))
      files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

zip_entry packed(const course& all, const fs::path& file) {
  require(fs::file_size(file) <= largest_file, error_kind::io, file.string(),
          ": expected at most 1 MB, as an exercise or answer never needs more");
  return {"exercises/" + file.lexically_relative(all.exercises).generic_string(), ::lab::read_text(file.string())};
}

zip_entry packed(const std::string& name, const json& document) {
  return {name, document.dump(1, ' ', false, json::error_handler_t::replace) + "\n"};
}

json predictions_of(const course_record& record) {
  json all = json::array();
  for (const prediction& one : record.predictions)
    all.push_back({{"question", one.question}, {"name", one.name}, {"text", one.text}, {"time", one.time}});
  return all;
}

/// What the tests on this machine said: for orientation, since the files are judged again.
json exercises_of(const course_record& record) {
  json all = json::array();
  for (const auto& [id, known] : record.exercises)
    all.push_back({{"id", id}, {"status", known.status}, {"hints", known.hints}, {"gave_up", known.gave_up}});
  return all;
}

json manifest_of(const std::vector<zip_entry>& entries, const course_record& record) {
  json manifest{{"version", 1}, {"lab", SFUMATO_VERSION}, {"time", time_now()}, {"exercises", exercises_of(record)}};
  manifest["files"] = json::array();
  for (const zip_entry& entry : entries)
    manifest["files"].push_back(
        {{"name", entry.name}, {"bytes", entry.contents.size()}, {"sha256", hash_of(entry.contents)}});
  return manifest;
}

/// Returns whether nothing is missing.
bool print_checklist(const std::vector<check>& checks) {
  const terminal screen = terminal::of(stdout);
  bool complete = true;
  for (const check& one : checks) {
    const bool done = one.missing.empty();
    complete = complete && done;
    std::printf("[%s] %s%s\n", done ? screen.green("x").c_str() : " ", one.what.c_str(),
                done ? "" : (": " + one.missing).c_str());
  }
  return complete;
}

void make_folder_of(const fs::path& out) {
  std::error_code failed;
  if (out.has_parent_path()) fs::create_directories(out.parent_path(), failed);
  require(!failed, error_kind::io, "--out ", out.string(), ": cannot make its folder: ", failed.message());
}

/// The answers to be read on paper: first the page, then its print.
int print_answers(const course& all, const course_record& record, const fs::path& pdf) {
  fs::path html = pdf;
  html.replace_extension(".html");
  const std::string page = answer_sheet(all, record);
  make_folder_of(pdf);
  require_writable({{"--out", pdf}, {"--out", html}});
  write_file(html, std::string_view(page));
  const std::string program = print_to_pdf(html, pdf);
  require(!program.empty(), error_kind::config, "no Chrome, Chromium or WeasyPrint here to write ", pdf.string(),
          "; install one (apt-get install weasyprint, brew install weasyprint) or print ", html.string(),
          " from any browser");
  std::printf("%s is printed, from %s\n", pdf.c_str(), html.c_str());
  return 0;
}

/// Only what an earlier submit wrote may be replaced, never somebody's work.
void require_replaceable(const fs::path& out) {
  std::error_code missing;
  if (!fs::exists(out, missing) || fs::is_directory(out, missing)) return;
  const std::string start = ::lab::read_text(out.string()).substr(0, 5);
  require(start.empty() || start.rfind("PK", 0) == 0 || start == "%PDF-", error_kind::io, "--out ", out.string(),
          ": is there already and no zip or PDF; choose another name");
}

int run(const submit_arguments& arguments) {
  const course all = open_course();
  const course_record record = read_record(all.home);
  const fs::path out = target(arguments);
  require_replaceable(out);
  if (arguments.pdf && !arguments.check) return print_answers(all, record, out);
  const bool complete = print_checklist(checklist(all, record));
  if (arguments.check) return complete ? 0 : 1;

  std::vector<zip_entry> entries;
  for (const fs::path& file : files_to_submit(all)) entries.push_back(packed(all, file));
  entries.push_back(packed("authors.json", json(record.group)));
  entries.push_back(packed("predictions.json", predictions_of(record)));
  entries.push_back(packed("manifest.json", manifest_of(entries, record)));
  make_folder_of(out);
  require_writable({{"--out", out}});
  write_file(out, zip_archive(entries));
  std::printf("\n%s%s\n", out.c_str(),
              complete ? " is complete" : " is written, with what there is; the empty boxes are still open");
  return 0;
}

}  // namespace

void add_submit(CLI::App& app, action& chosen) {
  const auto arguments = std::make_shared<submit_arguments>();
  CLI::App* submit = app.add_subcommand("submit", "pack exercises, answers and predictions into one zip");
  submit->add_flag("--check", arguments->check, "only tell what is missing; exit status 1 if something is");
  submit->add_flag("--pdf", arguments->pdf, "instead print the answers, with your pictures, into a PDF");
  submit->add_option("--out", arguments->out, "where to write it [out/submission.zip, out/answers.pdf]")
      ->type_name("FILE");
  submit->callback([&chosen, arguments] { chosen = [arguments] { return run(*arguments); }; });
}

}  // namespace sfumato::lab
