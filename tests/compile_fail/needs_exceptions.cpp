// expect: sfumato reports errors by exceptions: compile what includes it without -fno-exceptions
// flags: -fno-exceptions
// nothing of: [0-9]: error: [^"#]
#include "sfumato/sfumato.hpp"

int main() {}
