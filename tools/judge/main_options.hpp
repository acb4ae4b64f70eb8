#pragma once

#include <charconv>
#include <stdexcept>
#include <string>

#include "child/sandbox.hpp"
#include "judge/session.hpp"

namespace lab {

inline constexpr const char* main_usage =
    "lab-judge --workers FOLDER --manifest FILE [--only ID,ID] [--seed N] [--json FILE | --report FD] [--deadline "
    "SECONDS]\n"
    "          [--sandbox RUNG] [--group NUMBER] [--cpu SECONDS] [--processes NUMBER] [--memory BYTES] [--each-test]\n"
    "          [--wrong FUNCTION/VARIANT] [--prove-formulas] [--list-variants]\n";

/// What the judge is told on its command line beside the settings of its session.
struct main_options {
  std::string manifest, json, only;
  int report = -1;  // an open file that gets the JSON: no name that somebody else could write to
  bool list_variants = false;
};

template <class Number>
Number number_from(const std::string& flag, const std::string& word) {
  Number value{};
  const auto end = word.data() + word.size();
  if (const auto got = std::from_chars(word.data(), end, value); got.ec != std::errc() || got.ptr != end)
    throw std::invalid_argument(flag + ": expected a number, found " + word);
  return value;
}

/// Throws std::invalid_argument naming the flag that is unknown or has no value.
inline main_options parse_main(int argc, char** argv) {
  main_options parsed;
  auto& settings = the_session().settings;
  for (int i = 1; i < argc; ++i) {
    const std::string flag = argv[i];
    if (flag == "--list-variants") {
      parsed.list_variants = true;
      continue;
    }
    if (flag == "--prove-formulas") {
      settings.prove_formulas = true;
      continue;
    }
    if (flag == "--each-test") {
      settings.each_test = true;
      continue;
    }
    if (i + 1 == argc) throw std::invalid_argument(flag + ": unknown, or its value is missing");
    const std::string value = argv[++i];
    if (flag == "--workers") {
      settings.workers = value;
    } else if (flag == "--manifest") {
      parsed.manifest = value;
    } else if (flag == "--only") {
      parsed.only = value;
    } else if (flag == "--seed") {
      settings.seed = number_from<std::uint64_t>(flag, value);
    } else if (flag == "--json") {
      parsed.json = value;
    } else if (flag == "--report") {
      parsed.report = number_from<int>(flag, value);
    } else if (flag == "--deadline") {
      settings.limits.seconds = number_from<int>(flag, value);
    } else if (flag == "--sandbox") {
      settings.limits.sandbox = child::demanded_rung(value);
    } else if (flag == "--group") {
      settings.limits.group = number_from<unsigned>(flag, value);
    } else if (flag == "--cpu") {
      settings.limits.cpu_seconds = number_from<std::size_t>(flag, value);
    } else if (flag == "--processes") {
      settings.limits.processes = number_from<std::size_t>(flag, value);
    } else if (flag == "--memory") {
      settings.limits.memory = number_from<std::size_t>(flag, value);
    } else if (flag == "--wrong") {
      settings.wrong = value;
    } else {
      throw std::invalid_argument(flag + ": unknown");
    }
  }
  return parsed;
}

}  // namespace lab
