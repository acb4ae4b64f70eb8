// expect: this never comes
int main() {}
