#pragma once

#include "judge/exercise.hpp"
#include "judge/formula/given.hpp"
#include "judge/formula/known.hpp"
#include "judge/formula/mistakes.hpp"
#include "judge/observations.hpp"
#include "judge/recorded.hpp"
#include "judge/variants.hpp"

namespace lab {

/// Writes the formula at one place with its numbers in it: "sqrt(0.25) * 0.8 + sqrt(1 - 0.25) * 0.1".
using explanation = std::function<std::string(const place&)>;

/// What came back for one call, and the ways of judging it. The first judgement that fails ends the exercise: later
/// ones say nothing.
template <class Signature>
class answer;

template <class R, class... A>
class answer<R(A...)> {
 public:
  using arguments = std::tuple<std::remove_cvref_t<A>...>;

  template <class... Given>
  answer(const exercise<R(A...)>& asked, Given&&... given) : asked_(asked), arguments_(std::forward<Given>(given)...) {
    (remember(given), ...);
    if (the_session().over()) return;
    outcome<R> came = std::apply(asked, arguments_);
    value_ = std::move(came.value);
    printed_ = the_session().printed(asked);
    for (recorder* r : recorders_) logs_.push_back(r->log());
    if (!value_) the_session().fail(in_context(std::move(came.why)));
  }

  /// The value, for judgements of its own; empty when something is wrong already.
  const std::optional<R>& value() const { return value_; }

  /// The value must equal this up to rounding, in size and in every number.
  const answer& must_give(const R& expected, const explanation& formula = {}, double tolerance = 1e-9) const {
    if (!value_ || the_session().over()) return *this;
    const auto found = first_difference(expected, *value_, tolerance);
    if (!found) {
      if (the_session().settings.prove_formulas) prove_formula(tolerance);
      return *this;
    }
    if (found->what == difference::size) {
      say(status::bad_value, text("it returned ", size_in_words(*value_), ", expected ", size_in_words(expected)),
          [&] { return observed_size(in_numbers(expected), in_numbers(*value_), surroundings_now()); });
    } else {
      const std::string where = found->got.at.written.empty() ? "" : text("at ", found->got.at.written, ": ");
      const auto [should, is] = told_apart(found->expected, found->got);
      const std::string line = text(where, "expected ", should, ", got ", is);
      const std::string because = formula ? text("\n", formula(found->got.at), " = ", should) : std::string();
      say(found->what == difference::not_finite ? status::bad_value : status::failed, line + because,
          [&] { return observed(in_numbers(expected), in_numbers(*value_), surroundings_now()); });
    }
    return *this;
  }

  /// A property of the value: the sentence says what is expected.
  const answer& must_hold(const std::function<bool(const R&)>& property, const std::string& sentence) const {
    if (value_ && !the_session().over() && !property(*value_)) say(status::failed, sentence);
    return *this;
  }

  /// The given function must have been called exactly so, in this order.
  template <class Signature>
  const answer& must_call(const recorded<Signature>& given,
                          const std::vector<typename recorded<Signature>::call>& expected) const {
    if (!value_ || the_session().over()) return *this;
    const auto& calls = given.calls();
    for (std::size_t i = 0; i < std::min(calls.size(), expected.size()); ++i) {
      std::string wrong;
      recorded<Signature>::compare(expected[i], calls[i], [&](std::size_t argument, const difference& found) {
        if (!wrong.empty()) return;
        const std::string name = given.parameters().at(argument);
        wrong = found.what == difference::size
                    ? text("call ", i + 1, " of ", given.name(), ": ", name, " has the wrong size")
                    : text("call ", i + 1, " of ", given.name(), ": expected ", name, found.expected.at.written, " = ",
                           shown(found.expected), ", got ", shown(found.got));
      });
      if (!wrong.empty()) {
        say(status::failed, wrong);
        return *this;
      }
    }
    if (calls.size() != expected.size())
      say(status::failed, text(given.name(), " was called ", calls.size(), calls.size() == 1 ? " time" : " times",
                               ", expected ", expected.size()));
    return *this;
  }

 private:
  template <class T>
  void remember(T& given) {
    if constexpr (std::is_base_of_v<recorder, std::remove_cvref_t<T>>) recorders_.push_back(&given);
  }

  static std::string shown(const leaf& l) { return l.text.empty() ? number(l.number) : "\"" + l.text + "\""; }

  /// Both with as many digits as it takes to see that they differ.
  static std::pair<std::string, std::string> told_apart(const leaf& expected, const leaf& got) {
    std::pair<std::string, std::string> words{shown(expected), shown(got)};
    if (expected.text.empty() && got.text.empty() && expected.number != got.number)
      for (int digits = 7; words.first == words.second && digits <= 17; ++digits)
        words = {number(expected.number, digits), number(got.number, digits)};
    return words;
  }

  /// The arguments by name, as formulas read them.
  surroundings surroundings_now() const {
    surroundings given;
    std::size_t i = 0;
    std::apply([&](const auto&... value) { (put_under(asked_.parameters.at(i++), value, given), ...); }, arguments_);
    return given;
  }

  /// "add_noise(x0: an image of 3 x 4, alpha_bar = 0.25)"
  std::string call_in_words() const {
    std::string words;
    std::size_t i = 0;
    const auto one = [&](const auto& value) {
      const std::string name = asked_.parameters.at(i++);
      using T = std::remove_cvref_t<decltype(value)>;
      words += words.empty() ? "" : ", ";
      if constexpr (is_callback<T>) {
        words += name;
      } else if constexpr (std::is_arithmetic_v<T>) {
        words += text(name, " = ", value);
      } else {
        words += text(name, ": ", in_words(value));
      }
    };
    std::apply([&](const auto&... value) { (one(value), ...); }, arguments_);
    return text(asked_.function, "(", words, ")");
  }

  verdict in_context(verdict why) const {
    switch (why.status) {
      case status::not_implemented:
        why.message = text(asked_.function, " is still to be written: it says todo(\"", why.message, "\")");
        break;
      case status::compile_error: break;
      default: why.message = text(call_in_words(), ": ", why.message);
    }
    return why;
  }

  /// `more` is asked where no known mistake gives the same.
  void say(status what, const std::string& message, const std::function<std::string()>& more = {}) const {
    verdict wrong{what, text(call_in_words(), "\n", message), {}, printed_};
    recognise(wrong);
    if (wrong.mistake.empty()) recognise_formula(wrong);
    if (wrong.mistake.empty() && more) wrong.message += more();
    the_session().fail(std::move(wrong));
  }

  /// Names what is missing, turned or swapped in the formula.
  void recognise_formula(verdict& wrong) const {
    const auto known = all_formulas().find(asked_.function);
    if (known == all_formulas().end()) return;
    const std::string sentence =
        mistake_that_gives(in_numbers(*value_).flat(), parse_formula(known->second), surroundings_now());
    if (sentence.empty()) return;
    wrong.mistake = "in_the_formula";
    wrong.message += text("\nThis is what comes out when ", sentence, ".");
  }

  /// The exercise's formula must give what the right code gave.
  void prove_formula(double tolerance) const {
    const auto known = all_formulas().find(asked_.function);
    if (known != all_formulas().end() &&
        !gives(parse_formula(known->second), surroundings_now(), in_numbers(*value_).flat(), tolerance))
      the_session().fail({status::failed, text(call_in_words(), ": its known_formula gives something else"), {}, {}});
  }

  /// Names the known mistakes that give the very same outcome.
  void recognise(verdict& wrong) const {
    const auto known = all_variants().find(asked_.function);
    if (known == all_variants().end()) return;
    for (const auto& variant : static_cast<const variants<R(A...)>&>(*known->second)) {
      if (!same_outcome(variant.function)) continue;
      wrong.message += text(wrong.mistake.empty() ? "\nThis is what comes out when " : ", or when ", variant.sentence);
      if (wrong.mistake.empty()) wrong.mistake = variant.name;
    }
    if (!wrong.mistake.empty()) wrong.message += ".";
    for (std::size_t i = 0; i < recorders_.size(); ++i) recorders_[i]->put_back(logs_[i]);
  }

  bool same_outcome(const std::function<R(A...)>& mistaken) const {
    for (recorder* r : recorders_) r->restart();
    try {
      const R other = std::apply(mistaken, arguments_);
      bool same = size_in_words(other) == size_in_words(*value_);
      std::vector<leaf> leaves;
      if (same) visit_leaves(other, {}, [&](leaf l) { leaves.push_back(std::move(l)); });
      std::size_t i = 0;
      if (same)
        visit_leaves(*value_, {}, [&](const leaf& got) {
          const leaf& l = leaves[i++];
          const bool both_wild = !std::isfinite(l.number) && !std::isfinite(got.number);
          same = same && l.text == got.text && (both_wild || nearly_equal(l.number, got.number, 1e-9));
        });
      for (std::size_t r = 0; r < recorders_.size(); ++r) same = same && recorders_[r]->same_calls(logs_[r]);
      return same;
    } catch (const std::exception&) {
      return false;
    }
  }

  const exercise<R(A...)>& asked_;
  arguments arguments_;
  std::optional<R> value_;
  std::string printed_;
  std::vector<recorder*> recorders_;
  std::vector<std::shared_ptr<const void>> logs_;
};

/// Asks the student's function: `ask(student::add_noise, x0, noise, 0.5).must_give(expected, formula)`.
template <class R, class... A, class... Given>
answer<R(A...)> ask(const exercise<R(A...)>& function, Given&&... given) {
  return answer<R(A...)>(function, std::forward<Given>(given)...);
}

}  // namespace lab
