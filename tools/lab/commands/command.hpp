#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace sfumato::lab {

/// What the command line asks for; returns the exit status. Set by the command that is named, run when all arguments
/// are known to be right.
using action = std::function<int()>;

void add_test(CLI::App& app, action& chosen);
void add_watch(CLI::App& app, action& chosen);
void add_hint(CLI::App& app, action& chosen);
void add_reset(CLI::App& app, action& chosen);
void add_show(CLI::App& app, action& chosen);
void add_run(CLI::App& app, action& chosen);
void add_predict(CLI::App& app, action& chosen);
void add_group(CLI::App& app, action& chosen);
void add_answers(CLI::App& app, action& chosen);
void add_submit(CLI::App& app, action& chosen);
void add_stubs(CLI::App& app, action& chosen);
void add_new(CLI::App& app, action& chosen);
void add_demo(CLI::App& app, action& chosen);
void add_train(CLI::App& app, action& chosen);
void add_sample(CLI::App& app, action& chosen);
void add_forward(CLI::App& app, action& chosen);
void add_data(CLI::App& app, action& chosen);
void add_gallery(CLI::App& app, action& chosen);

/// Checks of a single argument; what does not pass is refused with "--option: expected ..., got ...".
CLI::Validator whole_number(std::int64_t low, std::int64_t high);
CLI::Validator real_number(double low, double high);
CLI::Validator one_of(const std::vector<std::string>& names);
/// "a, b or c".
std::string alternatives(const std::vector<std::string>& names);

/// --seed, --threads and --precision, which mean the same everywhere.
void add_seed(CLI::App& command, std::uint64_t& seed);
void add_threads(CLI::App& command, int& threads);
void add_precision(CLI::App& command, std::string& precision);

}  // namespace sfumato::lab
