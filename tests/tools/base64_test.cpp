#include "lab/report/base64.hpp"

#include <gtest/gtest.h>

#include <string_view>

namespace {

std::string encode(std::string_view text) {
  return sfumato::lab::report::base64({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

TEST(Base64, GivesTheVectorsOfRfc4648) {
  EXPECT_EQ(encode(""), "");
  EXPECT_EQ(encode("f"), "Zg==");
  EXPECT_EQ(encode("fo"), "Zm8=");
  EXPECT_EQ(encode("foo"), "Zm9v");
  EXPECT_EQ(encode("foob"), "Zm9vYg==");
  EXPECT_EQ(encode("fooba"), "Zm9vYmE=");
  EXPECT_EQ(encode("foobar"), "Zm9vYmFy");
}

TEST(Base64, UsesTheWholeAlphabet) { EXPECT_EQ(encode("\xfb\xef\xff"), "++//"); }

}  // namespace
