// What is lost by Debian's c-ares, which is not ours to mend: a few bytes of a failed lookup.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() { return "leak:libcares.so"; }
