// What must hold for every stream that somebody sends to the event socket: no crash, no command
// beyond the limit, and the same commands however the network cuts the stream.

#include "event_socket/command_parser.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace {

constexpr std::size_t kLimitBytes = 512;

void require(bool holds) {
    if (!holds)
        std::abort();
}

/// The commands of a stream that comes in pieces of `piece` bytes; the last one is its error.
std::vector<std::string> read(std::string_view stream, std::size_t piece) {
    sofia::event_socket::CommandParser parser(kLimitBytes);
    std::vector<std::string> seen;
    while (!stream.empty()) {
        const auto length = std::min(piece, stream.size());
        parser.feed(stream.substr(0, length));
        stream.remove_prefix(length);
        while (true) {
            const auto command = parser.next();
            if (!command) {
                seen.push_back(command.error().text);
                return seen;
            }
            if (!*command)
                break;
            require(!(*command)->line.empty());
            auto text = (*command)->line;
            for (const auto& [name, value] : (*command)->headers)
                text += "\n" + name + ":" + value;
            text += "\n\n" + (*command)->body;
            require(text.size() <= kLimitBytes + 2);
            seen.push_back(std::move(text));
        }
    }
    return seen;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0)
        return 0;
    const std::string_view stream(reinterpret_cast<const char*>(data) + 1, size - 1);
    require(read(stream, 1 + data[0]) == read(stream, 1));
    return 0;
}
