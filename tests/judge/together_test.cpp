#include <sys/wait.h>
#include <unistd.h>

#include <chrono>

#include "judge/worker_cache.hpp"
#include "lab_folder.hpp"

// `./lab watch` and `./lab test` in two shells on the same save, and two shells that test different trees.
namespace {

const std::string head =
    "#pragma once\n#include \"lab.hpp\"\ninline image add_noise(const image& x0, const image& noise, scalar alpha_bar) "
    "{\n";
const std::string right = "  return std::sqrt(alpha_bar) * x0 + std::sqrt(1 - alpha_bar) * noise;\n}\n";

std::vector<std::string> files_in(const std::string& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) names.push_back(entry.path().string());
  std::sort(names.begin(), names.end());
  return names;
}

/// Of 1.2 in the tree, by a program of its own; what it said is written beside.
pid_t judge_beside(const lab::test_request& request, const std::string& said) {
  const pid_t child = fork();
  if (child != 0) return child;
  int status = 2;
  try {
    const auto result = find(lab::run_tests({}, request), "1.2");
    lab::write_text(said, result.status + ": " + result.message);
    status = 0;
  } catch (const std::exception& error) {
    lab::write_text(said, error.what());
  }
  _exit(status);
}

TEST(together, two_programs_judge_one_save_and_neither_meets_half_a_worker) {
  const std::string tree = copy_of_solutions("together-tree"), out = kept_folder("together-workers");
  const std::string said = fresh_folder("together-said");
  const lab::test_request request{.tree = tree, .out = out, .selection = {"1.2"}};
  lab::run_tests({}, request);
  const auto before = files_in(out);
  for (int round = 0; round < 6; ++round) {
    lab::write_text(tree + "/1_forward/noising.hpp", head + "  // " + std::to_string(round) + "\n" + right);
    std::vector<pid_t> shells;
    for (int shell = 0; shell < 3; ++shell) {
      shells.push_back(judge_beside(request, said + "/" + std::to_string(shell)));
      usleep(static_cast<unsigned>(100'000 * round));  // so that some come while another one links
    }
    for (std::size_t shell = 0; shell < shells.size(); ++shell) {
      int status = 0;
      waitpid(shells[shell], &status, 0);
      const std::string words = lab::read_text(said + "/" + std::to_string(shell));
      EXPECT_EQ(words.rfind("passed", 0), 0u) << words;
    }
  }
  EXPECT_EQ(files_in(out), before) << "nothing piles up";
}

TEST(together, what_a_stopped_program_left_is_swept) {
  const std::string tree = copy_of_solutions("together-left"), out = kept_folder("together-workers");
  const std::string left = out + "/1_forward/noising.new-1";
  fs::create_directories(out + "/1_forward");
  lab::write_text(left, "half a worker");
  EXPECT_TRUE(find(lab::run_tests({}, {.tree = tree, .out = out, .selection = {"1.2"}}), "1.2").passed());
  EXPECT_FALSE(fs::exists(left));
}

TEST(together, what_is_saved_while_the_compiler_reads_is_compiled_again) {
  const std::string tree = copy_of_solutions("together-saved"), out = kept_folder("together-workers");
  const std::string file = tree + "/1_forward/noising.hpp";
  lab::test_request request{.tree = tree, .out = out, .selection = {"1.2"}};
  lab::run_tests({}, request);
  for (const int milliseconds : {30, 100, 200, 300, 400}) {
    lab::write_text(file, head + right + "// " + std::to_string(milliseconds) + "\n");
    const pid_t other = judge_beside(request, out + "/said");
    usleep(static_cast<unsigned>(1000 * milliseconds));
    lab::write_text(file, head + "  return x0;\n}\n");
    int status = 0;
    waitpid(other, &status, 0);
    EXPECT_EQ(find(lab::run_tests({}, request), "1.2").status, "failed") << milliseconds;
  }
  fs::remove(out + "/said");
}

TEST(together, each_tree_has_workers_of_its_own_until_it_is_gone) {
  const std::string out = fresh_folder("together-cache");
  EXPECT_EQ(lab::folder_for_tree(out, LAB_ROOT "/exercises"), out);
  EXPECT_EQ(lab::folder_for_tree(out, LAB_ROOT "/tools/../exercises/"), out);
  const std::string one = fresh_folder("together-one"), other = fresh_folder("together-other");
  const std::string of_one = lab::folder_for_tree(out, one), of_other = lab::folder_for_tree(out, other);
  EXPECT_NE(of_one, of_other);
  EXPECT_EQ(of_one, lab::folder_for_tree(out, one));
  fs::remove_all(one);
  lab::folder_for_tree(out, other);
  EXPECT_FALSE(fs::exists(of_one));
  EXPECT_TRUE(fs::exists(of_other));

  // Of many, those stay that were used last.
  const auto long_ago = fs::file_time_type::clock::now() - std::chrono::hours(24);
  std::string last;
  for (int i = 0; i < 20; ++i) {
    last = lab::folder_for_tree(out, fresh_folder("together-many/" + std::to_string(i)));
    fs::last_write_time(last + "/tree", long_ago + std::chrono::minutes(i));
  }
  lab::folder_for_tree(out, other);
  EXPECT_LE(std::distance(fs::directory_iterator(out), fs::directory_iterator()), 10);
  EXPECT_TRUE(fs::exists(last));
  EXPECT_TRUE(fs::exists(of_other));
}

}  // namespace
