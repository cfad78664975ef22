// What must hold for every document that somebody publishes: no crash, what is kept is one line,
// and what is written of it for watchers is read back as it was.

#include "presence/pidf.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto require = [](bool holds) {
        if (!holds)
            std::abort();
    };
    const auto fact = sofia::presence::read_pidf({reinterpret_cast<const char*>(data), size});
    if (!fact)
        return 0;
    for (const unsigned char c : fact->note + fact->activity)
        require(c >= 0x20);
    const auto again =
        sofia::presence::read_pidf(sofia::presence::pidf({"1001", "example.com"}, *fact));
    require(again && again->is_open == fact->is_open && again->activity == fact->activity);
    return 0;
}
