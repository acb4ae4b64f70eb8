#include "tests/tools/course_program.hpp"

namespace {

namespace fs = std::filesystem;

using sfumato_test::read_text;
using sfumato_test::write_text;

class CourseCommands : public sfumato_test::CourseProgram {};

TEST_F(CourseCommands, HintGivesOneMoreEachTimeAndRemembersIt) {
  for (const int level : {1, 2, 3, 3}) {
    const auto hint = lab_succeeds("hint 1.2");
    const std::string number = std::to_string(level);
    EXPECT_TRUE(has(hint.output, "Hint " + number + " of 3: ")) << hint.output;
    EXPECT_EQ(has(hint.output, "Hint " + std::to_string(level + 1)), false);
    EXPECT_EQ(has(hint.output, "the last one"), level == 3);
    EXPECT_EQ(record().at("exercises").at("1.2").at("hints"), level);
  }
  EXPECT_TRUE(has(lab_succeeds("hint").output, "0.1a")) << "without an id: what is next";
}

TEST_F(CourseCommands, ResetPutsOneStubBackAndKeepsTheFile) {
  const auto file = exercise("1_forward/snr.hpp");
  const std::string stub = read_text(file);
  solve("1_forward/snr.hpp");
  const std::string solved = read_text(file);
  const auto reset = lab_succeeds("reset 1.4");
  EXPECT_TRUE(has(reset.output, "the stub is back in")) << reset.output;
  EXPECT_TRUE(has(read_text(file), "return todo(\"1.4\")"));
  EXPECT_TRUE(has(read_text(file), "return 10 * std::log10(")) << "1.3 stays as it was";
  EXPECT_EQ(read_text(home() / "kept" / "1_forward" / "snr-1.hpp"), solved);

  lab_succeeds("reset 1.3");
  EXPECT_EQ(read_text(file), stub);
  EXPECT_TRUE(has(lab_succeeds("reset 1.3").output, "holds the stub already"));
  write_text(file, "nothing of the old file");
  lab_succeeds("reset 1.3");
  EXPECT_EQ(read_text(file), stub);
  fs::remove(file);
  EXPECT_TRUE(has(lab_succeeds("reset 1.3").output, "was missing and is back"));
  EXPECT_EQ(read_text(file), stub);
  fs::remove(folder / "solutions" / "1_forward" / "noising.hpp");
  lab_refuses("reset 1.2", {"1.2", "not part of this version"});
  lab_refuses("reset", {"id", "required"});
}

TEST_F(CourseCommands, ShowGivesTheSolutionOnlyAfterAPassOrOnRecord) {
  lab_refuses("show 1.3", {"1.3", "has not passed yet", "--give-up"});
  const auto shown = lab_succeeds("show 1.3 --give-up");
  EXPECT_TRUE(has(shown.output, "return 10 * std::log10(alpha_bar / (1 - alpha_bar));")) << shown.output;
  EXPECT_FALSE(has(shown.output, "SOLUTION"));
  EXPECT_FALSE(has(shown.output, "first_noisy_timestep"));
  EXPECT_NE(record().at("exercises").at("1.3").at("gave_up"), "");

  solve("1_forward/noising.hpp");
  lab_succeeds("test 1.2");
  EXPECT_TRUE(has(lab_succeeds("show 1.2").output, "std::sqrt(alpha_bar) * x0"));
  EXPECT_EQ(record().at("exercises").at("1.2").at("gave_up"), "");
}

TEST_F(CourseCommands, GroupTakesOneToFourNames) {
  EXPECT_TRUE(has(lab_succeeds("group").output, "./lab group"));
  EXPECT_EQ(lab_succeeds("group 'Ada Lovelace' Zoë").output, "Ada Lovelace\nZoë\n");
  EXPECT_EQ(lab_succeeds("group").output, "Ada Lovelace\nZoë\n");
  lab_refuses("group a b c d e", {"one to 4 names", "got 5"});
  lab_refuses("group a ' a '", {"a: is named twice"});
  lab_refuses("group ' '", {"expected a name"});
  EXPECT_EQ(lab_succeeds("group").output, "Ada Lovelace\nZoë\n") << "what is refused changes nothing";
}

TEST_F(CourseCommands, PredictionsArePersonalAndAllStayOnRecord) {
  lab_refuses("predict Q4", {"Q4", "nothing is predicted yet"});
  lab_refuses("predict Q5 maybe", {"Q5", "expected one of Q4, Q10, Q16"});
  lab_succeeds("group Ada Ben");
  lab_refuses("predict Q4 chance", {"expected --by NAME, one of: Ada, Ben"});
  lab_refuses("predict Q4 chance --by Cleo", {"one of: Ada, Ben"});
  lab_succeeds("predict q4 'the noise' --by Ada");
  EXPECT_TRUE(has(lab_succeeds("answers").output, "predicted by 1 of 2"));
  lab_succeeds("predict Q4 chance --by Ben");
  EXPECT_TRUE(has(lab_succeeds("predict Q4 'the seed' --by Ben").output, "Ben: the seed"));
  EXPECT_EQ(record().at("predictions").size(), 3u);
  EXPECT_TRUE(has(lab_succeeds("answers").output, "Q4   answered"));
}

TEST_F(CourseCommands, AnswersSaysWhatIsMissingAndChecksNumbers) {
  const auto line = [this](const std::string& id) {
    const std::string all = lab_succeeds("answers").output;
    const std::size_t at = all.find(" " + id + " ");
    return at == std::string::npos ? all : all.substr(at, all.find('\n', at) - at);
  };
  EXPECT_TRUE(has(lab_succeeds("answers").output, "0 of 23 questions answered (2 more cannot be answered yet)"));
  answer("Q1", "answer", "Noise comes,\n\nand noise goes.");
  EXPECT_TRUE(has(line("Q1"), "answered"));
  EXPECT_TRUE(has(line("Q2"), "the answer is missing  (after class)")) << line("Q2");
  EXPECT_FALSE(has(line("Q1") + line("Q4") + line("Q5"), "after class")) << "answered, or for class";
  EXPECT_TRUE(has(lab_succeeds("answers").output, "10 of those still open belong into class; the others can wait"));
  EXPECT_TRUE(has(line("Q4"), "./lab predict Q4"));

  answer("Q5", "answer", "It fades.");
  EXPECT_TRUE(has(line("Q5"), "the number is missing: the timestep"));
  answer("Q5", "number", "200");
  EXPECT_TRUE(has(line("Q5"), "from 0 to 199, found 200"));
  answer("Q14", "answer", "Early.");
  answer("Q14", "number", "0,1 0.2");
  EXPECT_TRUE(has(line("Q14"), "found 0,1 (0.05 is written with a point, two numbers with a space)")) << line("Q14");
  answer("Q19", "number", "3");
  EXPECT_TRUE(has(line("Q19"), "expected 2 numbers"));

  answer("Q7", "number", "1");
  EXPECT_TRUE(has(line("Q7"), "does not first fall below 1 there")) << line("Q7");
}

TEST_F(CourseCommands, AnswersKnowsTheFirstNoisyTimestepOfTheSchedule) {
  answer("Q7", "number", "51");  // alpha-bar of betas 5e-4..0.1 over 200 steps: 0.5006 at t = 50, 0.4876 at t = 51
  EXPECT_TRUE(has(lab_succeeds("answers").output, "Q7   answered")) << lab_succeeds("answers").output;
}

TEST_F(CourseCommands, AnswersComparesLossAndTimeWithTheTraining) {
  answer("Q11", "number", "0.0482");
  EXPECT_TRUE(has(lab_succeeds("answers").output, "Q11  train first: ./lab run 2"));
  lab_succeeds("group Ada");
  auto known = record();
  known["training"] = {{"loss", 0.0479}, {"seconds", 61.5}, {"epochs", 8}, {"digits", 4}, {"time", "now"}};
  write_text(home() / "progress.json", known.dump());
  EXPECT_TRUE(has(lab_succeeds("answers").output, "Q11  answered")) << lab_succeeds("answers").output;
  answer("Q12", "number", "90");
  EXPECT_TRUE(has(lab_succeeds("answers").output, "Q12  your last training took another time"));
}

TEST_F(CourseCommands, AnswersComparesWithWhatThePageShowed) {
  const auto said = [this] { return lab_succeeds("answers").output; };
  answer("Q14", "number", "0.16, 0.0054");  // a comma between two numbers
  answer("Q14", "answer", "Early.");
  EXPECT_TRUE(has(said(), "Q14  draw the page first: ./lab run 2"));
  lab_succeeds("group Ada");
  auto known = record();
  known["shown"] = {{"Q14", {{0.1597, 0.0052}, {0.0196, 1.8591}}}};  // errors of the noise, errors of the picture
  write_text(home() / "progress.json", known.dump());
  EXPECT_TRUE(has(said(), "Q14  answered")) << said();
  known["shown"] = {{"Q14", {{0.1597, 0.9}, {0.0196, 0.0054}}}};
  write_text(home() / "progress.json", known.dump());
  EXPECT_TRUE(has(said(), "Q14  the page shows other numbers")) << "of either kind, but not mixed";
}

TEST_F(CourseCommands, AnswersWaitsForWhatThisCopyDoesNotHave) {
  EXPECT_TRUE(has(lab_succeeds("answers").output, "Q21  waits for the colour model"));
  const fs::path model = folder / "datasets/models/emoji";
  fs::create_directories(model);
  write_text(model / "config.json", "{}");
  EXPECT_TRUE(has(lab_succeeds("answers").output, "Q21  the number is missing"));
  answer("Q21", "number", "5");
  answer("Q21", "answer", "Food and faces.");
  EXPECT_TRUE(has(lab_succeeds("answers").output, "Q21  draw the page first: ./lab run 4"));
  fs::remove_all(model);
  lab_succeeds("group Ada");
  auto known = record();
  known["shown"] = {{"Q21", {{4}, {5}, {6}}}};
  write_text(home() / "progress.json", known.dump());
  EXPECT_TRUE(has(lab_succeeds("answers").output, "1 of 24 questions answered (1 more"));
}

TEST_F(CourseCommands, APassedEstimateIsSeenAtOnce) {
  solve("2_training/estimate.hpp");
  EXPECT_FALSE(has(lab_succeeds("test 2.1").output, "finds behind it")) << "there is no model to ask";
  fs::create_directories(folder / "datasets/models");
  fs::copy_file(fs::path(SFUMATO_PROJECT) / "datasets/models/mnist-digits.safetensors",
                folder / "datasets/models/mnist-digits.safetensors");
  EXPECT_TRUE(has(lab_succeeds("test 2.1").output, "what your function finds behind it"));
}

TEST_F(CourseCommands, AFirstNameIsEnoughWhereItIsOne) {
  lab_succeeds("group 'Ada Lovelace' 'Alan Turing' 'Ada Yonath'");
  lab_succeeds("predict Q4 noise --by Alan");
  lab_refuses("predict Q4 noise --by Ada", {"Ada Lovelace", "Ada Yonath"});
}

TEST_F(CourseCommands, AnswersNoticesAMissingHeading) {
  const auto file = folder / "exercises" / "answers.md";
  std::string text = read_text(file);
  text.replace(text.find("## Q2\n"), 6, "");
  write_text(file, text);
  EXPECT_TRUE(has(lab_succeeds("answers").output, "its heading \"## Q2\" is gone"));
  fs::remove(file);
  lab_refuses("answers", {"answers.md", "cannot be opened"});
}

TEST_F(CourseCommands, StubsAreWrittenFromSolutionsAndOldFilesKept) {
  EXPECT_EQ(lab_succeeds("stubs --check").output, "");
  solve("1_forward/noising.hpp");
  const auto check = lab("stubs --check");
  EXPECT_EQ(check.status, 1);
  EXPECT_TRUE(has(check.output, "noising.hpp: differs from its solution"));
  EXPECT_TRUE(has(lab_succeeds("stubs").output, "the old one is kept as"));
  EXPECT_TRUE(has(read_text(exercise("1_forward/noising.hpp")), "todo(\"1.2\")"));
  EXPECT_TRUE(fs::exists(home() / "kept" / "1_forward" / "noising-1.hpp"));
}

}  // namespace
