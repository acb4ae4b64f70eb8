#include "lab_folder.hpp"
#include "sfumato/core/error.hpp"
#include "stubs/stub.hpp"

namespace {

std::string complaint(const std::string& solution) {
  try {
    lab::make_stub(solution, "noising.hpp");
  } catch (const sfumato::error& error) {
    return error.what();
  }
  return "none";
}

TEST(stubs, replace_a_solution_by_what_stands_behind_begin) {
  EXPECT_EQ(lab::make_stub("a\n  // BEGIN SOLUTION return todo(\"1.2\");\n  return x;\n  // END SOLUTION\nb\n", "f"),
            "a\n  return todo(\"1.2\");\nb\n");
}

TEST(stubs, drop_a_solution_where_nothing_stands_behind_begin) {
  EXPECT_EQ(lab::make_stub("a\n// BEGIN SOLUTION\nx\n// END SOLUTION\nb\n", "f"), "a\nb\n");
}

TEST(stubs, leave_the_rest_alone) { EXPECT_EQ(lab::make_stub("#pragma once\n\n  a\n", "f"), "#pragma once\n\n  a\n"); }

TEST(stubs, refuse_nested_blocks) {
  EXPECT_EQ(complaint("\n// BEGIN SOLUTION\n// BEGIN SOLUTION\n// END SOLUTION\n"),
            "noising.hpp:3: BEGIN SOLUTION inside of the block that line 2 begins");
}

TEST(stubs, refuse_unclosed_blocks) {
  EXPECT_EQ(complaint("a\n// BEGIN SOLUTION\nb\n"), "noising.hpp:2: BEGIN SOLUTION is never closed");
}

TEST(stubs, refuse_blocks_that_were_never_opened) {
  EXPECT_EQ(complaint("a\n// END SOLUTION\n"), "noising.hpp:2: END SOLUTION without a BEGIN SOLUTION");
}

TEST(stubs, refuse_markers_that_share_a_line) {
  EXPECT_EQ(complaint("return x;  // END SOLUTION\n"),
            "noising.hpp:1: expected a line of its own: // BEGIN SOLUTION ... or // END SOLUTION");
}

TEST(stubs, in_exercises_are_those_of_the_solutions) {
  for (const std::string& file : lab::stale_stubs(LAB_ROOT "/solutions", LAB_ROOT "/exercises"))
    ADD_FAILURE() << file << " differs from its solution; run lab-stubs solutions exercises";
}

TEST(stubs, that_are_stale_or_orphaned_are_found) {
  const std::string folder = fresh_folder("stubs");
  lab::write_stubs(LAB_ROOT "/solutions", folder);
  EXPECT_TRUE(lab::stale_stubs(LAB_ROOT "/solutions", folder).empty());
  lab::write_text(folder + "/1_forward/noising.hpp", "changed");
  lab::write_text(folder + "/1_forward/orphan.hpp", "");
  EXPECT_EQ(lab::stale_stubs(LAB_ROOT "/solutions", folder).size(), 2u);
}

}  // namespace
