#include "sfumato/io/safetensors.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include "../golden.hpp"
#include "sfumato/core/random.hpp"
#include "temporary_folder.hpp"

namespace {

using namespace sfumato;
using namespace sfumato_test;

/// A file of this header, padded as it should be, and so many bytes of data.
std::string file_of(std::string header, std::size_t data) {
  header.resize((header.size() + 7) / 8 * 8, ' ');
  const std::uint64_t length = header.size();
  std::string file(8, '\0');
  std::memcpy(file.data(), &length, 8);
  return file + header + std::string(data, '\0');
}

std::string complaint_about(const std::string& contents) {
  temporary_folder folder;
  put(folder / "bad.safetensors", contents);
  const std::string message = message_of([&] { safetensors_file::open(folder / "bad.safetensors"); });
  EXPECT_TRUE(message.empty() || message.find((folder / "bad.safetensors").string()) == 0) << message;
  return message;
}

std::string entry(const std::string& type, const std::string& shape, const std::string& offsets) {
  return R"({"dtype":")" + type + R"(","shape":)" + shape + R"(,"data_offsets":)" + offsets + "}";
}

TEST(Safetensors, WritesTheBytesOfTheReferenceImplementation) {
  temporary_folder folder;
  safetensors_writer writer;
  writer.metadata["kind"] = "demo";
  writer.add("w", {2, 2}, std::vector<float>{1, 2, 3, -4});
  writer.add("a", {2}, std::vector<float>{0.5f, -1.5f});
  writer.add("d", {1}, std::vector<double>{0.1});
  writer.add("h", {2}, std::vector<float>{1, 65504}, dtype::f16);
  writer.add("i", {2}, std::vector<std::int64_t>{-7, 9});
  writer.add("e", {0, 3}, std::vector<float>{});
  writer.write(folder / "a");

  // Made by safetensors.numpy.save, version 0.8.0.
  const std::string header =
      R"({"__metadata__":{"kind":"demo"},"i":{"dtype":"I64","shape":[2],"data_offsets":[0,16]},)"
      R"("d":{"dtype":"F64","shape":[1],"data_offsets":[16,24]},"a":{"dtype":"F32","shape":[2],"data_offsets":[24,32]},)"
      R"("e":{"dtype":"F32","shape":[0,3],"data_offsets":[32,32]},"w":{"dtype":"F32","shape":[2,2],"data_offsets":[32,48]},)"
      R"("h":{"dtype":"F16","shape":[2],"data_offsets":[48,52]}}   )";
  const unsigned char data[] = {0xf9, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x09, 0,    0,    0,    0,
                                0,    0,    0,    0x9a, 0x99, 0x99, 0x99, 0x99, 0x99, 0xb9, 0x3f, 0,    0,
                                0,    0x3f, 0,    0,    0xc0, 0xbf, 0,    0,    0x80, 0x3f, 0,    0,    0,
                                0x40, 0,    0,    0x40, 0x40, 0,    0,    0x80, 0xc0, 0,    0x3c, 0xff, 0x7b};
  std::string expected = file_of(header, 0);
  expected.append(reinterpret_cast<const char*>(data), sizeof data);
  EXPECT_EQ(contents_of(folder / "a"), expected);
}

TEST(Safetensors, ReadsBackWhatWasWritten) {
  temporary_folder folder;
  const float inf = std::numeric_limits<float>::infinity();
  const std::vector<float> values{0.f, -0.f, 1.f / 3, -inf, 1e-45f, 3.4e38f};
  safetensors_writer writer;
  writer.metadata["note"] = "caf\xc3\xa9 \"quoted\"\n";
  writer.add("f32", {2, 3}, values);
  writer.add("f64", {6}, std::vector<double>(values.begin(), values.end()));
  writer.add("scalar", {}, std::vector<std::int64_t>{std::numeric_limits<std::int64_t>::min()});
  writer.write(folder / "a");

  const auto file = safetensors_file::open(folder / "a");
  EXPECT_EQ(file.names(), (std::vector<std::string>{"scalar", "f64", "f32"}));
  EXPECT_EQ(file.metadata(), writer.metadata);
  EXPECT_EQ(file.info("f32").type, dtype::f32);
  EXPECT_EQ(file.info("f32").extents, (std::vector<index_t>{2, 3}));
  EXPECT_EQ(file.info("f32").size(), 6);
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(file.info("f64").bytes.data()) % 8, 0u);
  EXPECT_EQ(file.read<float>("f32"), values);
  EXPECT_TRUE(std::signbit(file.read<float>("f32")[1]));
  EXPECT_EQ(file.read<float>("f64"), values);
  EXPECT_EQ(file.read<double>("f32"), std::vector<double>(values.begin(), values.end()));
  EXPECT_EQ(file.read<std::int64_t>("scalar")[0], std::numeric_limits<std::int64_t>::min());
  EXPECT_TRUE(file.contains("f32"));
  EXPECT_FALSE(file.contains("f16"));
}

TEST(Safetensors, StoresEveryTypeRoundedToTheNearest) {
  temporary_folder folder;
  const std::vector<double> values{0.1, -2.5, 1e-6, 3.14159265358979};
  safetensors_writer writer;
  for (const dtype type : {dtype::f16, dtype::bf16, dtype::f32, dtype::f64})
    writer.add(std::string(to_string(type)), {4}, values, type);
  writer.write(folder / "a");
  const auto file = safetensors_file::open(folder / "a");
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(file.read<double>("F16")[i], from_float16(to_float16(values[i])));
    EXPECT_EQ(file.read<float>("BF16")[i], from_bfloat16(to_bfloat16(values[i])));
    EXPECT_EQ(file.read<float>("F32")[i], static_cast<float>(values[i]));
    EXPECT_EQ(file.read<double>("F64")[i], values[i]);
  }
}

TEST(Safetensors, TheOrderOfAddingDoesNotMatter) {
  temporary_folder folder;
  const std::vector<float> x{1}, y{2, 3};
  safetensors_writer one, other;
  one.add("x", {1}, x);
  one.add("y", {2}, y, dtype::f16);
  other.add("y", {2}, y, dtype::f16);
  other.add("x", {1}, x);
  one.write(folder / "one");
  other.write(folder / "other");
  EXPECT_EQ(contents_of(folder / "one"), contents_of(folder / "other"));
}

TEST(Safetensors, AFileWithoutTensorsIsAFile) {
  temporary_folder folder;
  safetensors_writer().write(folder / "a");
  EXPECT_TRUE(safetensors_file::open(folder / "a").names().empty());
  EXPECT_EQ(contents_of(folder / "a"), file_of("{}", 0));
}

TEST(Safetensors, ReadsDataThatAreNotAligned) {
  temporary_folder folder;
  const double value = 0.1;
  std::string contents =
      file_of(R"({"a":)" + entry("F16", "[1]", "[0,2]") + R"(,"b":)" + entry("F64", "[1]", "[2,10]") + "}", 10);
  std::memcpy(contents.data() + contents.size() - 8, &value, 8);
  put(folder / "a", contents);
  EXPECT_EQ(safetensors_file::open(folder / "a").read<double>("b")[0], value);
  EXPECT_EQ(safetensors_file::open(folder / "a").read<float>("b")[0], static_cast<float>(value));
}

TEST(Safetensors, ChecksWhatTheReaderExpects) {
  temporary_folder folder;
  safetensors_writer writer;
  writer.add("w", {2, 2}, std::vector<double>{1, 2, 1e300, 4});
  writer.add("n", {1}, std::vector<float>{std::numeric_limits<float>::quiet_NaN()});
  writer.add("i", {1}, std::vector<std::int64_t>{200});
  writer.write(folder / "a");
  const auto file = safetensors_file::open(folder / "a");
  const std::string path = (folder / "a").string();
  EXPECT_TRUE(says(message_of([&] { file.info("v"); }), {path, "'v'", "none"}));
  EXPECT_TRUE(says(message_of([&] { file.require_shape("w", {4}); }), {path, "'w'", "(4)", "(2,2)"}));
  EXPECT_NO_THROW(file.require_shape("w", {2, 2}));
  EXPECT_TRUE(says(message_of([&] { file.require_finite("n"); }), {path, "'n'", "nan", "index 0"}));
  EXPECT_NO_THROW(file.require_finite("w"));
  EXPECT_TRUE(says(message_of([&] { file.read<float>("w"); }), {path, "'w'", "index 2", "does not fit into F32"}));
  EXPECT_TRUE(says(message_of([&] { file.read<std::int64_t>("w"); }), {path, "'w'", "I64", "F64"}));
  std::vector<double> three(3);
  EXPECT_TRUE(says(message_of([&] { file.read("w", std::span(three)); }), {path, "'w'", "expected 3", "found 4"}));
  EXPECT_EQ(file.read<float>("i")[0], 200.f);
  EXPECT_TRUE(std::isnan(file.read<double>("n")[0]));
}

TEST(Safetensors, TheWriterRefusesWhatItCannotStore) {
  temporary_folder folder;
  safetensors_writer writer;
  const std::vector<float> two{1, 70000};
  writer.add("w", {2}, two);
  EXPECT_TRUE(says(message_of([&] { writer.add("w", {2}, two); }), {"'w'", "twice"}));
  EXPECT_TRUE(says(message_of([&] { writer.add("v", {3}, two); }), {"'v'", "(3)", "got 2"}));
  EXPECT_TRUE(says(message_of([&] { writer.add("v", {-1, -2}, two); }), {"'v'", "(-1,-2)"}));
  EXPECT_TRUE(says(message_of([&] { writer.add("v", {2}, two, dtype::f16); }), {"'v'", "index 1", "F16"}));
  EXPECT_TRUE(says(message_of([&] { writer.add("v", {2}, two, dtype::i64); }), {"'v'", "F32", "I64"}));
  EXPECT_TRUE(says(message_of([&] { writer.add("__metadata__", {2}, two); }), {"__metadata__"}));
  writer.add("\xff", {2}, two);
  EXPECT_TRUE(says(message_of([&] { writer.write(folder / "a"); }), {(folder / "a").string(), "UTF-8"}));
  EXPECT_EQ(folder.files(), 0u);
}

TEST(Safetensors, EveryTruncationIsNoticed) {
  temporary_folder folder;
  safetensors_writer writer;
  writer.add("w", {2}, std::vector<float>{1, 2});
  writer.add("v", {3}, std::vector<float>{1, 2, 3}, dtype::f16);
  writer.write(folder / "a");
  const std::string whole = contents_of(folder / "a");
  ASSERT_EQ(complaint_about(whole), "");
  for (std::size_t length = 0; length < whole.size(); ++length)
    ASSERT_NE(complaint_about(whole.substr(0, length)), "") << length;
  EXPECT_TRUE(says(complaint_about(whole + "x"), {"14 bytes", "found 15"}));
}

TEST(Safetensors, ABadHeaderIsRefusedInOneLine) {
  struct row {
    std::string contents;
    std::initializer_list<std::string> words;
  };
  const std::string good = entry("F32", "[2]", "[0,8]");
  const std::string huge("\xff\xff\xff\xff\xff\xff\xff\x7f", 8);
  const row rows[] = {
      {"", {"8 bytes", "found 0"}},
      {huge + "{}", {"9223372036854775807", "found only 2"}},
      {file_of("", 0), {"begins with '{'"}},
      {file_of("[]", 0), {"begins with '{'"}},
      {file_of("\x89PNG", 0), {"begins with '{'"}},
      {file_of("{\"a\":", 0), {"not valid JSON"}},
      {file_of("{} {}", 0), {"not valid JSON"}},
      {file_of(std::string("{}\0x", 4), 0), {"not valid JSON", "NUL"}},
      {file_of("{\"\xff\":1}", 0), {"not valid JSON"}},
      {file_of("{\"a\":" + std::string(1000, '['), 0), {"deeper"}},
      {file_of(R"({"a":1})", 0), {"'a'", "object", "number"}},
      {file_of(R"({"__metadata__":{},"__metadata__":{}})", 0), {"'__metadata__'", "twice"}},
      {file_of(R"({"a":{"dtype":"F32","dtype":"F16","shape":[2],"data_offsets":[0,8]}})", 8), {"'dtype'", "twice"}},
      {file_of(R"({"a":{"shape":[2],"data_offsets":[0,8]}})", 8), {"'a'", "'dtype'", "none"}},
      {file_of(R"({"a":{"dtype":"F32","data_offsets":[0,8]}})", 8), {"'a'", "'shape'", "none"}},
      {file_of(R"({"a":{"dtype":"F32","shape":[2]}})", 8), {"'a'", "'data_offsets'", "none"}},
      {file_of("{\"a\":" + entry("F4", "[3]", "[0,2]") + "}", 2), {"'a'", "whole bytes", "12 bits"}},
      {file_of(R"({"a":{"dtype":32,"shape":[2],"data_offsets":[0,8]}})", 8), {"'a'", "dtype", "number"}},
      {file_of(R"({"a":)" + entry("F8", "[2]", "[0,2]") + "}", 2), {"'a'", "F32", "'F8'"}},
      {file_of(R"({"a":)" + entry("F32", "2", "[0,8]") + "}", 8), {"'a'", "shape", "list"}},
      {file_of(R"({"a":)" + entry("F32", "[-2]", "[0,8]") + "}", 8), {"'a'", "shape", "-2"}},
      {file_of(R"({"a":)" + entry("F32", "[2.0]", "[0,8]") + "}", 8), {"'a'", "shape", "2.0"}},
      {file_of(R"({"a":)" + entry("F32", "[\"2\"]", "[0,8]") + "}", 8), {"'a'", "shape"}},
      {file_of(R"({"a":)" + entry("F32", "[99999999999999999999999]", "[0,8]") + "}", 8), {"'a'", "shape"}},
      {file_of(R"({"a":)" + entry("F32", "[18446744073709551615]", "[0,8]") + "}", 8), {"'a'", "too large"}},
      {file_of(R"({"a":)" + entry("F32", "[4611686018427387904]", "[0,0]") + "}", 0), {"'a'", "more elements"}},
      {file_of(R"({"a":)" + entry("F32", "[4294967296,4294967296]", "[0,0]") + "}", 0), {"'a'", "more elements"}},
      {file_of(R"({"a":)" + entry("F32", "[2]", "[0,8,16]") + "}", 8), {"'a'", "[begin, end]"}},
      {file_of(R"({"a":)" + entry("F32", "[2]", "[8,0]") + "}", 8), {"'a'", "begin <= end", "[8, 0]"}},
      {file_of(R"({"a":)" + entry("F32", "[2]", "[-8,0]") + "}", 8), {"'a'", "data_offsets", "-8"}},
      {file_of(R"({"a":)" + entry("F32", "[3]", "[0,8]") + "}", 8), {"'a'", "12 bytes", "F32 (3)", "8"}},
      {file_of(R"({"a":)" + entry("F32", "[3]", "[0,12]") + "}", 8), {"'a'", "12", "only 8"}},
      {file_of(R"({"a":)" + good + R"(,"b":)" + good + "}", 8), {"'b'", "overlaps"}},
      {file_of(R"({"a":)" + good + R"(,"b":)" + entry("F32", "[2]", "[4,12]") + "}", 12), {"'b'", "overlaps"}},
      {file_of(R"({"a":)" + good + R"(,"b":)" + entry("F32", "[2]", "[12,20]") + "}", 20), {"'b'", "gap"}},
      {file_of(R"({"a":)" + entry("F32", "[2]", "[4,12]") + "}", 12), {"'a'", "gap"}},
      {file_of(R"({"a":)" + good + "}", 9), {"8 bytes", "found 9"}},
      {file_of(R"({"__metadata__":[]})", 0), {"__metadata__", "array"}},
      {file_of(R"({"__metadata__":{"epochs":8}})", 0), {"__metadata__", "'epochs'", "number"}},
      {file_of("{\"line\\nbreak\":1}", 0), {"'line?break'"}},
      {file_of(R"({"a":{"dtype":{"F32":1},"shape":[2],"data_offsets":[0,8]}})", 8), {"'a'", "dtype", "object"}},
      {file_of(R"({"a":1,"a":)" + good + "}", 8), {"'a'", "object", "number"}},  // the last counts, all must parse
  };
  for (const row& r : rows) {
    const std::string message = complaint_about(r.contents);
    EXPECT_TRUE(says(message, r.words)) << r.contents.substr(8) << "\n" << message;
  }
}

TEST(Safetensors, WhatTheReferenceReaderAcceptsIsRead) {
  const std::string good = entry("F32", "[2]", "[0,8]"), none = entry("F32", "[0]", "[0,0]");
  const std::string deep(100, '['), closed(100, ']');
  const std::pair<std::string, std::size_t> accepted[] = {
      {R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"more":{"x":[1]}}})", 8},
      {R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"m":)" + deep + closed + "}}", 8},
      {R"({"a":["F32",[2],[0,8]]})", 8},
      {R"({"a":)" + entry("F32", "[1]", "[0,4]") + R"(,"a":)" + good + "}", 8},  // the last counts
      {R"({"a":)" + entry("F32", "[1]", "[8,0]") + R"(,"a":)" + good + "}", 8},
      {R"({"a":{"dtype":{"F32":null},"shape":[2],"data_offsets":[0,8]}})", 8},
      {R"({"__metadata__":null,"a":)" + good + "}", 8},
      {R"({"__metadata__":{"x":"1","x":"2"},"a":)" + good + "}", 8},
      {" \n{\"a\":" + good + "}\n ", 8},
      {R"({"":)" + good + "}", 8},
      {R"({"a":)" + entry("F32", "[0,4611686018427387904]", "[0,0]") + "}", 0},
      {R"({"a":)" + entry("F32", "[4611686018427387904,0]", "[0,0]") + "}", 0},
      {R"({"a":)" + none + R"(,"b":)" + good + R"(,"c":)" + entry("F32", "[0]", "[8,8]") + "}", 8},
      {R"({"a":)" + entry("F32", "[1,1,1,1,1,1,1,1,2]", "[0,8]") + "}", 8},
  };
  for (const auto& [header, data] : accepted) EXPECT_EQ(complaint_about(file_of(header, data)), "") << header;
}

/// The bytes of a text whose letters are all of Latin-1.
std::string latin(const std::string& utf8) {
  std::string bytes;
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    const auto c = static_cast<unsigned char>(utf8[i]);
    bytes += c < 0x80 ? utf8[i] : static_cast<char>((c & 3) << 6 | (static_cast<unsigned char>(utf8[++i]) & 0x3f));
  }
  return bytes;
}

/// safetensors_headers.py made them, and asked safetensors 0.8.0.
TEST(Safetensors, AcceptsAndRefusesWhatTheReferenceReaderDoes) {
  const auto rows = nlohmann::json::parse(contents_of(std::string(SFUMATO_GOLDEN_DIR) + "/safetensors_headers.json"));
  int accepted = 0;
  for (const auto& row : rows) {
    const std::string header = latin(row.at("header").get<std::string>());
    const std::uint64_t length = header.size();
    std::string file(8, '\0');
    std::memcpy(file.data(), &length, 8);
    const std::string message = complaint_about(file + header + std::string(row.at("data").get<std::size_t>(), '\0'));
    EXPECT_EQ(message.empty(), row.at("accepted").get<bool>()) << header << "\n" << message;
    EXPECT_EQ(message.find('\n'), std::string::npos) << message;
    accepted += message.empty() ? 1 : 0;
  }
  EXPECT_EQ(accepted, 300);
  EXPECT_EQ(rows.size(), 600u);
}

TEST(Safetensors, ATensorOfAKindThatIsNotNeededDoesNotRefuseTheFile) {
  temporary_folder folder;
  std::string header = "{";
  std::size_t at = 0;
  for (int i = 0; i <= static_cast<int>(dtype::u64); ++i) {
    const auto type = static_cast<dtype>(i);
    const std::size_t bytes = bits_of(type);  // of 8 elements
    header += (i ? ",\"" : "\"") + std::string(to_string(type)) +
              "\":" + entry(std::string(to_string(type)), "[8]", join("[", at, ",", at + bytes, "]"));
    at += bytes;
  }
  put(folder / "a", file_of(header + "}", at));
  const auto file = safetensors_file::open(folder / "a");
  for (const std::string& name : file.names()) {
    const dtype type = *parse_dtype(name);
    EXPECT_EQ(file.info(name).size(), 8) << name;
    if (is_readable(type)) {
      EXPECT_EQ(file.read<double>(name), std::vector<double>(8)) << name;
    } else {
      EXPECT_TRUE(says(message_of([&] { file.read<float>(name); }), {(folder / "a").string(), name})) << name;
    }
    if (is_whole(type)) {
      EXPECT_EQ(file.read<std::int64_t>(name), std::vector<std::int64_t>(8)) << name;
    } else {
      EXPECT_NE(message_of([&] { file.read<std::int64_t>(name); }), "") << name;
    }
  }
}

TEST(Safetensors, ReadsWholeNumbersOfEveryWidth) {
  temporary_folder folder;
  std::string contents =
      file_of("{\"u\":" + entry("U8", "[2]", "[0,2]") + ",\"b\":" + entry("BOOL", "[2]", "[2,4]") +
                  ",\"i\":" + entry("I32", "[1]", "[4,8]") + ",\"h\":" + entry("I16", "[1]", "[8,10]") +
                  ",\"big\":" + entry("U64", "[1]", "[10,18]") + "}",
              0);
  contents += std::string("\xff\x07\x01\x00\xfe\xff\xff\xff\xfd\xff\xff\xff\xff\xff\xff\xff\xff\xff", 18);
  put(folder / "a", contents);
  const auto file = safetensors_file::open(folder / "a");
  EXPECT_EQ(file.read<std::int64_t>("u"), (std::vector<std::int64_t>{255, 7}));
  EXPECT_EQ(file.read<float>("b"), (std::vector<float>{1, 0}));
  EXPECT_NO_THROW(file.require_finite("u"));
  EXPECT_EQ(file.read<std::int64_t>("i"), (std::vector<std::int64_t>{-2}));
  EXPECT_EQ(file.read<double>("h"), (std::vector<double>{-3}));
  EXPECT_EQ(file.read<double>("big"), (std::vector<double>{0x1p64}));
  EXPECT_TRUE(says(message_of([&] { file.read<std::int64_t>("big"); }), {"'big'", "does not fit"}));
}

TEST(Safetensors, AnyChangeOfBytesIsReadOrRefused) {
  temporary_folder folder;
  safetensors_writer writer;
  writer.metadata["a"] = "b";
  writer.add("w", {2, 1}, std::vector<float>{1, 2});
  writer.add("v", {3}, std::vector<double>{1, 2, 3});
  writer.write(folder / "whole");
  const std::string whole = contents_of(folder / "whole");
  random_sequence random(random_source{.seed = 2});
  for (int round = 0; round < 3000; ++round) {
    std::string changed = whole;
    for (std::uint32_t changes = 1 + random.below(3); changes > 0; --changes) {
      // Mostly characters that mean something in a header.
      const char with =
          random.below(4) ? "{}[],:\"0123456789-e."[random.below(20)] : static_cast<char>(random.below(256));
      changed[random.below(static_cast<std::uint32_t>(changed.size()))] = with;
    }
    put(folder / "changed", changed);
    try {
      const auto file = safetensors_file::open(folder / "changed");
      for (const std::string& name : file.names())
        EXPECT_EQ(file.read<double>(name).size() * size_of(file.info(name).type), file.info(name).bytes.size());
    } catch (const error& e) {
      ASSERT_TRUE(says(e.what(), {(folder / "changed").string()})) << e.what();
    }
  }
}

TEST(Safetensors, OpensTheGoldenFiles) {
  int files = 0;
  for (const auto& item : std::filesystem::recursive_directory_iterator(golden::folder())) {
    if (item.path().extension() != ".safetensors") continue;
    ++files;
    const auto file = safetensors_file::open(item.path());
    EXPECT_FALSE(file.names().empty());
    for (const std::string& name : file.names()) EXPECT_NO_THROW(file.require_finite(name));
  }
  EXPECT_GT(files, 0);
}

}  // namespace
