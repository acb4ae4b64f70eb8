#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "judge/exercise.hpp"
#include "judge/lent.hpp"
#include "lab/course/course.hpp"
#include "lab/course/record.hpp"
#include "lab/student/usable.hpp"

namespace sfumato::lab {

/// Thrown where Ctrl-C asks a page to stop; no std::exception, so that nothing on the way takes it for a mistake of the
/// student's code.
struct interrupted {};

/// One exercise function as it took part in a drawing.
struct used_function {
  std::string id, title;
  bool passed = false;  ///< its tests, in the form that took part
  /// Why ours took its place: "to be written", or what goes on after "yours"; empty: it is the group's own.
  std::string lent;
  std::string version = {};  ///< hash of the text that took part, as the record has it; empty: there are no tests
  bool tested = true;        ///< whether that form has been tested at all
};

/// Whether the tests have passed what took part, by what is remembered now: they may have passed since it was asked.
bool passed_by_now(const used_function& one, const course_record& record);

/// The exercise functions as the pages draw with them: the group's own, run in worker processes, and where one is
/// missing, breaks, or gives something that is no picture (another size, NaN), the one of solutions/ from then on.
/// Wrong numbers are no reason: a wrong formula shall be seen.
class student_functions {
 public:
  /// of, record: must outlive it. A group's file is compiled when the first of its functions is asked for.
  student_functions(const course& of, const course_record& record) : of_(of), record_(record) {}

  /// Compiles what a module's page draws with, on all cores.
  void compile_module(const std::string& module);

  /// functions(student::add_noise, x0, noise, alpha_bar)
  template <class R, class... A>
  R operator()(const ::lab::exercise<R(A...)>& asked, const std::remove_cvref_t<A>&... given) {
    stop_if_interrupted();
    used_function& own = use(asked);
    const auto& ours = std::any_cast<const std::function<R(A...)>&>(::lab::lent_functions().at(asked.function));
    if (own.lent.empty()) {
      ::lab::outcome<R> came = asked(given...);
      stop_if_interrupted();
      if (!came.value) {
        lend(own, came.why);
        ::lab::the_session().retire(asked);
      } else if (const std::string wrong = unusable(*came.value, ours, given...); !wrong.empty()) {
        lend(own, wrong);
      } else {
        return std::move(*came.value);
      }
    }
    return ours(given...);
  }

  /// Ours, in any case.
  template <class R, class... A>
  static R lent(const ::lab::exercise<R(A...)>& asked, const std::remove_cvref_t<A>&... given) {
    return std::any_cast<const std::function<R(A...)>&>(::lab::lent_functions().at(asked.function))(given...);
  }
  /// The group's own where it gives what is usable, else ours from now on; why: what goes on after "yours".
  template <class R, class... A, class Usable>
  R checked(const ::lab::exercise<R(A...)>& asked, const Usable& usable, const std::string& why,
            const std::remove_cvref_t<A>&... given) {
    R made = (*this)(asked, given...);
    if (usable(made)) return made;
    refuse(asked, why);
    return (*this)(asked, given...);
  }

  /// Lends ours from now on, where what the group's own gives cannot be used.
  void refuse(const ::lab::exercise_info& asked, const std::string& why) { lend(state(asked), why); }

  /// Whether the group's own takes part (as far as is known before it was called).
  template <class Signature>
  bool own(const ::lab::exercise<Signature>& asked) {
    return state(asked).lent.empty();
  }

  /// Whether it is still the stub, as far as is known from the calls so far.
  bool to_be_written(const ::lab::exercise_info& asked);

  /// Text that changes when the group's own code of a function does.
  std::string version(const ::lab::exercise_info& asked);

  /// Who took part since the last call, in the order of the course.
  std::vector<used_function> taken();
  /// What the group has written, but ours took its place, because it broke.
  std::vector<used_function> broken() const;

 private:
  template <class R, class Function, class... Given>
  static std::string unusable(const R& value, const Function& ours, const Given&... given) {
    if (!all_finite(value)) return "gives values that are no numbers";
    if constexpr (!(::lab::is_callback<Given> || ...)) {
      return same_sizes(value, ours(given...)) ? "" : "gives another size";
    } else if constexpr (std::is_same_v<R, image>) {
      return same_sizes(value, std::get<0>(std::tie(given...))) ? "" : "gives another size";
    } else {
      return "";
    }
  }

  /// Compiles those groups that have an exercise which is wanted, as far as it has not been done.
  void compile(const std::function<bool(const exercise&)>& wanted);
  void compile_group(const ::lab::exercise_info& asked);

  static void stop_if_interrupted();
  used_function& state(const ::lab::exercise_info& asked);
  used_function& use(const ::lab::exercise_info& asked);
  void lend(used_function& own, const ::lab::verdict& why);
  void lend(used_function& own, const std::string& why);

  const course& of_;
  const course_record& record_;
  std::map<std::string, std::string> compiled_;     // by exercise: the hash of the text that the workers were made of
  std::map<std::string, used_function> functions_;  // by function
  std::map<std::string, std::size_t> taken_;        // by function, with its place in the course
};

}  // namespace sfumato::lab
