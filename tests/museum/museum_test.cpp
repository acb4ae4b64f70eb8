#include "lab/museum/museum.hpp"

#include <gtest/gtest.h>

#include "lab/system/places.hpp"

namespace sfumato::lab::museum {
namespace {

namespace fs = std::filesystem;

hall open_hall() { return hall(0, fs::path(SFUMATO_PROJECT) / "datasets/models/mnist-digits.safetensors"); }

std::vector<exhibit> all_exhibits() {
  std::vector<exhibit> all;
  for (const auto& [module, exhibits_of] : exhibits())
    for (exhibit& one : exhibits_of()) all.push_back(std::move(one));
  return all;
}

bool same(const drawing& a, const drawing& b) {
  const auto equal = [](const picture& one, const picture& other) {
    return one.values.rows() == other.values.rows() && one.values.cols() == other.values.cols() &&
           (one.values == other.values).all();
  };
  return a.words == b.words && a.curve.lines == b.curve.lines && a.curve.mark == b.curve.mark &&
         std::equal(a.pictures.begin(), a.pictures.end(), b.pictures.begin(), b.pictures.end(), equal);
}

course lab_of_the_project() {
  course of;
  of.contents = ::lab::read_manifest(std::string(SFUMATO_PROJECT) + "/exercises/manifest.json");
  return of;
}

TEST(Museum, EveryTableOfMistakesHangsThere) {
  std::map<std::string, int> hanging;
  for (const exhibit& one : all_exhibits()) ++hanging[one.of.function];
  int tables = 0;
  for (const auto& file : fs::recursive_directory_iterator(fs::path(SFUMATO_PROJECT) / "solutions/mistakes")) {
    const std::string name = file.path().filename().string();
    if (!name.ends_with(".wrong.hpp")) continue;
    ++tables;
    EXPECT_EQ(hanging[name.substr(0, name.find('.'))], 1) << name;
  }
  EXPECT_GT(tables, 30);
  EXPECT_EQ(tables, static_cast<int>(hanging.size()));
}

TEST(Museum, EveryMistakeIsDrawnAndUnlikeWhatIsRight) {
  hall in = open_hall();
  for (const exhibit& one : all_exhibits()) {
    const std::vector<shown> row = one.draw(in);
    ASSERT_FALSE(row.empty());
    EXPECT_TRUE(row[0].name.empty() && row[0].stopped_by.empty()) << one.of.function;
    EXPECT_FALSE(same(row[0].drawn, drawing{})) << one.of.function;
    for (const auto& known : ::lab::all_variants().at(one.of.function)->entries) {
      if (!known.on_show) continue;
      EXPECT_EQ(std::count_if(row.begin(), row.end(), [&](const shown& each) { return each.name == known.name; }), 1)
          << one.of.function << "/" << known.name;
    }
    for (std::size_t i = 1; i < row.size(); ++i)
      EXPECT_TRUE(!row[i].stopped_by.empty() || !same(row[i].drawn, row[0].drawn))
          << one.of.function << "/" << row[i].name << " is drawn like the right function";
  }
}

TEST(Museum, AnExerciseOpensWhenItPasses) {
  hall in = open_hall();
  const course of = lab_of_the_project();
  const std::string html = all_of(
      "1", of, [](const auto& exercise) { return exercise.id == "1.2"; }, in);
  EXPECT_NE(html.find("1.3 Signal against noise in decibels: opens when 1.3 passes"), std::string::npos);
  EXPECT_EQ(html.find("natural logarithm"), std::string::npos);
  EXPECT_EQ(html.find("data-shows=\"snr_db"), std::string::npos);
  EXPECT_NE(html.find("data-shows=\"add_noise/no_roots\""), std::string::npos);
  EXPECT_EQ(html.find("<details open"), std::string::npos);
}

TEST(Museum, TheLatestIsTheExerciseThatPassedLast) {
  const auto all = [](const auto&) { return true; };
  course_record record;
  EXPECT_FALSE(latest("1", record, [](const auto&) { return false; }));
  EXPECT_FALSE(latest("7", record, all));
  record.exercises["1.3"].since = "2026-11-24T18:05:00Z";
  record.exercises["1.2"].since = "2026-11-24T18:09:00Z";
  record.exercises["1.2"].tested = "2026-11-24T18:11:00Z";
  EXPECT_EQ(latest("1", record, all)->of.id, "1.2");
  record.exercises["1.3"].tested = "2026-11-24T19:00:00Z";
  EXPECT_EQ(latest("1", record, all)->of.id, "1.2") << "tested again is not passed anew";
  EXPECT_EQ(latest("1", record, [](const auto& one) { return one.id != "1.2"; })->of.id, "1.3");
  record.exercises["1.4"].tested = "2026-11-24T20:00:00Z";  // from a lab that did not note when it passed
  EXPECT_EQ(latest("1", record, all)->of.id, "1.4");
}

TEST(Museum, WhatHangsElsewhereIsNotHungTwice) {
  hall in = open_hall();
  const auto all = [](const auto&) { return true; };
  const std::string html = all_of("1", lab_of_the_project(), all, in, "1.2");
  EXPECT_NE(html.find("href=\"#museum-1.2\""), std::string::npos);
  EXPECT_EQ(html.find("data-shows=\"add_noise"), std::string::npos);
  EXPECT_NE(html.find("data-shows=\"snr_db"), std::string::npos);
}

TEST(Museum, WithoutTheShippedModelALineSaysSo) {
  hall in(0, "/nowhere/model.safetensors");
  const std::string html = all_of(
      "3", lab_of_the_project(), [](const auto&) { return true; }, in);
  EXPECT_NE(html.find("needs the shipped model"), std::string::npos);
}

TEST(Museum, HasNothingForAModuleThatDoesNotExist) {
  hall in = open_hall();
  EXPECT_EQ(all_of(
                "7", lab_of_the_project(), [](const auto&) { return true; }, in),
            "");
}

}  // namespace
}  // namespace sfumato::lab::museum
