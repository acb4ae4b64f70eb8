#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "child/request.hpp"

namespace lab::child {

/// "none", "limits", "user", "bubblewrap".
std::string_view to_string(rung on);

/// Why this machine does not offer a rung, in words; empty: it does. Tried once, by starting a program on it.
std::string why_not(rung on);

/// The rung of this name; `auto`: the best one that the machine offers. Throws (config), in one line, where there is no
/// such rung or the machine does not offer it: nothing is ever run on a lower one instead.
rung demanded_rung(const std::string& name);

/// Whether programs on this rung run as a user of their own, which only root can arrange.
bool needs_other_user(rung on);

/// How many threads run under our user, who is counted as a whole.
std::size_t threads_of_this_user();

/// What has to be started so that the request's command runs in its sandbox: the command itself, or bubblewrap with it.
std::vector<std::string> command_in_sandbox(const request& asked);

}  // namespace lab::child
