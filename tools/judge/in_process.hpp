#pragma once

#include "judge/driver.hpp"

namespace lab {

/// What the judge said that runs a student's functions in its own process, and how to start it again.
struct in_process_result {
  std::vector<test_result> results;  // empty where it did not come to an end
  std::string ended;                 // then: how it ended, in words
  std::vector<std::string> command;  // what to put under a debugger
  std::vector<std::string> functions;
};

/// `lab test --in-process`: builds lab-judge-in-process around the groups that are selected, in the folder that this
/// program was built in, and runs it. Where a group does not compile its exercises get that verdict and nothing runs.
/// Nothing protects the judge from the student's code here: that is what it is for. Throws sfumato::error where the
/// build itself is broken.
in_process_result run_in_process(const toolchain& tools, const test_request& request, double seconds = 120);

}  // namespace lab
