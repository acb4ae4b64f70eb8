#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "grade/csv_table.hpp"
#include "grade/gradebook.hpp"
#include "grade/work.hpp"
#include "sfumato/core/error.hpp"

// Folders laid out as the downloads of learning platforms are, and the tables that go back there.
namespace {

namespace fs = std::filesystem;

const std::set<std::string> wanted = {"1_forward/noising.hpp", "2_training/adam.hpp"};

class Platforms : public testing::Test {
 protected:
  Platforms() {
    std::string pattern = (fs::temp_directory_path() / "sfumato-platforms-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp");
    folder = pattern;
  }
  ~Platforms() override { fs::remove_all(folder); }

  void put(const std::string& path, const std::string& words) const {
    fs::create_directories(fs::path(folder + "/" + path).parent_path());
    std::ofstream(folder + "/" + path, std::ios::binary) << words;
  }
  std::string folder;
};

std::string files_of(const lab::handed_in& one) {
  std::string all;
  for (const auto& [name, words] : lab::take_submission(one.parts, wanted).files) all += name + "=" + words + ";";
  return all;
}

lab::graded marked(const std::string& name, const std::vector<lab::person>& people, double points) {
  lab::graded one;
  one.name = name;
  one.people = people;
  one.exercises.resize(1);
  one.exercises[0].earned = points;
  one.exercises[0].max_points = 10;
  return one;
}

bool notes(const lab::filled_gradebook& done, const std::string& words) {
  for (const std::string& note : done.notes)
    if (note.find(words) != std::string::npos) return true;
  return false;
}

TEST_F(Platforms, CanvasFilesAreJoinedByUserAndTheLastSubmissionCounts) {
  put("lovelaceada_101_9001_noising.hpp", "first");
  put("lovelaceada_LATE_101_9005_noising-1.hpp", "second");
  put("lovelaceada_LATE_101_9005_adam.hpp", "also");
  put("hopper_102_9002_11_22_noising.hpp", "his own numbers");
  put("turingalan_103_9003_noising.hpp", "work");
  put("notes.txt", "of the instructor");
  const lab::download found = lab::read_download("canvas", folder);
  ASSERT_EQ(found.all.size(), 3u);
  EXPECT_EQ(found.all[0].name, "lovelaceada_101");
  EXPECT_EQ(found.all[0].people[0].keys, std::vector<std::string>{"101"});
  EXPECT_EQ(files_of(found.all[0]), "1_forward/noising.hpp=second;2_training/adam.hpp=also;");
  ASSERT_EQ(found.all[0].remarks.size(), 2u);
  EXPECT_NE(found.all[0].remarks[1].find("9005 counts"), std::string::npos);
  EXPECT_EQ(found.all[1].people[0].keys, std::vector<std::string>{"102"});
  EXPECT_EQ(files_of(found.all[2]), "1_forward/noising.hpp=work;");
  ASSERT_EQ(found.left_out.size(), 1u);
  EXPECT_NE(found.left_out[0].find("notes.txt"), std::string::npos);
}

TEST_F(Platforms, MoodleFoldersAndFilesAreKnownByTheParticipant) {
  put("Ada Lovelace_11_assignsubmission_file_/exercises/1_forward/noising.hpp", "in a folder");
  put("J_r_me de la Cr_pe_12_assignsubmission_file_noising.hpp", "flat");
  put("J_r_me de la Cr_pe_12_assignsubmission_file_adam.hpp", "too");
  put("Alan Turing_13_assignsubmission_onlinetext_/onlinetext.html", "typed");
  put("Group A/readme", "no submission");
  fs::create_directory_symlink("/etc", folder + "/Eve_14_assignsubmission_file_");
  const lab::download found = lab::read_download("moodle", folder);
  ASSERT_EQ(found.all.size(), 3u);
  EXPECT_EQ(found.all[0].people[0].name, "Ada Lovelace");
  EXPECT_EQ(files_of(found.all[0]), "1_forward/noising.hpp=in a folder;");
  EXPECT_EQ(found.all[1].people[0].keys, std::vector<std::string>{"12"});
  EXPECT_EQ(files_of(found.all[1]), "1_forward/noising.hpp=flat;2_training/adam.hpp=too;");
  EXPECT_EQ(files_of(found.all[2]), "") << "a link is not followed";
  EXPECT_EQ(found.left_out.size(), 1u);
}

TEST_F(Platforms, GradescopeNamesSubmittersAndOfEachTheLastCounts) {
  put("submission_metadata.yml",
      "---\nsubmission_1:\n  :submitters:\n  - :name: Ada Lovelace\n    :email: ada@example.org\n    :sid: '0101'\n"
      "  - :name: Alan Turing\n    :email: alan@example.org\n    :sid: ''\n  :created_at: 2026-11-01 10:00:00 Z\n"
      "  :score: 3.0\n  :results:\n    output: |\n      submission_9:\n        :submitters:\n"
      "submission_2:\n  :submitters:\n  - :name: Ada Lovelace\n    :email: ada@example.org\n    :sid: '0101'\n"
      "  :created_at: 2026-11-02 10:00:00 Z\n"
      "submission_3:\n  :submitters:\n  - :name: \"O'Brien\"\n    :email: ob@example.org\n"
      "  :created_at: 2026-11-01 09:00:00 Z\n");
  put("submission_1/noising.hpp", "of both");
  put("submission_2/lab/exercises/1_forward/noising.hpp", "later");
  put("submission_4/noising.hpp", "of nobody");
  const lab::download found = lab::read_download("gradescope", folder);
  ASSERT_EQ(found.all.size(), 3u);
  EXPECT_EQ(found.all[0].name, "submission_1");
  ASSERT_EQ(found.all[0].people.size(), 1u);
  EXPECT_EQ(found.all[0].people[0].name, "Alan Turing");
  EXPECT_EQ(files_of(found.all[0]), "1_forward/noising.hpp=of both;");
  EXPECT_EQ(found.all[1].people[0].keys, (std::vector<std::string>{"ada@example.org", "0101"}));
  EXPECT_EQ(files_of(found.all[1]), "1_forward/noising.hpp=later;");
  EXPECT_NE(found.all[1].remarks.at(0).find("submission_1"), std::string::npos);
  EXPECT_EQ(found.all[2].people[0].name, "O'Brien");
  EXPECT_NE(found.all[2].remarks.at(0).find("missing"), std::string::npos);
  EXPECT_EQ(found.left_out.size(), 1u);
}

TEST_F(Platforms, RefuseInOneLineWhatIsNoDownload) {
  put("anna.zip", "x");
  for (const char* platform : {"canvas", "moodle", "gradescope", "blackboard"}) try {
      lab::read_download(platform, folder);
      ADD_FAILURE() << platform;
    } catch (const sfumato::error& wrong) {
      EXPECT_EQ(std::string(wrong.what()).find('\n'), std::string::npos);
    }
  EXPECT_THROW(lab::read_download("canvas", folder + "/anna.zip"), sfumato::error);
}

TEST_F(Platforms, WorkIsTakenApartTheSameWayEverywhere) {
  for (int i = 101; i < 108; ++i) put("x_" + std::to_string(i) + "_9_noising.hpp", "x");
  const auto all = lab::work_for(lab::read_download("canvas", folder), "out");
  std::set<std::string> names;
  for (std::size_t i = 1; i <= 3; ++i)
    for (const auto& one : lab::part_of_work(all, i, 3)) EXPECT_TRUE(names.insert(one.name).second);
  EXPECT_EQ(names.size(), 7u);
  EXPECT_TRUE(lab::part_of_work(all, 9, 9).empty());
}

TEST(Gradebook, OfCanvasKeepsItsColumnsAndFillsOne) {
  const std::string table =
      "\xef\xbb\xbfStudent,ID,SIS User ID,SIS Login ID,Section,Essay (1),Lab (22),Final\r\n"
      "    Points Possible,,,,,5,20,(read only)\r\n"
      "\"Lovelace, Ada\",101,A1,ada,\"S \"\"1\"\"\",4,,9\r\n"
      "=Turing,102,A2,alan,S2,3,7,8\r\n";
  const auto done = lab::fill({.file = "g.csv", .text = table, .column = "Lab", .scale = 0},
                              {marked("x", {{"ada", {"101"}}}, 8.25), marked("y", {{"eve", {"999"}}}, 1)});
  EXPECT_EQ(done.text,
            "\xef\xbb\xbfStudent,ID,SIS User ID,SIS Login ID,Section,Lab (22)\r\n"
            "    Points Possible,,,,,20\r\n"
            "\"Lovelace, Ada\",101,A1,ada,\"S \"\"1\"\"\",8.25\r\n"
            "=Turing,102,A2,alan,S2,7\r\n");
  EXPECT_TRUE(notes(done, "1 marks entered; 1 in the gradebook have no submission"));
  EXPECT_TRUE(notes(done, "--scale 20"));
  EXPECT_TRUE(notes(done, "y is nobody in the gradebook"));
}

TEST(Gradebook, OfMoodleGoesByTheNumberAndIsScaled) {
  const std::string table =
      "Identifier,\"Full name\",\"Email address\",Grade,\"Maximum Grade\",\"Grade can be changed\"\n"
      "\"Participant 11\",\"Ada, L\",ada@example.org,-,100.00,Yes\n"
      "\"Participant 12\",Alan,alan@example.org,50,100.00,No\n";
  const auto done = lab::fill({.file = "g.csv", .text = table, .column = "Grade", .scale = 100},
                              {marked("a", {{"A", {"11"}}}, 8.25), marked("b", {{"B", {"12"}}}, 10)});
  EXPECT_NE(done.text.find("ada@example.org,82.5,100.00,Yes\n"), std::string::npos) << done.text;
  EXPECT_NE(done.text.find("alan@example.org,50,100.00,No\n"), std::string::npos) << done.text;
  EXPECT_TRUE(notes(done, "cannot be changed"));
  EXPECT_FALSE(notes(done, "would fit"));
}

TEST(Gradebook, GivesEveryMemberTheMarkOfTheGroup) {
  const auto groups = lab::read_groups("groups.csv", "group,member\nred,Ada@example.org\nred,alan@example.org\n");
  const std::string table =
      "First Name,Email,Lab\nAda,ada@example.org,\nAlan,ALAN@example.org,\nEve,eve@example.org,2\n";
  lab::gradebook book{.file = "g.csv", .text = table, .column = "Lab", .scale = 0, .groups = groups};
  const std::string shared =
      "First Name,Email,Lab\nAda,ada@example.org,7\nAlan,ALAN@example.org,7\nEve,eve@example.org,2\n";
  EXPECT_EQ(lab::fill(book, {marked("s", {{"Alan", {"alan@example.org"}}}, 7)}).text, shared);
  const auto twice = lab::fill(
      book, {marked("s", {{"Alan", {"alan@example.org"}}}, 7), marked("t", {{"Ada", {"ada@example.org"}}}, 3)});
  EXPECT_EQ(twice.text, shared);
  EXPECT_TRUE(notes(twice, "more than once"));
  EXPECT_THROW(lab::read_groups("groups.csv", "team,who\nred,ada\n"), sfumato::error);
}

TEST(Gradebook, KnowsFoldersByNameAndGivesNoMarkWhereNothingWasGraded) {
  auto broken = marked("alan", {}, 5);
  broken.trouble = "the disk is full";
  const auto done = lab::fill({.file = "g.csv", .text = "SID,Lab\nada,\nalan,\n", .column = "Lab", .scale = 0},
                              {marked("ada", {}, 5), broken});
  EXPECT_EQ(done.text, "SID,Lab\nada,5\nalan,\n");
  EXPECT_TRUE(notes(done, "alan could not be graded"));
}

TEST(Gradebook, RefusesInOneLineWhatItCannotFill) {
  for (const char* table : {"", "ID,Essay\n1,2\n", "ID,Lab (1),Lab (2)\n1,2,3\n", "ID,\"Lab\n1,2\n"}) try {
      lab::fill({.file = "g\n.csv", .text = table, .column = "Lab", .scale = 0}, {});
      ADD_FAILURE() << table;
    } catch (const sfumato::error& wrong) {
      EXPECT_EQ(std::string(wrong.what()).find('\n'), std::string::npos) << wrong.what();
    }
}

TEST(CsvTable, IsWrittenAsItWasRead) {
  for (const std::string text : {"a,b\n1,\"x, \"\"y\"\"\nz\"\n", "a,b\r\n,\r\n",
                                 "\xef\xbb\xbf"
                                 "a,b\n1\n2,3\n"}) {
    const lab::csv_table table = lab::read_csv("t.csv", text);
    std::string expected = text;
    if (const std::size_t gap = expected.find("\n1\n"); gap != std::string::npos) expected.insert(gap + 2, ",");
    EXPECT_EQ(table.written({0, 1}), expected);
  }
  EXPECT_EQ(lab::read_csv("t.csv", "a,b\n1,\"x, \"\"y\"\"\nz\"\n").lines[1][1].value, "x, \"y\"\nz");
}

}  // namespace
