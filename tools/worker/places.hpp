#pragma once

#include <stdexcept>
#include <string>
#include <type_traits>

// What an index that is outside of its array tells: where it was written, and how large the array is.
namespace lab {

/// Thrown where Eigen would abort: an index outside of an array, sizes that do not fit together.
struct broken_rule : std::logic_error {
  using std::logic_error::logic_error;
};

/// A place in the code: as a default argument, that of the call.
struct code_place {
  const char* file;
  int line;
};

/// An index and the place in the code where it was written.
struct located_index {
  template <class Whole>
  requires(std::is_integral_v<Whole> ||
           std::is_enum_v<Whole>) constexpr located_index(Whole index, const char* file = __builtin_FILE(),
                                                          int line = __builtin_LINE())
      : value(static_cast<long long>(index)), from{file, line} {}

  long long value;
  code_place from;
};

[[noreturn]] inline void report_index(code_place from, const std::string& index, const std::string& size) {
  std::string file = from.file;
  file = file.substr(file.rfind('/') == std::string::npos ? 0 : file.rfind('/') + 1);
  throw broken_rule(
      file + ", line " + std::to_string(from.line) + ": an index is outside of its array: " + index + ", but " + size +
      ". The tests use several sizes: take them from x.rows(), x.cols() or x.size(), not from one picture");
}

[[noreturn]] inline void report_index(code_place from, long long index, long long size) {
  report_index(from, std::to_string(index),
               size == 0 ? "there is nothing in it yet"
                         : "it has " + std::to_string(size) + ", from 0 to " + std::to_string(size - 1));
}

[[noreturn]] inline void report_index(code_place from, long long row, long long column, long long rows,
                                      long long columns) {
  const auto pair = [](long long a, long long b) { return "(" + std::to_string(a) + ", " + std::to_string(b) + ")"; };
  report_index(from, pair(row, column),
               rows * columns == 0 ? "there is nothing in it yet"
                                   : "its size is " + std::to_string(rows) + " x " + std::to_string(columns) +
                                         ", so the last is " + pair(rows - 1, columns - 1));
}

}  // namespace lab
