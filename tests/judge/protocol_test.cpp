#include "protocol.hpp"

#include <gtest/gtest-spi.h>

#include <chrono>

#include "fixture/suites/fixture/types.registry.hpp"
#include "judge/suite.hpp"
#include "lab_folder.hpp"

namespace {

template <class T>
T there_and_back(const T& value) {
  std::string bytes;
  lab::put(bytes, value);
  std::string_view left = bytes;
  T other = lab::get<T>(left);
  EXPECT_TRUE(left.empty());
  return other;
}

TEST(protocol, carries_every_type_unchanged) {
  const image x = image::Random(3, 4);
  const curve c = curve::Random(5);
  EXPECT_TRUE((there_and_back(x) == x).all());
  EXPECT_EQ(there_and_back(image(0, 7)).cols(), 7);
  EXPECT_TRUE((there_and_back(c) == c).all());
  EXPECT_EQ(there_and_back(std::string("a\0b", 3)), std::string("a\0b", 3));
  EXPECT_EQ(there_and_back(std::vector<int>{3, 1, 2}), (std::vector<int>{3, 1, 2}));
  EXPECT_TRUE(there_and_back(true));
  EXPECT_EQ(there_and_back(features{x, x}).size(), 2u);
  EXPECT_TRUE((there_and_back(moments{c, 2 * c}).second == 2 * c).all());
}

TEST(protocol, refuses_every_payload_that_is_cut_short) {
  std::string bytes;
  lab::put(bytes, features{image::Ones(2, 3), image::Zero(1, 1)});
  lab::put(bytes, std::string("word"));
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    std::string_view left(bytes.data(), size);
    EXPECT_THROW(
        {
          lab::get<features>(left);
          lab::get<std::string>(left);
        },
        lab::bad_payload)
        << size;
  }
}

TEST(protocol, refuses_impossible_sizes_before_taking_memory) {
  for (const std::int64_t rows : {std::int64_t{-1}, std::int64_t{1} << 62, std::int64_t{1} << 24}) {
    std::string bytes;
    lab::put(bytes, rows);
    lab::put(bytes, rows);
    std::string_view left = bytes;
    EXPECT_THROW(lab::get<image>(left), lab::bad_payload);
  }
  std::string bytes;
  lab::put(bytes, ~std::uint64_t{0});
  std::string_view list = bytes, word = bytes;
  EXPECT_THROW(lab::get<std::vector<int>>(list), lab::bad_payload);
  EXPECT_THROW(lab::get<std::string>(word), lab::bad_payload);
}

/// The fixture's worker, compiled once.
class with_a_worker : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    lab::toolchain tools;
    tools.suites = JUDGE_TEST_SOURCES "/fixture/suites";
    const std::string out = kept_folder("fixture-workers");
    lab::build_workers(tools, {{JUDGE_TEST_SOURCES "/fixture/tree", "fixture/types", out}});
    lab::the_session().settings.workers = out;
  }
  void SetUp() override { lab::the_session().running = {"with_a_worker", "a_test"}; }
  void TearDown() override {
    lab::the_session().end_test();
    lab::the_session().forget();
  }
};

using protocol_types = with_a_worker;

TEST_F(protocol_types, reach_the_students_function_and_come_back) {
  const auto said = student::everything(true, 7, "word", std::vector<int>{3, 5},
                                        features{image::Zero(1, 2), image::Constant(1, 2, 9)},
                                        std::vector<features>{features(4)}, curve::Constant(1, 2));
  ASSERT_TRUE(said.value) << said.why.message;
  EXPECT_EQ(*said.value, "word yes 7 5 9 4 2");
  const auto next = student::next_moments(moments{curve::Ones(2), curve::Zero(2)}, curve::Constant(2, 3));
  ASSERT_TRUE(next.value);
  EXPECT_EQ(next.value->first(0), 4);
  EXPECT_EQ(next.value->second(1), 9);
}

TEST_F(protocol_types, callbacks_are_seen_with_their_arguments_in_order) {
  recorded<image(const image&, int)> predict("predict_noise", {"noisy", "t"},
                                             [](const image& noisy, int) -> image { return noisy; });
  recorded<image()> draw("draw", {}, [n = 0]() mutable { return image(image::Constant(1, 2, ++n)); });
  const auto answer = ask(student::walk, image(image::Constant(1, 2, 8)), 3, predict, draw);
  ASSERT_TRUE(answer.value());
  EXPECT_EQ((*answer.value())(0, 0), ((8 * 0.5 + 1) * 0.5 + 2) * 0.5);
  const auto at = [](scalar v) { return image(image::Constant(1, 2, v)); };
  answer.must_call(predict, {{at(8), 2}, {at(5), 1}, {at(4.5), 0}}).must_call(draw, {{}, {}});
  EXPECT_NONFATAL_FAILURE(answer.must_call(predict, {{at(8), 2}, {at(5), 0}, {at(4.5), 0}}),
                          "call 2 of predict_noise: expected t = 0, got 1");
}

TEST_F(protocol_types, too_few_calls_are_counted) {
  recorded<image(const image&, int)> predict("predict_noise", {"noisy", "t"},
                                             [](const image& noisy, int) -> image { return noisy; });
  recorded<image()> draw("draw", {}, [] { return image(image::Zero(1, 1)); });
  const auto answer = ask(student::walk, image(image::Zero(1, 1)), 2, predict, draw);
  EXPECT_NONFATAL_FAILURE(answer.must_call(draw, {{}, {}}), "draw was called 1 time, expected 2");
}

TEST_F(protocol_types, what_a_callback_throws_is_a_bad_value) {
  const denoiser refuses = [](const image&, int t) -> image {
    throw std::runtime_error(text("predict_noise was asked for t = ", t));
  };
  const noise_source draw = [] { return image(); };
  const auto said = student::walk(image(image::Zero(1, 1)), 2, refuses, draw);
  EXPECT_EQ(said.why.status, lab::status::bad_value);
  EXPECT_EQ(said.why.message, "predict_noise was asked for t = 1");
}

TEST_F(protocol_types, a_layer_is_a_function_of_features) {
  const layer doubled = [](const features& x) { return features{x.at(0) * 2}; };
  const auto said = student::apply_twice(features{image::Ones(2, 2)}, doubled);
  ASSERT_TRUE(said.value) << said.why.message;
  EXPECT_EQ(said.value->at(0)(1, 1), 4);
}

TEST_F(protocol_types, many_megabytes_come_back_whole) {
  const image x = image::Random(2048, 2560);  // 42 MB
  const auto said = student::doubled(x);      // there and back within one call's three seconds
  ASSERT_TRUE(said.value) << said.why.message;
  EXPECT_TRUE((*said.value == 2 * x).all());
  const auto next = student::doubled(image(image::Ones(1, 1)));
  ASSERT_TRUE(next.value) << next.why.message;
  EXPECT_EQ((*next.value)(0, 0), 2);
}

TEST_F(protocol_types, an_answer_above_the_limit_is_refused) {
  const auto said = student::doubled(image(image::Zero(1, lab::max_payload / sizeof(scalar) + 1)));
  EXPECT_EQ(said.why.status, lab::status::crashed);
  EXPECT_NE(said.why.message.find(text("a frame of ")), std::string::npos) << said.why.message;
}

TEST_F(protocol_types, ten_thousand_small_calls_take_no_time) {
  const image x = image::Ones(3, 4);
  ASSERT_TRUE(student::doubled(x).value);
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < 10000; ++i) ASSERT_TRUE(student::doubled(x).value);
  const std::chrono::duration<double, std::micro> taken = std::chrono::steady_clock::now() - begin;
  const double microseconds = taken.count() / 10000;
  RecordProperty("microseconds_a_call", text(microseconds));
  EXPECT_LT(microseconds, 500) << "about 20 on an idle machine";
}

}  // namespace
