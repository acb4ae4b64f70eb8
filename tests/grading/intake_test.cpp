#include "grade/intake.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "grade/plain_text.hpp"
#include "sfumato/core/error.hpp"

namespace {

namespace fs = std::filesystem;

const std::set<std::string> wanted = {"1_forward/noising.hpp", "2_training/adam.hpp"};
const std::string noising = "1_forward/noising.hpp";

class Intake : public testing::Test {
 protected:
  Intake() {
    std::string pattern = (fs::temp_directory_path() / "sfumato-intake-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp");
    folder = pattern;
  }
  ~Intake() override { fs::remove_all(folder); }

  void put(const std::string& path, const std::string& words) const {
    fs::create_directories(fs::path(folder + "/" + path).parent_path());
    std::ofstream(folder + "/" + path, std::ios::binary) << words;
  }

  struct packed {
    std::string path, words;
    unsigned type = AE_IFREG;
    std::size_t repeated = 1;
  };
  std::string zip(const std::vector<packed>& entries) const {
    const std::string file = folder + "/a.zip";
    archive* to = archive_write_new();
    archive_write_set_format_zip(to);
    archive_write_open_filename(to, file.c_str());
    for (const packed& one : entries) {
      archive_entry* entry = archive_entry_new();
      archive_entry_set_pathname(entry, one.path.c_str());
      archive_entry_set_filetype(entry, one.type);
      archive_entry_set_perm(entry, 0644);
      if (one.type == AE_IFLNK) {
        archive_entry_set_symlink(entry, one.words.c_str());
      } else {
        archive_entry_set_size(entry, static_cast<la_int64_t>(one.words.size() * one.repeated));
      }
      archive_write_header(to, entry);
      if (one.type == AE_IFREG)
        for (std::size_t i = 0; i < one.repeated; ++i) archive_write_data(to, one.words.data(), one.words.size());
      archive_entry_free(entry);
    }
    archive_write_close(to);
    archive_write_free(to);
    return file;
  }

  std::string folder;
};

bool says(const lab::intake& taken, const std::string& words) {
  for (const std::string& remark : taken.remarks) {
    EXPECT_EQ(remark.find('\n'), std::string::npos) << remark;
    if (remark.find(words) != std::string::npos) return true;
  }
  return false;
}

std::string all(const lab::intake& taken) {
  std::string words;
  for (const std::string& remark : taken.remarks) words += remark + "\n";
  return words;
}

TEST_F(Intake, FindsTheFilesHoweverAZipNestsThem) {
  for (const std::string before : {"", "exercises/", "lab-anna/", "lab-anna/exercises/", "a/b/c/exercises/", "./"}) {
    const auto taken = lab::take_submission(zip({{before + noising, "work"}}), wanted);
    EXPECT_EQ(taken.files, (std::map<std::string, std::string>{{noising, "work"}})) << before;
    EXPECT_EQ(all(taken), "") << before;
  }
  EXPECT_EQ(lab::take_submission(zip({{"noising.hpp", "flat"}}), wanted).files.at(noising), "flat");
  EXPECT_EQ(lab::take_submission(zip({{"x\\1_forward\\noising.hpp", "w"}}), wanted).files.at(noising), "w");
}

TEST_F(Intake, TakesAFolderLikeAZip) {
  put("hand-in/exercises/" + noising, "work");
  put("hand-in/exercises/1_forward/mine.hpp", "more");
  const auto taken = lab::take_submission(folder + "/hand-in", wanted);
  EXPECT_EQ(taken.files, (std::map<std::string, std::string>{{noising, "work"}}));
}

TEST_F(Intake, PrefersTheExercisesAndNeverTakesASolution) {
  const auto taken = lab::take_submission(zip({{"lab/solutions/" + noising, "ours"},
                                               {"lab/build/" + noising, "built"},
                                               {"lab/backup/" + noising, "old"},
                                               {"lab/exercises/" + noising, "new"},
                                               {"__MACOSX/exercises/" + noising, "mac"},
                                               {"lab/exercises/1_forward/._noising.hpp", "mac"}}),
                                          wanted);
  EXPECT_EQ(taken.files.at(noising), "new");
  EXPECT_TRUE(says(taken, "lab/backup/1_forward/noising.hpp is left out")) << all(taken);
  EXPECT_TRUE(lab::take_submission(zip({{"solutions/" + noising, "ours"}}), wanted).files.empty());
}

TEST_F(Intake, ReadsWhateverAnEditorMakesOfText) {
  const std::string plain = "int a;\nint b;\n";
  std::string wide = "\xff\xfe", windows = "\xef\xbb\xbfint a;\r\nint b;\r\n";
  for (const char c : std::string("int a;\r\nint b;\r\n")) wide += {c, '\0'};
  EXPECT_EQ(lab::take_submission(zip({{noising, windows}}), wanted).files.at(noising), plain);
  const auto taken = lab::take_submission(zip({{"1_Forward/Noising.HPP", wide}}), wanted);
  EXPECT_EQ(taken.files.at(noising), plain);
  EXPECT_TRUE(says(taken, "was saved as UTF-16")) << all(taken);
  EXPECT_TRUE(says(taken, "had Windows line ends"));
  EXPECT_TRUE(says(taken, "is taken for 1_forward/noising.hpp"));
  EXPECT_EQ(lab::hash_of(taken, wanted), lab::hash_of(lab::take_submission(zip({{noising, plain}}), wanted), wanted));
  EXPECT_NE(lab::hash_of(taken, wanted), lab::hash_of(lab::take_submission(zip({{noising, "x"}}), wanted), wanted));
}

TEST_F(Intake, RefusesWhatIsNoText) {
  const auto taken =
      lab::take_submission(zip({{noising, std::string("a\0b", 3)}, {"2_training/adam.hpp", "ok"}}), wanted);
  EXPECT_EQ(taken.files.count(noising), 0u);
  EXPECT_EQ(taken.files.at("2_training/adam.hpp"), "ok");
  EXPECT_TRUE(says(taken, "zero bytes")) << all(taken);
}

TEST_F(Intake, FollowsNoPathOutOfTheSubmission) {
  const auto taken = lab::take_submission(
      zip({{"../../" + noising, "out"}, {"/" + noising, "root"}, {"exercises/../../" + noising, "out"}}), wanted);
  EXPECT_TRUE(taken.files.empty());
  EXPECT_TRUE(says(taken, "leads out of the submission")) << all(taken);
}

TEST_F(Intake, FollowsNoLink) {
  const auto taken = lab::take_submission(zip({{noising, "/etc/passwd", AE_IFLNK}}), wanted);
  EXPECT_TRUE(taken.files.empty());
  EXPECT_TRUE(says(taken, "is a link")) << all(taken);

  put("secret", "key");
  fs::create_directories(folder + "/in/1_forward");
  fs::create_symlink(folder + "/secret", folder + "/in/" + noising);
  EXPECT_TRUE(says(lab::take_submission(folder + "/in", wanted), "is a link"));
  put("elsewhere/" + noising, "theirs");
  fs::create_directories(folder + "/in2");
  fs::create_directory_symlink(folder + "/elsewhere/1_forward", folder + "/in2/1_forward");
  EXPECT_TRUE(lab::take_submission(folder + "/in2", wanted).files.empty());
  fs::create_directory_symlink(folder + "/elsewhere", folder + "/tree");
  EXPECT_TRUE(says(lab::take_submission(folder + "/tree", wanted), "is a link"));
}

TEST_F(Intake, OpensNoPipeAndNoDevice) {
  fs::create_directories(folder + "/in/1_forward");
  ASSERT_EQ(::mkfifo((folder + "/in/" + noising).c_str(), 0600), 0);
  EXPECT_TRUE(says(lab::take_submission(folder + "/in", wanted), "is no regular file"));
  EXPECT_FALSE(lab::take_submission("/dev/zero", wanted).readable);
  EXPECT_FALSE(lab::take_submission(folder + "/in/" + noising, wanted).readable);
}

TEST_F(Intake, TakesNoMoreThanAFileMayHold) {
  const std::string megabyte(1u << 20, ' ');
  const auto bomb =
      lab::take_submission(zip({{noising, megabyte, AE_IFREG, 64}, {"2_training/adam.hpp", "ok"}}), wanted);
  EXPECT_EQ(bomb.files.size(), 1u);
  EXPECT_TRUE(says(bomb, "larger than 256 KB")) << all(bomb);

  put("in/" + noising, "x");
  fs::resize_file(folder + "/in/" + noising, std::uintmax_t{1} << 30);
  EXPECT_TRUE(says(lab::take_submission(folder + "/in", wanted), "larger than 256 KB"));
}

TEST_F(Intake, TakesPicturesOfTheFolderOutAndNothingElseByThatName) {
  std::string picture("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x1c\0\0\0\x1c", 24), wide = picture;
  picture.append(64, 'x');
  wide[17] = '\x10';
  wide.append(64, 'x');
  const auto taken = lab::take_submission(zip({{"lab/out/mine.png", picture},
                                               {"lab/out/wide.png", wide},
                                               {"lab/out/page.png", "<svg onload=alert(1)>"},
                                               {"lab/out/link.png", "/etc/passwd", AE_IFLNK},
                                               {"lab/datasets/emoji/cat.png", picture},
                                               {"lab/exercises/" + noising, "work"}}),
                                          wanted);
  EXPECT_EQ(taken.pictures, (std::map<std::string, std::string>{{"mine.png", picture}}));
  EXPECT_EQ(taken.files.size(), 1u);
}

TEST_F(Intake, LooksThroughTenThousandFiles) {
  std::vector<packed> many;
  for (int i = 0; i < 10000; ++i) many.push_back({"junk/" + std::to_string(i), "x"});
  many.push_back({"exercises/" + noising, "work"});
  EXPECT_EQ(lab::take_submission(zip(many), wanted).files.at(noising), "work");
}

TEST_F(Intake, NamesInOneLineWhatCannotBeRead) {
  put("empty.zip", "");
  put("broken.zip", "this is no archive at all, whatever its name says");
  for (const std::string name : {"/empty.zip", "/broken.zip", "/missing.zip"}) {
    const auto taken = lab::take_submission(folder + name, wanted);
    EXPECT_FALSE(taken.readable) << name;
    EXPECT_EQ(taken.remarks.size(), 1u) << all(taken);
  }
  EXPECT_TRUE(says(lab::take_submission(zip({{"essay.txt", "x"}}), wanted), "none of the exercise files"));
  EXPECT_FALSE(lab::take_submission(zip({}), wanted).readable);
}

TEST_F(Intake, ShowsOddNamesAsPlainLines) {
  const auto taken = lab::take_submission(zip({{"../\n::error::x\xe2\x80\xae\x1b[31m", "x"}, {noising, "w"}}), wanted);
  ASSERT_EQ(taken.remarks.size(), 1u);
  for (const char c : taken.remarks[0]) EXPECT_TRUE(c >= ' ' && c < 0x7F) << taken.remarks[0];
  for (const std::string name : {"-rf", "..", "a/b", "a\nb", "", ".hidden", "=1+1"}) {
    const std::string safe = lab::folder_name(name);
    EXPECT_FALSE(safe.empty());
    EXPECT_TRUE(std::isalnum(static_cast<unsigned char>(safe.front()))) << safe;
    EXPECT_EQ(safe.find('/'), std::string::npos);
  }
  EXPECT_EQ(lab::folder_name("anna.zip"), "anna.zip");
  EXPECT_NE(lab::folder_name("a b"), lab::folder_name("a:b"));
}

TEST_F(Intake, TellsASubmissionFromAClass) {
  put("one/exercises/" + noising, "x");
  put("deep/lab/exercises/" + noising, "x");
  put("class/anna/" + noising, "x");
  put("class/ben/exercises/" + noising, "x");
  put("zips/anna.zip", "x");
  EXPECT_TRUE(lab::is_one_submission(folder + "/one", wanted));
  EXPECT_TRUE(lab::is_one_submission(folder + "/deep", wanted));
  EXPECT_FALSE(lab::is_one_submission(folder + "/class", wanted));
  EXPECT_FALSE(lab::is_one_submission(folder + "/zips", wanted));
}

}  // namespace
