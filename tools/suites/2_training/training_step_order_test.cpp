#include <map>

#include "2_training/training_step_order.wrong.hpp"
#include "judge/suite.hpp"

namespace {

const std::map<char, std::string> lines = {{'A', "loss = mse(predicted, noise)"},
                                           {'B', "parameters = adam(parameters, gradient)"},
                                           {'C', "t = a random timestep"},
                                           {'D', "predicted = network(x_t, t)"},
                                           {'E', "gradient = 0"},
                                           {'F', "x0 = the next clean picture"},
                                           {'G', "x_t = add_noise(x0, noise, alpha_bar(t))"},
                                           {'H', "gradient = gradient + dloss/dparameters"},
                                           {'I', "noise = random numbers, one for each pixel of x0"}};

struct need {
  char line, earlier;
  std::string why;
};

/// From the beginning of a step to its end, so that the first one missed is the one to begin with.
const std::vector<need> needs = {
    {'I', 'F', "the noise gets the size of x0"},
    {'G', 'F', "it mixes x0 with noise"},
    {'G', 'C', "the timestep says how much noise is mixed in"},
    {'G', 'I', "the noise that is mixed in must have been drawn"},
    {'D', 'G', "the network looks at the noisy picture x_t"},
    {'D', 'C', "the network is told the timestep"},
    {'A', 'D', "the loss judges what the network predicted"},
    {'A', 'I', "the loss compares with the noise that was mixed in"},
    {'H', 'A', "the gradient is that of the loss"},
    {'H', 'E', "the gradient is added to what is there, so what the last step left must be cleared first"},
    {'B', 'H', "the parameters move against the gradient of this step"}};

std::string in_words(char line) { return text(line, " (", lines.at(line), ")"); }

/// What is wrong with the letters themselves, or nothing.
std::string wrong_letters(const std::string& order) {
  for (const char letter : order)
    if (lines.count(letter) == 0) return text("expected letters from A to I and nothing else, got \"", order, "\"");
  for (const auto& [letter, line] : lines) {
    const auto times = std::count(order.begin(), order.end(), letter);
    if (times == 0) return text("line ", in_words(letter), " is missing in \"", order, "\"");
    if (times > 1)
      return text("line ", in_words(letter), " stands ", times, " times in \"", order, "\", expected once");
  }
  return {};
}

/// The first line of `wanted` that stands before something it needs, with the reason, or nothing.
std::string wrong_order(const std::string& order, const std::string& wanted) {
  for (const need& one : needs)
    if (wanted.find(one.line) != std::string::npos && order.find(one.line) < order.find(one.earlier))
      return text("in \"", order, "\" line ", in_words(one.line), " stands before line ", in_words(one.earlier), ": ",
                  one.why);
  return {};
}

void expect_order(const std::string& wanted) {
  const auto answer = ask(student::training_step_order);
  if (!answer.value()) return;
  const std::string complaint = wanted.empty() ? wrong_letters(*answer.value()) : wrong_order(*answer.value(), wanted);
  answer.must_hold([&](const std::string&) { return complaint.empty(); }, complaint);
}

TEST(training_step_order, uses_each_of_the_nine_lines_once) { expect_order(""); }

TEST(training_step_order, makes_the_noisy_picture_from_its_ingredients) { expect_order("IG"); }

TEST(training_step_order, asks_the_network_and_then_judges_its_answer) { expect_order("DA"); }

TEST(training_step_order, clears_the_gradient_adds_to_it_and_then_steps) { expect_order("HB"); }

}  // namespace
