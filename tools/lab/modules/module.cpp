#include "lab/modules/module.hpp"

#include <map>

#include "lab/museum/museum.hpp"
#include "lab/report/marks.hpp"
#include "lab/system/places.hpp"
#include "sfumato/io/atomic_file.hpp"

namespace sfumato::lab {

namespace fs = std::filesystem;

namespace {

const std::map<std::string, report::page (*)(workplace&)> makers = {
    {"0", module_0}, {"1", module_1}, {"2", module_2}, {"3", module_3}, {"4", module_4}, {"beyond", module_beyond}};

void make_folder(const fs::path& folder) {
  std::error_code failed;
  fs::create_directories(folder, failed);
  require(!failed, error_kind::io, folder.string(), ": cannot make this folder: ", failed.message());
}

}  // namespace

fs::path workplace::folder(const std::string& module) const {
  const fs::path place = settings.out / ("module-" + module);
  make_folder(place);
  return place;
}

report::page_text words_of(const std::string& folder) {
  return report::page_text(program_folder() / "modules" / folder / "words.html");
}

bool has_page(const std::string& module) { return makers.count(module) > 0; }

fs::path make_page(workplace& at, const std::string& module) {
  const auto found = makers.find(module);
  require(found != makers.end(), error_kind::config, "no module ", module, "; expected 0 to 4, or beyond");
  at.functions.compile_module(module);
  report::page page = found->second(at);
  const fs::path file = at.folder(module) / "index.html";
  const course_record now = read_record(at.of.home);  // tests may have passed while it was drawn
  page.rewrite([&](const std::string& section) { return report::settled(section, now); });
  add_bug_museum(at.of, module, now, at.settings.seed, page);
  page.write(file);
  make_folder(at.of.home / "pages");
  write_file(at.of.home / "pages" / (module + ".html"), page.kept());
  update_record(at.of.home, [&](course_record& record) {
    record.pages[module] = time_now();
    for (const auto& [question, numbers] : page.shown()) record.shown[question] = numbers;
    // Who read them off the page of an earlier run was right.
    for (const auto& [question, times] : page.times())
      record.shown[question].insert(record.shown[question].end(), times.begin(), times.end());
  });
  return file;
}

}  // namespace sfumato::lab
