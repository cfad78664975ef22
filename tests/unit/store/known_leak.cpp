// libpqxx 6.4.5 forgets the PGresult of a statement on which the connection broke: it asks for the
// connection's encoding, which throws, before it takes the result into its own hands. That is
// about 2 kB for each lost connection, and the address sanitizer should not fail our tests for it.
extern "C" const char* __lsan_default_suppressions();

extern "C" const char* __lsan_default_suppressions() {
    return "leak:libpqxx";
}
