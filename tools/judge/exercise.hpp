#pragma once

#include "judge/exercise_info.hpp"
#include "judge/session.hpp"
#include "messages/text.hpp"

namespace lab {

/// What a student's function returned, or why it returned nothing.
template <class R>
struct outcome {
  std::optional<R> value;
  verdict why;
};

/// The judge's side of one exercise function: called like the function, it asks the worker.
template <class Signature>
class exercise;

template <class R, class... A>
class exercise<R(A...)> : public exercise_info {
 public:
  using result = R;
  using arguments = std::tuple<std::remove_cvref_t<A>...>;

  exercise(const char* exercise_id, const char* name, const char* registry_file, const char* text_of_signature)
      : exercise_info{exercise_id, name, group_of(registry_file), text_of_signature,
                      parameter_names(text_of_signature)} {
    all_exercises()[name] = *this;
  }

  outcome<R> operator()(const std::remove_cvref_t<A>&... given) const {
    if (const auto linked = the_session().linked.find(function); linked != the_session().linked.end())
      return call_here(std::any_cast<const std::function<R(A...)>&>(linked->second), given...);
    std::string payload;
    std::vector<worker_process::callback> callbacks;
    put(payload, function);
    (pack(payload, callbacks, given), ...);
    auto reply = the_session().call(*this, payload, callbacks);
    if (auto* why = std::get_if<verdict>(&reply)) return {std::nullopt, std::move(*why)};
    try {
      std::string_view bytes = std::get<std::string>(reply);
      outcome<R> returned{get<R>(bytes), {}};
      if (!bytes.empty()) throw bad_payload("it is too long");
      return returned;
    } catch (const bad_payload& error) {
      return {std::nullopt, {status::crashed, text("the answer cannot be read: ", error.what()), {}, {}}};
    }
  }

 private:
  /// For a debugger. Only todo() is caught: everything else should stop where it happens.
  static outcome<R> call_here(const std::function<R(A...)>& student, const std::remove_cvref_t<A>&... given) {
    try {
      return {student(given...), {}};
    } catch (const not_implemented& error) {
      return {std::nullopt, {status::not_implemented, error.what(), {}, {}}};
    }
  }

  template <class T>
  static void pack(std::string& payload, std::vector<worker_process::callback>& callbacks, const T& value) {
    if constexpr (is_callback<T>) {
      callbacks.push_back(answerer(value));
    } else {
      put(payload, value);
    }
  }

  template <class Result, class... Arguments>
  static worker_process::callback answerer(const std::function<Result(Arguments...)>& function) {
    return [&function](std::string_view& bytes) {
      // Braces: arguments are read from left to right.
      std::tuple<std::remove_cvref_t<Arguments>...> given{get<std::remove_cvref_t<Arguments>>(bytes)...};
      std::string reply;
      put(reply, static_cast<const Result&>(std::apply(function, given)));
      return reply;
    };
  }
};

}  // namespace lab

// One line of a registry, as the judge reads it: the type of the function under `signature`, and what asks the student
// under `student`.
#define LAB_EXERCISE(id, name, ...)                                                \
  namespace signature {                                                            \
  using name = __VA_ARGS__;                                                        \
  }                                                                                \
  namespace student {                                                              \
  inline const lab::exercise<__VA_ARGS__> name(id, #name, __FILE__, #__VA_ARGS__); \
  }
