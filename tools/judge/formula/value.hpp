#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "judge/formula/expression.hpp"
#include "lab.hpp"

namespace lab {

/// What names stand for: one number is a table of 1 x 1, a curve of n x 1, a list of images has a row a channel.
struct surroundings {
  std::map<std::string, image> values;
  std::set<std::string> whole;  // those of them that are whole numbers
};

/// What a formula gives; std::exception where sizes do not fit or a name is unknown.
image value_of(const formula& all, const surroundings& given);

/// Its lines but the last, each under its name; those of functions are left out.
surroundings with_definitions(const formula& all, const surroundings& given);

/// The value of an expression that stands in some line, where the names of the lines are known; for whoever asks for
/// its size.
image value_of(const expression& one, const formula& all, const surroundings& given);

/// A number, or what is made of such by + - *, where C++ would take them for whole ones.
bool is_whole(const expression& one, const surroundings& given);

}  // namespace lab
