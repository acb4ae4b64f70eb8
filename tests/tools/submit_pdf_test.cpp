#include "tests/tools/course_program.hpp"

namespace {

namespace fs = std::filesystem;

using sfumato_test::read_text;
using sfumato_test::write_text;

/// Programs that print pages are played: only these are in the PATH.
class SubmitPdf : public sfumato_test::CourseProgram {
 protected:
  SubmitPdf() { fs::create_directories(folder / "bin"); }

  /// A program that notes its arguments and writes what it is told to the last of them that ends in .pdf.
  void program(const std::string& name, const std::string& writes, int status = 0) const {
    write_text(folder / "bin" / name,
               "#!/bin/sh\necho \"$0 $*\" >>'" + (folder / "called").string() +
                   "'\nfor a in \"$@\"; do case $a in *.pdf) to=${a#--print-to-pdf=};; esac; done\n" + "printf '" +
                   writes + "' >\"$to\"\nexit " + std::to_string(status) + "\n");
    fs::permissions(folder / "bin" / name, fs::perms::owner_all);
  }
  std::string only() const { return "PATH='" + (folder / "bin").string() + "';"; }
  std::string called() const { return read_text(folder / "called"); }
  std::string page(const std::string& name = "out/answers.html") const { return read_text(work / name); }
};

TEST_F(SubmitPdf, AsksABrowserFirst) {
  program("chromium", "%%PDF-1.4 of chromium");
  program("weasyprint", "%%PDF-1.4 of weasyprint");
  const auto result = lab_succeeds("submit --pdf", only());
  EXPECT_EQ(result.output, "out/answers.pdf is printed, from out/answers.html\n");
  EXPECT_EQ(read_text(work / "out/answers.pdf"), "%PDF-1.4 of chromium");
  EXPECT_TRUE(has(called(), "--headless")) << called();
  EXPECT_TRUE(has(called(), "file://" + (work / "out/answers.html").string())) << called();
}

TEST_F(SubmitPdf, AsksTheNextWhereOneFails) {
  program("google-chrome", "%%PDF-", 1);
  program("chromium", "no such thing as a PDF");
  program("weasyprint", "%%PDF-1.4 of weasyprint");
  lab_succeeds("submit --pdf --out 'a b.pdf'", only());
  EXPECT_EQ(read_text(work / "a b.pdf"), "%PDF-1.4 of weasyprint");
  EXPECT_TRUE(has(called(), "/a%20b.html")) << called();
  EXPECT_TRUE(fs::exists(work / "a b.html"));
  std::size_t files = 0;
  for (const auto& entry : fs::directory_iterator(work)) files += entry.exists() ? 1 : 0;
  EXPECT_EQ(files, 2u) << "nothing half-written stays";
}

TEST_F(SubmitPdf, LeavesThePageWhereNothingPrints) {
  const auto none = lab("submit --pdf", only());
  EXPECT_EQ(none.status, 1);
  for (const char* part : {"no Chrome, Chromium or WeasyPrint", "apt-get install weasyprint", "print out/answers.html"})
    EXPECT_TRUE(has(none.errors, part)) << none.errors;
  EXPECT_TRUE(has(page(), "<h1>Answers</h1>"));
  EXPECT_FALSE(fs::exists(work / "out/answers.pdf"));

  program("chromium", "%%PDF-", 1);
  const auto failing = lab("submit --pdf", only());
  EXPECT_EQ(failing.status, 1);
  EXPECT_TRUE(has(failing.errors, "chromium cannot print it; print out/answers.html")) << failing.errors;
  EXPECT_FALSE(fs::exists(work / "out/answers.pdf"));
}

TEST_F(SubmitPdf, ShowsAnswersPredictionsPointsPicturesAndRatings) {
  program("weasyprint", "%%PDF-");
  lab_succeeds("group 'Ada & Co' Ben");
  lab_succeeds("predict Q4 'the <prompt>' --by Ben");
  lab_succeeds("predict Q4 chance --by Ben");
  answer("Q1", "answer", "Noise <script>comes</script>,\n\nand \"goes\" & so on.");
  answer("Q5", "number", "92");
  answer("Q5", "answer", "It fades.");
  for (const char* rating : {"U1", "U2", "U3", "U4"}) answer(rating, "rating", "3 4");
  solve("1_forward/snr.hpp");
  lab("test 1.3");
  fs::create_directories(home() / "pages");
  write_text(home() / "pages/1.html", "<figure><img src=\"data:image/png;base64,AAAA\"></figure>");
  lab_succeeds("submit --pdf", only());
  for (const char* part :
       {"Ada &amp; Co, Ben", "Noise &lt;script&gt;comes&lt;/script&gt;,\n\nand &quot;goes&quot; &amp; so on.",
        "the timestep: <b>92</b>", "It fades.", "prediction replaced", "the &lt;prompt&gt;", "Ben predicted, ",
        "Open: predicted by 1 of 2", "make <em>new</em> pictures?", "<td>5 of 25</td>",
        "<figure><img src=\"data:image/png;base64,AAAA\"></figure>", "no pictures yet: <code>./lab run 2</code>",
        "<td>3</td><td>4</td>", "Open: the answer is missing"})
    EXPECT_TRUE(has(page(), part)) << part;
  EXPECT_FALSE(has(page(), "<script"));
  EXPECT_FALSE(has(page(), "http")) << "nothing is loaded";
}

TEST_F(SubmitPdf, KeepsOnlyShortAnswersOnOneSheet) {
  program("weasyprint", "%%PDF-");
  answer("Q1", "answer", "Short.");
  answer("Q2", "answer", std::string(700, 'x'));
  lab_succeeds("submit --pdf", only());
  const auto frame_of = [&](const std::string& question) {
    const std::size_t at = page().find(">" + question + "<"), begin = page().rfind("<div", at);
    return page().substr(begin, page().find('>', begin) - begin + 1);
  };
  EXPECT_EQ(frame_of("Q1"), "<div class=\"question short\">");
  EXPECT_EQ(frame_of("Q2"), "<div class=\"question\">") << "it may break, so that no sheet stays half empty";
}

TEST_F(SubmitPdf, RefusesAnotherEnding) {
  lab_refuses("submit --pdf --out answers.zip", {"--out answers.zip", "ends in .pdf"});
}

}  // namespace
