#include "sfumato/core/error.hpp"

#include <gtest/gtest.h>

#include "sfumato/core/shape.hpp"

namespace {

using namespace sfumato;

TEST(Error, JoinsTextNumbersAndShapesIntoOneLine) {
  EXPECT_EQ(join("a ", 3, " b ", 2.5, ' ', true, " ", shape{1, 2}, " ", std::string("end")),
            "a 3 b 2.5 true (1,2) end");
  EXPECT_EQ(join(0.0, ' ', 100.0, ' ', -1.25f), "0 100 -1.25");
}

TEST(Error, CarriesItsKind) {
  for (const error_kind kind :
       {error_kind::shape, error_kind::io, error_kind::config, error_kind::value, error_kind::backend}) {
    EXPECT_NE(to_string(kind), "unknown");
    try {
      fail(kind, "what ", "happened");
    } catch (const error& e) {
      EXPECT_EQ(e.kind(), kind);
      EXPECT_STREQ(e.what(), "what happened");
    }
  }
}

TEST(Error, IsThrownOnlyWhereARequirementFails) {
  EXPECT_NO_THROW(require(true, error_kind::value, "no"));
  EXPECT_THROW(require(false, error_kind::value, "yes"), error);
}

}  // namespace
