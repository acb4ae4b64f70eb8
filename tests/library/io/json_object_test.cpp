#include "sfumato/io/json_object.hpp"

#include <gtest/gtest.h>

#include "temporary_folder.hpp"

namespace {

using namespace sfumato;
using namespace sfumato_test;

json_object of(const std::string& text) { return json_object::of_text("c.json", text); }

TEST(JsonObject, GivesValuesAndDefaults) {
  const json_object file = of(R"({"a":3,"b":0.5,"c":true,"d":"x","e":[1,2],"f":null,"g":[0.5,1]})");
  EXPECT_EQ(file.whole("a", 1, 0, 9), 3);
  EXPECT_EQ(file.whole("none", 1, 0, 9), 1);
  EXPECT_EQ(file.real("b", 1), 0.5);
  EXPECT_EQ(file.real("a", 1), 3);
  EXPECT_TRUE(file.boolean("c", false));
  EXPECT_EQ(file.text("d", ""), "x");
  EXPECT_EQ(file.wholes("e", {}, 0, 9), (std::vector<index_t>{1, 2}));
  EXPECT_EQ(file.whole_or_null("f", 8, 0, 9), std::nullopt);
  EXPECT_EQ(file.whole_or_null("none", 8, 0, 9), 8);
  EXPECT_EQ(file.reals("g"), (std::vector<double>{0.5, 1}));
  EXPECT_EQ(file.one_of("d", {"w", "x"}, "w"), 1u);
  EXPECT_NO_THROW(file.finish());
}

TEST(JsonObject, RefusesWhatIsNotAsItMustBeNamingFileAndKey) {
  const json_object file = of(R"({"a":-3,"b":"0.5","c":1,"d":2,"e":[1,"2"],"f":2.0,"g":18446744073709551615})");
  const auto expect = [&](auto&& call, std::initializer_list<std::string> words) {
    const std::string message = message_of([&] { call(file); });
    EXPECT_TRUE(says(message, words) && says(message, {"c.json"})) << message;
  };
  expect([](auto& f) { f.whole("a", 1, 0, 9); }, {"a: expected a whole number from 0 to 9", "found -3"});
  expect([](auto& f) { f.whole("f", 1, 0, 9); }, {"f:", "whole", "2.0"});
  expect([](auto& f) { f.whole("g", 1, 0, 9); }, {"g:", "18446744073709551615"});
  expect([](auto& f) { f.real("b", 1); }, {"b: expected a number", "\"0.5\""});
  expect([](auto& f) { f.boolean("c", false); }, {"c: expected true or false", "found 1"});
  expect([](auto& f) { f.text("d", ""); }, {"d: expected a name", "found 2"});
  expect([](auto& f) { f.wholes("e", {}, 0, 9); }, {"e:", "\"2\""});
  expect([](auto& f) { f.wholes("a", {}, 0, 9); }, {"a: expected a list"});
  expect([](auto& f) { f.one_of("b", {"w", "x", "y"}, "w"); }, {"b: expected w, x or y", "0.5"});
}

TEST(JsonObject, RefusesKeysThatNobodyAskedFor) {
  const json_object file = of(R"({"a":1,"mystery\n":[1]})");
  file.whole("a", 0, 0, 9);
  EXPECT_TRUE(says(message_of([&] { file.finish(); }), {"c.json", "'mystery?'", "[1]"}));
  file.ignore({"mystery\n"});
  EXPECT_NO_THROW(file.finish());
  EXPECT_NO_THROW(of(R"({"_name_or_path":"x"})").finish()) << "a note of the reference library";
}

TEST(JsonObject, WhereOneValueIsServedNullIsAsGoodAsAbsent) {
  const json_object file = of(R"({"a":null,"b":false,"c":true})");
  EXPECT_NO_THROW(file.only("none", false));
  EXPECT_NO_THROW(file.only("a", false));
  EXPECT_NO_THROW(file.only("b", false));
  EXPECT_TRUE(says(message_of([&] { file.only("c", false); }), {"c.json", "c: expected false", "found true"}));
  EXPECT_EQ(file.find_value("a"), nullptr);
  EXPECT_NE(file.find_value("b"), nullptr);
}

TEST(JsonObject, RefusesWhatIsNoConfiguration) {
  struct row {
    const char* text;
    std::initializer_list<std::string> words;
  };
  const row rows[] = {
      {"", {"not valid JSON"}},
      {"[]", {"expected a JSON object, found array"}},
      {"{\"a\":1,\"a\":2}", {"'a'", "twice"}},
      {"{\"a\":{\"b\":1,\"b\":2}}", {"'b'", "twice"}},
      {"{\"a\":NaN}", {"not valid JSON"}},
      {"{\"a\":1e999}", {"not valid JSON"}},
      {"{\"a\":1}}", {"not valid JSON"}},
      {"{\"\xff\":1}", {"not valid JSON"}},
  };
  for (const row& r : rows) {
    const std::string message = message_of([&] { of(r.text); });
    EXPECT_TRUE(says(message, r.words) && says(message, {"c.json"})) << r.text << "\n" << message;
  }
  EXPECT_TRUE(says(message_of([&] { of(std::string("{}\0", 3)); }), {"not valid JSON", "NUL"}));
  EXPECT_TRUE(says(message_of([&] { of("{\"a\":" + std::string(100000, '[')); }), {"deeper"}));

  EXPECT_TRUE(says(message_of([] { json_object("c.json", 3); }), {"c.json", "expected a JSON object, found number"}));

  temporary_folder folder;
  EXPECT_TRUE(says(message_of([&] { json_object::read(folder / "none.json"); }), {"none.json", "expected a file"}));
  EXPECT_NE(message_of([&] { json_object::read(folder.path()); }), "");
  put(folder / "long.json", std::string((1 << 20) + 1, ' '));
  EXPECT_TRUE(says(message_of([&] { json_object::read(folder / "long.json"); }), {"long.json", "1048577"}));
}

}  // namespace
