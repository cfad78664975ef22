#include <array>
#include <iostream>
#include <utility>

#include <poll.h>
#include <unistd.h>

#include "sofia/line_source.hpp"

namespace sofia::client {
namespace {

class PlainLines final : public LineSource {
  public:
    std::optional<std::string> read(const Watch& watch) override {
        while (true) {
            if (const auto end = input_.find('\n'); end != std::string::npos) {
                auto line = input_.substr(0, end);
                input_.erase(0, end + 1);
                return line;
            }
            if (input_ended_)
                return input_.empty() ? std::nullopt
                                      : std::optional(std::exchange(input_, std::string()));
            pollfd waiting[2] = {{STDIN_FILENO, POLLIN, 0}, {watch.descriptor, POLLIN, 0}};
            if (poll(waiting, 2, -1) < 0)
                continue;
            if (waiting[1].revents != 0 && !watch.readable())
                return std::nullopt;
            if (waiting[0].revents != 0)
                read_more();
        }
    }

    void print(std::string_view text) override { std::cout << text << std::flush; }

  private:
    void read_more() {
        std::array<char, 4096> bytes;
        const auto length = ::read(STDIN_FILENO, bytes.data(), bytes.size());
        if (length > 0)
            input_.append(bytes.data(), static_cast<std::size_t>(length));
        else
            input_ended_ = true;
    }

    std::string input_;
    bool input_ended_ = false;
};

}  // namespace

std::unique_ptr<LineSource> plain_lines() {
    return std::make_unique<PlainLines>();
}

}  // namespace sofia::client
