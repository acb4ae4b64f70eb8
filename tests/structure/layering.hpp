#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

/// Headers by their path below include/sfumato ("nn/linear.hpp"), with their text.
using header_map = std::map<std::string, std::string>;

struct include_line {
  std::string name;
  bool in_quotes = false;
};

inline std::vector<include_line> includes_of(const std::string& text) {
  std::vector<include_line> found;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const auto hash = line.find_first_not_of(" \t");
    if (hash == std::string::npos || line[hash] != '#') continue;
    const auto word = line.find_first_not_of(" \t", hash + 1);
    if (word == std::string::npos || line.compare(word, 7, "include") != 0) continue;
    const auto open = line.find_first_of("<\"", word);
    const auto close = open == std::string::npos ? open : line.find_first_of(">\"", open + 1);
    if (close == std::string::npos) continue;
    found.push_back({line.substr(open + 1, close - open - 1), line[open] == '"'});
  }
  return found;
}

/// The folder that decides what a header may include: "nn", "backend/cpu"; "" for those of the top level.
inline std::string layer_of(const std::string& path) {
  const auto slash = path.find('/');
  if (slash == std::string::npos) return "";
  const std::string top = path.substr(0, slash);
  if (top != "backend") return top;
  for (const char* part : {"backend/cpu", "backend/cuda"})
    if (path.rfind(std::string(part) + "/", 0) == 0) return part;
  return top;
}

/// core < math < backend < tensor < ops < {nn, diffusion, data} < {optim, io} < train; -1 for a folder unknown here.
inline int rank_of(const std::string& layer) {
  static const std::map<std::string, int> ranks = {
      {"core", 0}, {"math", 1},      {"backend", 2}, {"backend/cpu", 2}, {"backend/cuda", 2}, {"tensor", 3}, {"ops", 4},
      {"nn", 5},   {"diffusion", 5}, {"data", 5},    {"optim", 6},       {"io", 6},           {"train", 7},  {"", 8}};
  const auto found = ranks.find(layer);
  return found == ranks.end() ? -1 : found->second;
}

/// Foreign headers that belong to one folder each.
inline bool may_use(const std::string& layer, std::string_view foreign) {
  const auto starts = [&](std::string_view prefix) { return foreign.substr(0, prefix.size()) == prefix; };
  if (starts("Eigen/") || starts("eigen3/")) return layer == "backend/cpu";
  if (starts("nlohmann/")) return layer == "io";
  if (starts("png.h")) return layer == "io";
  if (starts("zlib.h")) return layer == "io";
  if (starts("cuda") || starts("cublas") || starts("cudnn") || starts("cub/")) return layer == "backend/cuda";
  return true;
}

/// Everything a header pulls in, itself included.
inline std::set<std::string> closure_of(const header_map& headers, const std::string& start) {
  std::set<std::string> seen;
  std::vector<std::string> open = {start};
  while (!open.empty()) {
    const std::string path = open.back();
    open.pop_back();
    if (!headers.count(path) || !seen.insert(path).second) continue;
    for (const include_line& include : includes_of(headers.at(path)))
      if (include.name.rfind("sfumato/", 0) == 0) open.push_back(include.name.substr(8));
  }
  return seen;
}

/// The first line that opens the library's namespace without the one that is named after the instruction set.
inline std::string line_outside_the_isa(const std::string& text) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);)
    if (line.rfind("namespace sfumato", 0) == 0 && line.rfind("namespace sfumato::inline SFUMATO_ISA", 0) != 0)
      return line;
  return "";
}

/// Whether a header of the CPU backend that is not for users opens the public namespace.
inline bool shows_internals(const std::string& path, const std::string& layer, const std::string& text) {
  static const std::set<std::string> for_users = {"backend/cpu/cpu.hpp", "backend/cpu/context.hpp"};
  return layer == "backend/cpu" && !for_users.count(path) && text.find("SFUMATO_ISA {") != std::string::npos;
}

/// One idea a file.
inline constexpr std::ptrdiff_t most_lines = 250;

/// One sentence for each header that breaks the order of the house.
inline std::vector<std::string> layering_violations(const header_map& headers) {
  std::vector<std::string> violations;
  for (const auto& [path, text] : headers) {
    const std::string layer = layer_of(path);
    const auto report = [&, &file = path](const std::string& what) { violations.push_back(file + " " + what); };
    if (rank_of(layer) < 0) report("lies in a folder that has no place in the layering");

    for (const include_line& include : includes_of(text)) {
      if (!include.in_quotes) {
        if (!may_use(layer, include.name)) report("includes <" + include.name + ">, which belongs to another folder");
        continue;
      }
      if (include.name.rfind("sfumato/", 0) != 0) {
        report("includes \"" + include.name + "\", which is not written as sfumato/...");
        continue;
      }
      const std::string target = include.name.substr(8);
      const std::string target_layer = layer_of(target);
      if (!headers.count(target)) {
        report("includes " + target + ", which does not exist");
      } else if (target != "version.hpp" && layer != target_layer && rank_of(layer) <= rank_of(target_layer) &&
                 !(target_layer == "backend" && rank_of(layer) == 2)) {
        report("includes " + target + ", which is not below it");
      }
    }

    if (const std::string line = line_outside_the_isa(text); !line.empty())
      report("opens \"" + line + "\" without the inline namespace SFUMATO_ISA");
    else if (text.find("SFUMATO_ISA") != std::string::npos && !closure_of(headers, path).count("core/config.hpp"))
      report("names SFUMATO_ISA without core/config.hpp");

    if (shows_internals(path, layer, text)) report("opens the public namespace; what it has is of cpu_kernels");
    const auto lines = std::count(text.begin(), text.end(), '\n');
    if (lines > most_lines) report("has " + std::to_string(lines) + " lines; split it by its ideas");

    // What must compile under nvcc stays clear of Eigen, and the umbrella clear of what sfumato::io links.
    static const std::set<std::string> device_ready = {"core", "math",  "backend", "tensor",   "ops",
                                                       "nn",   "optim", "train",   "diffusion"};
    for (const std::string& reached : closure_of(headers, path)) {
      if (device_ready.count(layer) && layer_of(reached) == "backend/cpu") report("reaches Eigen through " + reached);
      if (path == "sfumato.hpp")
        for (const include_line& include : includes_of(headers.at(reached)))
          for (const char* foreign : {"nlohmann/", "zlib.h", "png.h"})
            if (include.name.rfind(foreign, 0) == 0)
              report(std::string("reaches <") + foreign + "> through " + reached);
    }

    // Users get every module of nn/.
    if (path == "sfumato.hpp") {
      std::set<std::string> included;
      for (const include_line& include : includes_of(text)) included.insert(include.name);
      for (const auto& entry : headers)
        if (layer_of(entry.first) == "nn" && !included.count("sfumato/" + entry.first))
          report("does not include " + entry.first);
    }
  }
  return violations;
}

inline header_map read_headers(const std::filesystem::path& folder) {
  header_map headers;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream file(entry.path());
    headers[entry.path().lexically_relative(folder).generic_string()] = {std::istreambuf_iterator<char>(file), {}};
  }
  return headers;
}
