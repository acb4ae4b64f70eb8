#include "lab/commands/command.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <sstream>
#include <vector>

#include "sfumato/core/error.hpp"

namespace sfumato::lab {

namespace {

CLI::Validator validator(std::function<std::string(std::string&)> check) { return {std::move(check), "", ""}; }

std::string plain(double number) {
  std::ostringstream text;
  text << number;
  return text.str();
}

}  // namespace

CLI::Validator whole_number(std::int64_t low, std::int64_t high) {
  return validator([low, high](std::string& text) {
    std::int64_t value = 0;
    const auto end = text.data() + text.size();
    const auto [stop, status] = std::from_chars(text.data(), end, value);
    if (status == std::errc() && stop == end && value >= low && value <= high) return std::string();
    const bool unlimited = high == std::numeric_limits<std::int64_t>::max();
    return join("expected a whole number ", unlimited ? join("of at least ", low) : join("from ", low, " to ", high),
                ", got ", text);
  });
}

CLI::Validator real_number(double low, double high) {
  return validator([low, high](std::string& text) {
    char* end = nullptr;
    const double value = std::strtod(text.c_str(), &end);
    if (!text.empty() && *end == '\0' && std::isfinite(value) && value >= low && value <= high) return std::string();
    return join("expected a number from ", plain(low), " to ", plain(high), ", got ", text);
  });
}

std::string alternatives(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i)
    text += (i == 0 ? "" : i + 1 == names.size() ? " or " : ", ") + names[i];
  return text;
}

CLI::Validator one_of(const std::vector<std::string>& names) {
  return validator([list = names](std::string& text) {
    const bool named = std::find(list.begin(), list.end(), text) != list.end();
    return named ? std::string() : join("expected ", alternatives(list), ", got ", text);
  });
}

void add_seed(CLI::App& command, std::uint64_t& seed) {
  command.add_option("--seed", seed, "where all random numbers come from: the same seed gives the same bits")
      ->type_name("N")
      ->check(whole_number(0, std::numeric_limits<std::int64_t>::max()))
      ->capture_default_str();
}

void add_threads(CLI::App& command, int& threads) {
  command.add_option("--threads", threads, "0: one per core; results do not depend on it")
      ->type_name("N")
      ->check(whole_number(0, 1024))
      ->capture_default_str();
}

void add_precision(CLI::App& command, std::string& precision) {
  command
      .add_option("--precision", precision,
                  "of the network's activations: float, or bf16, which takes half their memory and more time")
      ->type_name("NAME")
      ->check(one_of({"float", "bf16"}))
      ->capture_default_str();
}

}  // namespace sfumato::lab
