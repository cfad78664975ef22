#include <iostream>
#include <string>
#include <vector>

#include "sofia/command_line.hpp"
#include "sofia/console.hpp"
#include "sofia/ping.hpp"
#include "sofia/wording.hpp"

namespace sofia::client {
namespace {

ExitStatus give_up(const base::Error& error) {
    std::cerr << "sofia: " << error.text << std::endl;
    return ExitStatus::NotReached;
}

ExitStatus run_command(NodeLink& link, const std::string& line) {
    const auto reply = link.api(line);
    if (!reply)
        return give_up(reply.error());
    std::cout << *reply << std::endl;
    return is_failure(line, *reply) ? ExitStatus::Failed : ExitStatus::Done;
}

ExitStatus run_ping(const Invocation& invocation) {
    const auto answer = ping(invocation.line, invocation.settings.command_timeout);
    if (!answer)
        return give_up(answer.error());
    std::cout << answer->status_line << " (" << answer->took.count() / 1000.0 << " ms)"
              << std::endl;
    return ExitStatus::Done;
}

ExitStatus run(const std::vector<std::string>& arguments) {
    auto settings = default_settings(process_environment());
    if (!settings)
        return give_up(settings.error());
    const auto invocation = read_command_line(arguments, std::move(*settings));
    if (!invocation)
        return give_up(invocation.error());
    using Mode = Invocation::Mode;
    if (invocation->mode == Mode::Help || invocation->mode == Mode::Version) {
        std::cout << (invocation->mode == Mode::Help ? help_text() : version_text()) << std::flush;
        return ExitStatus::Done;
    }
    if (invocation->mode == Mode::Ping)
        return run_ping(*invocation);
    auto link = NodeLink::open(invocation->settings);
    if (!link)
        return give_up(link.error());
    return invocation->mode == Mode::Command ? run_command(**link, invocation->line)
                                             : run_console(invocation->settings, std::move(*link));
}

}  // namespace
}  // namespace sofia::client

int main(int argc, char** argv) {
    return static_cast<int>(sofia::client::run({argv + 1, argv + argc}));
}
