#pragma once

#include <functional>
#include <string>
#include <vector>

#include "child/request.hpp"
#include "judge/built_here.hpp"

namespace lab {

/// What turns a student's file into a worker, and where it lies.
struct toolchain {
  std::string compiler = built_here::compiler();
  std::string eigen = built_here::eigen();
  std::string headers = built_here::root() + "/tools/worker";  // lab.hpp and what surrounds it
  std::string suites = built_here::root() + "/tools/suites";   // and the registries
  std::string mistakes = built_here::root() + "/solutions/mistakes";
  std::string manifest = built_here::root() + "/exercises/manifest.json";
  std::string judge = built_here::binaries() + "/lab-judge";
  double compiling_seconds = 60;
  std::size_t compiling_memory = std::size_t{4} << 30;
  child::sandbox confined = {};  // for compiling students' files and running their workers: the rung and the group
  std::function<bool()> going_on = {};  // asked now and then; false ends compilers and the judge
  std::size_t threads = 0;              // that compile at once; 0: one a core

  /// A call of a compiler or linker within these limits, which speaks English in plain quotation marks into a log.
  child::request call(std::vector<std::string> command, const std::string& log) const;
};

/// One group of exercises to compile.
struct group_build {
  std::string tree;   // exercises/, solutions/, or a student's copy
  std::string group;  // "1_forward/noising"
  std::string out;    // <out>/<group> becomes the worker, or <out>/<group>.error says in words why there is none
  bool with_wrong_variants = false;  // a worker for proving the suites: its argument names the variant it answers with
  std::string shared = {};           // where that lies which no student changes; empty: in `out` too

  const std::string& cache() const { return shared.empty() ? out : shared; }
};

/// Compiles what changed since the last time, on all cores. Several programs may do so at once: they take turns at a
/// group, and whoever runs a worker meanwhile runs a whole one.
void build_workers(const toolchain& tools, const std::vector<group_build>& groups);

/// Compiles the headers that every worker begins with, once for each compiler and set of flags; returns the header to
/// include. build_workers calls it.
std::string build_prelude(const toolchain& tools, const std::string& out);

std::string read_text(const std::string& file);
void write_text(const std::string& file, const std::string& text);

}  // namespace lab
