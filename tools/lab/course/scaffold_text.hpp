#pragma once

#include <string>

#include "lab/course/example.hpp"
#include "lab/course/scaffold.hpp"

namespace sfumato::lab {

/// The texts that a new exercise consists of.
struct scaffold_text {
  const new_exercise& wanted;
  const signature& called;
  example formula;
  std::string folder;  ///< "1_forward"

  std::string solution() const;
  std::string registry_line() const;
  std::string wrong_variants() const;
  std::string suite() const;
  std::string manifest_entry() const;
};

}  // namespace sfumato::lab
