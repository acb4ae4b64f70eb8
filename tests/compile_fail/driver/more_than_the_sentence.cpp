// expect: the sentence
// nothing of: [0-9]: error: [^"#]
#error "the sentence"

int main() { return undeclared; }
