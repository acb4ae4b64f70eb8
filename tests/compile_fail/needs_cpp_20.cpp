// expect: sfumato is C++20: compile what includes it with -std=c++20
// flags: -std=c++17
// nothing of: [0-9]: error: [^"#]
#include "sfumato/sfumato.hpp"

int main() {}
