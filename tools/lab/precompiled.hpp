// Compiled once for the commands and what serves them; every file still includes what it uses. Nothing of Eigen:
// lab.hpp, where it is included, must come first.
#pragma once

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
