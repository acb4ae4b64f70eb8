static_assert(sizeof(int) == 1, "an int is wider than that");
