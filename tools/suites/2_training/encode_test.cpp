#include "2_training/encode.wrong.hpp"
#include "2_training/wiring.hpp"

namespace {

void expect_way_down(const features& x, int channels1, int channels2) {
  wiring net;
  net.name(x, "x");
  recorded<features(const features&)> conv1("conv1", {"x"}, net.convolution("conv1", channels1)),
      conv2("conv2", {"x"}, net.convolution("conv2", channels2)), pool("pool", {"x"}, net.pooling("pool"));
  const auto answer = ask(student::encode, x, conv1, conv2, pool);
  if (!answer.value()) return;

  const std::string wrong_call =
      net.difference_from({"conv1(x)", "pool(conv1(x))", "conv2(pool(conv1(x)))", "pool(conv2(pool(conv1(x))))"});
  answer.must_hold([&](const encoded&) { return wrong_call.empty(); }, wrong_call);
  const auto must_be = [&](const char* part, const features& got, const std::string& expected) {
    const std::string found = net.in_words(got);
    answer.must_hold([&](const encoded&) { return found == expected; },
                     text(part, " is ", found, ", expected ", expected));
  };
  must_be("full", answer.value()->full, "conv1(x)");
  must_be("half", answer.value()->half, "conv2(pool(conv1(x)))");
  must_be("quarter", answer.value()->quarter, "pool(conv2(pool(conv1(x))))");
}

TEST(encode, convolves_and_pools_twice_and_keeps_what_was_not_yet_pooled) {
  inputs draw;
  expect_way_down(draw.channels(1, 8, 12), 2, 3);
}

TEST(encode, works_at_the_size_of_the_labs_digits) {
  inputs draw;
  expect_way_down(draw.channels(1, 16, 16), 8, 16);
}

TEST(encode, takes_any_number_of_channels) {
  inputs draw;
  expect_way_down(draw.channels(3, 12, 4), 3, 3);
}

}  // namespace
