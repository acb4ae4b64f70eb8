#include "rooms.hpp"

#include <gtest/gtest.h>

namespace {

namespace fs = std::filesystem;

/// The one violation of the files given, "" if there is none.
std::string violation(const file_map& files) {
  const std::vector<std::string> found = room_violations(files);
  EXPECT_LE(found.size(), 1u);
  return found.empty() ? "" : found.front();
}

file_map files_below(const std::string& folder) {
  file_map files;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(SFUMATO_PROJECT) / folder)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream file(entry.path());
    files[entry.path().lexically_relative(SFUMATO_PROJECT).generic_string()] = {std::istreambuf_iterator<char>(file),
                                                                                {}};
  }
  return files;
}

TEST(Rooms, AreKept) {
  for (const char* folder : {"tools", "include", "solutions", "exercises", "cmake"}) {
    const file_map files = files_below(folder);
    ASSERT_FALSE(files.empty()) << folder;
    for (const std::string& sentence : room_violations(files)) ADD_FAILURE() << sentence;
  }
  for (const auto& room : rooms_below())
    EXPECT_TRUE(fs::is_directory(fs::path(SFUMATO_PROJECT) / "tools" / room.first)) << room.first << " is no room";
}

TEST(Rooms, IncludeOnlyThoseBelowThem) {
  EXPECT_EQ(violation({{"tools/child/run.hpp", ""}, {"tools/judge/driver.cpp", "#include \"child/run.hpp\"\n"}}), "");
  EXPECT_EQ(violation({{"tools/judge/text.hpp", ""}, {"tools/child/run.cpp", "#include \"judge/text.hpp\"\n"}}),
            "tools/child/run.cpp includes judge/text.hpp, which is not below it");
  EXPECT_EQ(violation({{"tools/lab/main.hpp", ""}, {"tools/judge/text.hpp", "#include \"lab/main.hpp\"\n"}}),
            "tools/judge/text.hpp includes lab/main.hpp, which is not below it");
  EXPECT_EQ(violation({{"tools/judge/text.hpp", ""}, {"tools/lab/main.cpp", "#include \"judge/text.hpp\"\n"}}), "");
}

TEST(Rooms, OfTheLabAreClosedToThoseBelow) {
  const auto of = [](const std::string& from, const std::string& included) {
    return violation({{"tools/lab/" + included, ""}, {"tools/lab/" + from, "#include \"lab/" + included + "\"\n"}});
  };
  EXPECT_EQ(of("modules/module_1/one.cpp", "museum/museum.hpp"), "");
  EXPECT_EQ(of("museum/museum.cpp", "modules/module.hpp"),
            "tools/lab/museum/museum.cpp includes lab/modules/module.hpp, which is closed to museum");
  EXPECT_EQ(of("report/page.cpp", "commands/run.hpp"),
            "tools/lab/report/page.cpp includes lab/commands/run.hpp, which is closed to report");
  EXPECT_EQ(of("main.cpp", "commands/command.hpp"), "");
}

TEST(Rooms, AreMadeOfNothingThatBelongsToTheTests) {
  const std::string told = " names tests/, which nothing else is made of";
  EXPECT_EQ(violation({{"tools/lab/page.cpp", "#include \"tests/library/tools.hpp\"\n"}}), "tools/lab/page.cpp" + told);
  EXPECT_EQ(violation({{"tools/judge/CMakeLists.txt", "file(GLOB suites ${PROJECT_SOURCE_DIR}/tests/exercises)\n"}}),
            "tools/judge/CMakeLists.txt" + told);
  EXPECT_EQ(violation({{"include/sfumato/a.hpp", "root / \"tests\" / \"golden\"\n"}}), "include/sfumato/a.hpp" + told);
  EXPECT_EQ(violation({{"tools/shell/selftest.sh", "names of folders in tests/\n"}}), "");
}

TEST(Rooms, LeaveProgramsToTheOneThatStartsThem) {
  EXPECT_EQ(violation({{"tools/child/process.cpp", "const pid_t id = fork();\n"}}), "");
  for (const char* call : {"fork", "std::system", "::kill", "execl", "posix_spawnp", "setrlimit", "waitpid"}) {
    const std::string name = std::string(call).substr(std::string(call).find_last_of(':') + 1);
    EXPECT_EQ(violation({{"tools/lab/main.cpp", "  " + std::string(call) + "(one);\n"}}),
              "tools/lab/main.cpp calls " + name + "(), which tools/child does for all");
  }
  EXPECT_EQ(violation({{"tools/lab/main.cpp", "linear_system(a); \"kill(\"; file.system(); skill(b);\n"}}), "");
}

}  // namespace
