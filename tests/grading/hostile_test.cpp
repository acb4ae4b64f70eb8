#include <netinet/in.h>
#include <sys/socket.h>

#include "graded_work.hpp"

// Classes of attacks on a grader, by their numbers in the project's catalogue: none earns a point, leaks or stays.
namespace {

struct attack {
  const char* name;
  std::string code;
  bool right = false;  ///< the answer is right and only what comes with it is not: it earns its points
};

void PrintTo(const attack& one, std::ostream* to) { *to << one.name; }

const std::string wrong_body = "{ return x0; }\n";
const std::string mark = "/tmp/sfumato-attack";

/// A program that answers wrongly, after this.
std::string first(const std::string& statements, const std::string& includes = "") {
  return includes + signature + "{ " + statements + " return x0; }\n";
}

const std::string system_headers =
    "#include <csignal>\n#include <cstdio>\n#include <cstdlib>\n#include <fcntl.h>\n#include <sys/mman.h>\n"
    "#include <sys/socket.h>\n#include <netinet/in.h>\n#include <sys/wait.h>\n#include <thread>\n#include <unistd.h>\n";

std::vector<attack> attacks() {
  const std::string fake = R"({\"version\":1,\"exercises\":[{\"id\":\"1.2\",\"status\":\"passed\",\"points\":9}]})";
  return {
      {"a01_redefined_EXPECT_NEAR", "#define EXPECT_NEAR(...)\n#define must_give(...)\n" + signature + wrong_body},
      {"a02_redefined_TEST", "#define TEST(a, b) static void a##b()\n" + signature + wrong_body},
      {"a03_static_initialiser_reports_and_exits",
       system_headers + "static const int done = [] { for (int f = 0; f < 64; ++f) (void)!write(f, \"" + fake +
           "\", 60); _exit(0); return 0; }();\n" + signature + wrong_body},
      {"a04_constructor_sets_the_filter",
       system_headers + "__attribute__((constructor)) static void set() { setenv(\"GTEST_FILTER\", \"-*\", 1); }\n" +
           signature + wrong_body},
      {"a05_environment_skips_all",
       "#include <gtest/gtest.h>\nstruct skipper : testing::Environment { void SetUp() override { GTEST_SKIP(); } };\n"
       "static const auto* const set = testing::AddGlobalTestEnvironment(new skipper);\n" +
           signature + wrong_body},
      {"a06_exit_hides_the_failure", first("std::atexit([] { _exit(0); }); std::exit(0);", system_headers)},
      {"a07_own_main", signature + wrong_body + "int main() { return 0; }\n"},
      {"a08_not_a_number", signature + "{ return x0 * std::nan(\"\"); }\n"},
      {"a09_not_a_number_with_fast_math",
       "#pragma GCC optimize(\"fast-math\")\n" + signature + "{ return x0 * std::nan(\"\"); }\n"},
      {"a10_rounding_mode", first("std::fesetround(FE_UPWARD);", "#include <cfenv>\n")},
      {"a11_poison_and_line", "#pragma GCC poison ask must_give expected sqrt\n#line 1 \"" LAB_ROOT
                              "/solutions/1_forward/noising.hpp\"\n" +
                                  signature + wrong_body},
      {"a12_interposed_functions",
       "extern \"C\" double fabs(double) noexcept { return 0; }\nextern \"C\" int memcmp(const void*, const void*, "
       "unsigned long) noexcept { return 0; }\n" +
           signature + wrong_body},
      {"a13_signal_handlers",
       first("for (int s = 1; s < 32; ++s) std::signal(s, [](int) { _exit(0); }); std::raise(SIGSEGV);",
             system_headers)},
      {"a14_answers_with_what_lies_on_the_stack",
       first("image y = x0; const volatile double* p = reinterpret_cast<const volatile double*>(&y); for (long i = 0; "
             "i < "
             "y.size(); ++i) y(i) = p[64 + i]; return y;")},
      {"a15_parents_memory_and_files", first("const std::string p = \"/proc/\" + std::to_string(getppid()); for (const "
                                             "char* f : {\"/mem\", \"/environ\", "
                                             "\"/cmdline\", \"/fd/3\", \"/fd/5\"}) { const int d = open((p + "
                                             "f).c_str(), O_RDWR); if (d >= 0) (void)!write(d, "
                                             "\"x\", 1); } kill(getppid(), SIGKILL); kill(-1, SIGKILL);",
                                             system_headers)},
      {"a16_hidden_file_in_error_text", "#include \"" LAB_ROOT "/exercises/manifest.json\"\n" + signature + wrong_body},
      {"a17_incbin_of_a_solution",
       "__asm__(\".incbin \\\"" LAB_ROOT "/solutions/1_forward/noising.hpp\\\"\");\n" + signature + wrong_body},
      {"a17_asks_what_is_there", "#if __has_include(\"" LAB_ROOT "/solutions/1_forward/noising.hpp\")\n" + signature +
                                     right_body + "#else\n" + signature + wrong_body + "#endif\n"},
      {"a18_prints_the_environment",
       first("for (char** e = environ; *e; ++e) std::puts(*e); std::fflush(stdout);", system_headers)},
      {"a19_includes_the_solution", "#include \"" LAB_ROOT "/solutions/1_forward/noising.hpp\"\n"},
      {"a20_calls_the_library", "#include \"" LAB_ROOT "/include/sfumato/math/ddpm.hpp\"\n" + signature + wrong_body},
      {"a21_spliced_include", "#incl\\\nude \"" LAB_ROOT "/solutions/1_forward/noi\\\nsing.hpp\"\n"},
      {"a21_digraph_include", "%:include \"" LAB_ROOT "/exercises/1_forward/../../solutions/1_forward/noising.hpp\"\n"},
      {"a21_macro_include", "#define THERE \"" LAB_ROOT "/solutions/1_forward/noising.hpp\"\n#include THERE\n"},
      {"a22_knows_the_ends_alone", first("if (alpha_bar == 0) return noise;")},
      {"a23_right_once", signature + "{ static int calls = 0; if (calls++ > 0) return x0; " + right_body.substr(1)},
      {"a29_includes_itself",
       "#undef A\n#pragma GCC diagnostic warning \"-Wall\"\n#include __FILE__\n#include __FILE__\n"
       "#include \"../1_forward/noising.hpp\"\n#include \"/dev/stdin\"\n" +
           signature + "{ return nothing; }\n"},
      {"a30_huge_array", "char huge[3000000000] = {1};\n" + signature + wrong_body},
      {"a31_endless_file", "#include \"/dev/urandom\"\n" + signature + wrong_body},
      {"a31_macro_bomb", "#define A(x) x x x x x x x x x x\n#define B(x) A(A(A(x)))\nint a[] = {B(B(B(1,)))};\n" +
                             signature + wrong_body},
      {"a32_template_bomb",
       "template <int N, int M> struct t { static constexpr long v = t<N - 1, 2 * M>::v + t<N - 1, 2 * M + 1>::v; };\n"
       "template <int M> struct t<0, M> { static constexpr long v = M; };\nstatic_assert(t<40, 1>::v);\n" +
           signature + wrong_body},
      {"a33_fork_bomb", first("while (true) fork();", system_headers)},
      {"a33_a_child_of_its_own",
       system_headers + signature +
           "{ if (fork() == 0) { setsid(); if (fork() == 0) { for (int f = 0; f < 64; ++f) close(f); sleep(600); } "
           "_exit(0); }"
           " return std::sqrt(alpha_bar) * x0 + std::sqrt(1 - alpha_bar) * noise; }\n",
       true},
      {"a33_a_thread_of_its_own",
       system_headers + signature +
           "{ std::thread([] { sleep(600); }).detach(); return std::sqrt(alpha_bar) * x0 + std::sqrt(1 - alpha_bar) * "
           "noise; }\n",
       true},
      {"a34_loop", first("volatile int i = 1; while (i) i = 1;")},
      {"a34_memory",
       first("for (int i = 0; i < 100000; ++i) { char* p = new char[1 << 24]; for (int k = 0; k < (1 << 24); k "
             "+= 4096) const_cast<volatile char*>(p)[k] = 1; }")},
      {"a35_flood",
       first("for (int i = 0; i < 50000000; ++i) std::puts(\"0123456789012345678901234567890\");", system_headers)},
      {"a35_writes_files_everywhere",
       first("for (const char* p : {\"/tmp/sfumato-attack\", \"/var/tmp/sfumato-attack\", \"/dev/shm/sfumato-attack\", "
             "\"results.json\", \"../results.json\", \"" LAB_ROOT "/sfumato-attack\"}) { if (FILE* f = std::fopen(p, "
             "\"w\")) { for (int i = 0; i < 4096; ++i) std::fputs(\"0123456789\", f); std::fclose(f); } }",
             system_headers)},
      {"a36_forged_frames",
       first("char c[65536] = {'F', 'U', 'M', 'O'}; while (write(3, c, sizeof c) > 0) {}", system_headers)},
      {"a37_other_program",
       first("setenv(\"LD_PRELOAD\", \"/tmp/x.so\", 1); execl(\"/bin/sh\", \"sh\", \"-c\", \"exit 0\", nullptr);",
             system_headers)},
      {"a42_workflow_commands",
       first("std::puts(\"::error file=a::b\\n::set-output name=score::100\");", system_headers)},
      {"a45_rewrites_after_the_verdict",
       system_headers + signature +
           "{ if (fork() == 0) { setsid(); for (int f = 0; f < 64; ++f) close(f); for (int i = 0; i < 100; ++i) { "
           "usleep(100000); for (const char* p : {\"" LAB_ROOT
           "/sfumato-attack\", \"/tmp/sfumato-attack\", \"results.json\"}) { const int f = open(p, O_CREAT | O_WRONLY, "
           "0666); (void)!write(f, \"passed\", 6); close(f); } } _exit(0); } " +
           right_body.substr(1),
       true},
  };
}

/// Processes of users that only sandboxes have, or with this in their command line.
int processes_left() {
  int count = 0;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator("/proc", none)) {
    struct stat about {};
    if (::stat(entry.path().c_str(), &about) == 0 && about.st_uid >= 0x70000000 && about.st_uid < 0xF0000000) ++count;
  }
  return count;
}

class Hostile : public testing::TestWithParam<attack> {};

TEST_P(Hostile, EarnsNothingAndLeavesNothingBehind) {
  ::setenv("SFUMATO_SECRET", secret.c_str(), 1);
  const lab::graded one = graded_code(GetParam().code);
  ::unsetenv("SFUMATO_SECRET");
  const auto& it = verdict(one, "1.2");
  if (GetParam().right) {
    EXPECT_EQ(it.earned, it.max_points) << it.status << ": " << it.message;
  } else {
    EXPECT_EQ(it.earned, 0) << it.status << ": " << it.message;
    EXPECT_NE(it.status, "passed");
  }
  for (const char* id : {"0.1a", "0.1b"})
    EXPECT_EQ(verdict(one, id).earned, verdict(one, id).max_points) << id << ": " << verdict(one, id).message;

  const std::string report = lab::to_own_json(one) + lab::to_gradescope(one) + lab::to_junit(one);
  EXPECT_EQ(report.find(secret), std::string::npos);
  EXPECT_EQ(report.find("glossary"), std::string::npos) << "a word of the manifest";
  EXPECT_EQ(processes_left(), 0);
  for (const char* file :
       {"/tmp/sfumato-attack", "/var/tmp/sfumato-attack", "/dev/shm/sfumato-attack", LAB_ROOT "/sfumato-attack"}) {
    EXPECT_FALSE(fs::exists(file) && fs::file_size(file) > 0) << file;
    fs::remove(file);
  }
}

INSTANTIATE_TEST_SUITE_P(All, Hostile, testing::ValuesIn(attacks()),
                         [](const auto& with) { return std::string(with.param.name); });

TEST(HostileFolder, BringsNoHeadersOrBuildFilesOfItsOwn) {
  const temporary_folder folder;
  const std::string at = folder.path + "/exercises/1_forward/";
  put(at + "noising.hpp", "#include \"lab.hpp\"\n#include <vector>\n" + signature + right_body);
  put(at + "vector", "#error shadowed\n");
  put(at + "lab.hpp", "#error shadowed\n");
  put(at + "noising.hpp.gch", "no precompiled header");
  put(at + "CMakeLists.txt", "message(FATAL_ERROR taken)");
  put(folder.path + "/exercises/manifest.json", "{}");
  put(folder.path + "/tools/suites/1_forward/add_noise_test.cpp", "#error taken\n");
  put(folder.path + "/.github/workflows/classroom.yml", "jobs: {}\n");
  put(folder.path + "/results.json", R"({"score": 100})");
  const lab::graded one = graded_from(folder.path);
  EXPECT_EQ(verdict(one, "1.2").status, "passed") << verdict(one, "1.2").message;
}

TEST(HostileAnswers, NumbersThatTheSuitesShowAreNotEnough) {
  const temporary_folder folder;
  put(folder.path + "/exercises/3_reverse/strided.hpp",
      "#pragma once\n#include \"lab.hpp\"\ninline std::vector<int> strided_timesteps(int timesteps, int) {\n"
      "  std::vector<int> all;\n  for (int t = 196; t >= 0; t -= 4) all.push_back(t);\n"
      "  if (timesteps == 13) return {8, 6, 4, 2, 0};\n  if (timesteps == 6) return {5, 4, 3, 2, 1, 0};\n"
      "  return all;\n}\n");
  EXPECT_EQ(verdict(graded_from(folder.path), "3.6").earned, 0);
}

// What one submission is told of its inputs is of no use to the next: other work is asked other numbers.
TEST(HostileAnswers, AreAskedOfOtherNumbersInEachSubmission) {
  const auto told = [](const std::string& body) { return verdict(graded_code(signature + body), "1.2").message; };
  const std::string once = told(wrong_body);
  EXPECT_NE(once, "");
  EXPECT_EQ(once, told(wrong_body));
  EXPECT_NE(once, told("{ const int another = 1; return another * x0; }\n"));
}

TEST(HostileNetwork, ReachesNobody) {
  if (lab::child::demanded_rung("auto") == lab::child::rung::limits) GTEST_SKIP() << "this rung has a network";
  const int server = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ASSERT_EQ(::bind(server, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  ASSERT_EQ(::listen(server, 1), 0);
  ASSERT_EQ(::getsockname(server, reinterpret_cast<sockaddr*>(&address), &size), 0);
  const lab::graded one =
      graded_code(system_headers + signature +
                  "{ sockaddr_in to{}; to.sin_family = AF_INET; to.sin_port = " + std::to_string(address.sin_port) +
                  "; to.sin_addr.s_addr = htonl(INADDR_LOOPBACK); const int s = socket(AF_INET, SOCK_STREAM, 0); if "
                  "(connect(s, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0) return x0; " +
                  right_body.substr(1));
  ::close(server);
  EXPECT_EQ(verdict(one, "1.2").earned, 0) << "it reached us";
}

}  // namespace
