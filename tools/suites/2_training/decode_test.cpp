#include "2_training/decode.wrong.hpp"
#include "2_training/wiring.hpp"

namespace {

void expect_way_up(const features& bottleneck, const features& half, const features& full) {
  wiring net;
  net.name(bottleneck, "bottleneck");
  net.name(half, "half");
  net.name(full, "full");
  const layer up = net.upsampling("upsample"), first = net.convolution("conv1", static_cast<int>(half.size())),
              second = net.convolution("conv2", static_cast<int>(full.size())), last = net.convolution("output", 1);
  recorded<features(const features&)> upsample("upsample", {"x"}, up), conv1("conv1", {"x"}, first),
      conv2("conv2", {"x"}, second), output("output", {"x"}, last);
  const auto answer = ask(student::decode, bottleneck, half, full, upsample, conv1, conv2, output);
  if (!answer.value()) return;

  const std::vector<std::string> expected = {"upsample(bottleneck)", "conv1(upsample(bottleneck) and half)",
                                             "upsample(conv1(upsample(bottleneck) and half))",
                                             "conv2(upsample(conv1(upsample(bottleneck) and half)) and full)",
                                             "output(conv2(upsample(conv1(upsample(bottleneck) and half)) and full))"};
  const std::string wrong_call = net.difference_from(expected);
  answer.must_hold([&](const features&) { return wrong_call.empty(); }, wrong_call);
  const std::string found = net.in_words(*answer.value());
  answer.must_hold([&](const features&) { return found == expected.back(); },
                   text("the result is ", found, ", expected what the output layer gives"));
}

TEST(decode, upsamples_joins_and_convolves_twice) {
  inputs draw;
  expect_way_up(draw.channels(4, 2, 3), draw.channels(3, 4, 6), draw.channels(2, 8, 12));
}

TEST(decode, works_at_the_sizes_of_the_labs_network) {
  inputs draw;
  expect_way_up(draw.channels(12, 4, 4), draw.channels(8, 8, 8), draw.channels(4, 16, 16));
}

TEST(decode, takes_any_number_of_channels) {
  inputs draw;
  expect_way_up(draw.channels(1, 1, 2), draw.channels(1, 2, 4), draw.channels(1, 4, 8));
}

}  // namespace
