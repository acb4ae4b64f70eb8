#include "grade/sha256.hpp"

#include <gtest/gtest.h>

#include "tests/library/data/idx_files.hpp"
#include "tests/library/io/temporary_folder.hpp"

namespace {

using namespace sfumato_test;

std::string digest(const std::string& text) {
  sfumato::lab::sha256 hash;
  hash.update({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
  return hash.hex();
}

TEST(Sha256, GivesTheKnownAnswersOfFips180) {
  EXPECT_EQ(digest(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(digest("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(digest("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(digest(std::string(1000000, 'a')), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, DoesNotDependOnTheSizeOfThePieces) {
  const std::string text(200, 'x');
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    sfumato::lab::sha256 hash;
    const std::span bytes(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
    hash.update(bytes.first(cut));
    hash.update(bytes.subspan(cut));
    ASSERT_EQ(hash.hex(), digest(text));
  }
}

TEST(Sha256, LooksInsideACompressedFile) {
  temporary_folder folder;
  const std::string text(100000, 'y');
  put(folder / "plain", text);
  put(folder / "packed.gz", gzip(text));
  EXPECT_EQ(sfumato::lab::sha256_of_contents(folder / "plain"), digest(text));
  EXPECT_EQ(sfumato::lab::sha256_of_contents(folder / "packed.gz"), digest(text));
  EXPECT_TRUE(
      says(message_of([&] { sfumato::lab::sha256_of_contents(folder / "none"); }), {(folder / "none").string()}));
}

}  // namespace
