#pragma once

#include <memory>

#include "judge/compare.hpp"

namespace lab {

/// What the judge needs of a recorded function without knowing its types.
class recorder {
 public:
  virtual ~recorder() = default;
  /// Forgets the calls and puts the function back into its first state.
  virtual void restart() = 0;
  /// The calls so far; later ones go into a fresh log.
  virtual std::shared_ptr<const void> log() const = 0;
  virtual void put_back(const std::shared_ptr<const void>& log) = 0;
  /// Whether the calls so far equal those of a log, up to rounding.
  virtual bool same_calls(const std::shared_ptr<const void>& log) const = 0;
};

template <class Signature>
class recorded;

/// A function given to the student's code that notes each call: `recorded<image(const image&, int)> predict_noise(
/// "predict_noise", {"noisy", "t"}, [&](const image& noisy, int t) -> image { ... })`. It may keep a state (mutable).
/// What it throws becomes a bad_value verdict: use that to refuse what must not be passed.
template <class R, class... A>
class recorded<R(A...)> : public recorder {
 public:
  using call = std::tuple<std::remove_cvref_t<A>...>;
  static constexpr std::size_t max_calls = 5000;

  recorded(std::string name, std::vector<std::string> parameters, std::function<R(A...)> function)
      : name_(std::move(name)), parameters_(std::move(parameters)), first_(std::move(function)) {
    restart();
  }
  recorded(const recorded&) = delete;
  recorded& operator=(const recorded&) = delete;

  operator std::function<R(A...)>() {
    return [this](A... given) {
      if (calls_->size() == max_calls)
        throw std::runtime_error(text(name_, " was called ", max_calls, " times and no end in sight"));
      calls_->emplace_back(given...);
      return now_(given...);
    };
  }

  const std::string& name() const { return name_; }
  const std::vector<std::string>& parameters() const { return parameters_; }
  const std::vector<call>& calls() const { return *calls_; }

  void restart() override {
    now_ = first_;
    calls_ = std::make_shared<std::vector<call>>();
  }
  std::shared_ptr<const void> log() const override { return calls_; }
  void put_back(const std::shared_ptr<const void>& log) override {
    calls_ = std::const_pointer_cast<std::vector<call>>(std::static_pointer_cast<const std::vector<call>>(log));
  }
  bool same_calls(const std::shared_ptr<const void>& log) const override {
    const auto& others = *static_cast<const std::vector<call>*>(log.get());
    bool same = others.size() == calls_->size();
    for (std::size_t i = 0; same && i < others.size(); ++i) same = same_call(others[i], (*calls_)[i]);
    return same;
  }

  static bool same_call(const call& one, const call& other) {
    return compare(one, other, [](std::size_t, const difference&) {});
  }
  /// Compares two calls, telling each argument that differs.
  template <class Tell>
  static bool compare(const call& expected, const call& got, Tell&& tell, double tolerance = 1e-9) {
    return compare_at(expected, got, tell, tolerance, std::index_sequence_for<A...>{});
  }

 private:
  template <class Tell, std::size_t... I>
  static bool compare_at(const call& expected, const call& got, Tell&& tell, [[maybe_unused]] double tolerance,
                         std::index_sequence<I...>) {
    bool same = true;
    [[maybe_unused]] const auto one = [&](std::size_t i, const std::optional<difference>& found) {
      if (found) tell(i, *found);
      same = same && !found;
    };
    (one(I, first_difference(std::get<I>(expected), std::get<I>(got), tolerance)), ...);
    return same;
  }

  std::string name_;
  std::vector<std::string> parameters_;
  std::function<R(A...)> first_, now_;
  std::shared_ptr<std::vector<call>> calls_;
};

}  // namespace lab
