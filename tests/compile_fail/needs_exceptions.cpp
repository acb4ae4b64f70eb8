// expect: sfumato reports errors by exceptions: compile what includes it without -fno-exceptions
// flags: -fno-exceptions
#include "sfumato/core/shape.hpp"

int main() {}
