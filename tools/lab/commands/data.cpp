#include <algorithm>
#include <array>
#include <cstdio>
#include <memory>

#include "lab/commands/command.hpp"
#include "lab/data/fetch.hpp"
#include "lab/data/open_data.hpp"
#include "lab/system/places.hpp"
#include "sfumato/io/gzip.hpp"

namespace sfumato::lab {

namespace {

/// The number of images by the header of the file: two big-endian words, magic number and count.
std::string image_count(const data_source& source) {
  try {
    content_reader reader(mnist_path(source.folder, mnist_part::train, true));
    std::array<std::uint8_t, 8> header{};
    if (reader.read(header) != header.size() || header[2] != 8 || header[3] != 3) return "damaged";
    return std::to_string(std::uint32_t{header[4]} << 24 | std::uint32_t{header[5]} << 16 |
                          std::uint32_t{header[6]} << 8 | header[7]);
  } catch (const error&) {
    return "damaged";
  }
}

void row(const std::string& name, const std::string& images, const std::string& where) {
  std::printf("%-10s %8s   %s\n", name.c_str(), images.c_str(), where.c_str());
}

int show_data() {
  const std::vector<data_source> all = available_data(datasets_folder());
  row("data", "images", "where");
  for (const char* name : {"mnist", "fashion"}) {
    bool found = false;
    for (const data_source& source : all) {
      if (source.name != name) continue;
      row(name, image_count(source), source.folder.string());
      found = true;
    }
    if (!found)
      row(name, "-",
          std::string(name) == "mnist" ? "not here; \"./lab data fetch mnist\" downloads 12 MB"
                                       : "not here (Debian: apt-get install dataset-fashion-mnist)");
  }
  row("synthetic", "endless", "drawn from strokes, needs no files");
  // Where it tells why, that is a line of its own.
  const std::string uses = find_data("", datasets_folder()).description;
  const std::size_t why = std::min(uses.find(": "), uses.size());
  std::printf("\n./lab train uses %s\n", uses.substr(0, why).c_str());
  if (why < uses.size()) std::printf("(%s)\n", uses.substr(why + 2).c_str());
  return 0;
}

/// Also says what to do for those who ask for the other one.
CLI::Validator fetchable() {
  return {[](std::string& name) {
            if (name == "mnist") return std::string();
            if (name == "fashion")
              return std::string("expected mnist, got fashion; apt-get install dataset-fashion-mnist");
            return join("expected mnist, got ", name);
          },
          "", ""};
}

}  // namespace

void add_data(CLI::App& app, action& chosen) {
  CLI::App* data = app.add_subcommand("data", "what data is where; \"data fetch mnist\" downloads it");
  data->require_subcommand(0, 1);
  data->callback([&chosen] {
    if (!chosen) chosen = show_data;
  });
  data->footer(
      "Looked for, in this order: --data FOLDER, $SFUMATO_DATA, the datasets/ folder,\n"
      "the system's packages (Debian's dataset-fashion-mnist). Where there is none,\n"
      "digits are drawn from strokes.");

  CLI::App* download = data->add_subcommand("fetch", "download MNIST; one that broke off goes on");
  struct fetch_arguments {
    std::string name;
    std::filesystem::path folder = datasets_folder() / "mnist";
  };
  const auto arguments = std::make_shared<fetch_arguments>();
  download->add_option("name", arguments->name, "mnist")->required()->check(fetchable());
  download->add_option("--to", arguments->folder, "where to [datasets/mnist in the project]")->type_name("FOLDER");
  download->allow_extras();
  download->footer(
      "$SFUMATO_MIRROR: another address to download from, https:// or file://, with\n"
      "the four files in it.");
  download->callback([&chosen, arguments] {
    chosen = [arguments] {
      fetch(mnist_download(), arguments->folder);
      return 0;
    };
  });
}

}  // namespace sfumato::lab
