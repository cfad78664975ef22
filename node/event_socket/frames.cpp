#include "event_socket/frames.hpp"

#include <algorithm>
#include <ctime>

#include <fmt/format.h>

namespace sofia::event_socket::frames {
namespace {

/// Keeps text from a client inside its header line.
std::string one_line(std::string_view text) {
    std::string line(text);
    std::replace_if(
        line.begin(), line.end(), [](char c) { return c == '\r' || c == '\n'; }, ' ');
    return line;
}

std::string_view type_of(bus::Encoding encoding) {
    switch (encoding) {
        case bus::Encoding::Plain:
            return "text/event-plain";
        case bus::Encoding::Json:
            return "text/event-json";
        case bus::Encoding::Xml:
            return "text/event-xml";
    }
    return "text/event-plain";
}

std::string local_time(base::WallTime time) {
    const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
    std::tm parts{};
    localtime_r(&seconds, &parts);
    char text[32];
    const auto length = std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &parts);
    return fmt::format(
        "{}.{:03}", std::string_view(text, length), time.time_since_epoch().count() % 1000);
}

}  // namespace

std::string auth_request() {
    return "Content-Type: auth/request\n\n";
}

std::string command_reply(std::string_view text,
                          const std::vector<std::pair<std::string, std::string>>& more) {
    auto frame = fmt::format("Content-Type: command/reply\nReply-Text: {}\n", one_line(text));
    for (const auto& [name, value] : more)
        frame += fmt::format("{}: {}\n", name, one_line(value));
    return frame + "\n";
}

std::string api_response(std::string_view output) {
    if (output.empty())
        output = "-ERR no reply\n";
    return fmt::format(
        "Content-Type: api/response\nContent-Length: {}\n\n{}", output.size(), output);
}

std::string event(bus::Encoding encoding, std::string_view text) {
    return fmt::format(
        "Content-Length: {}\nContent-Type: {}\n\n{}", text.size(), type_of(encoding), text);
}

std::string log_data(const LogRecord& record) {
    const auto file = std::string_view(record.file).substr(record.file.find_last_of('/') + 1);
    const auto number = level_number(record.level);
    const auto body = fmt::format("{} [{}] {}:{} {}: {}\n",
                                  local_time(record.time),
                                  level_name(number),
                                  file,
                                  record.line,
                                  to_string(record.area),
                                  record.text);
    return fmt::format(
        "Content-Type: log/data\nContent-Length: {}\nLog-Level: {}\n"
        "Text-Channel: 0\nLog-File: {}\nLog-Func: {}\nLog-Line: {}\nUser-Data: \n"
        "\n{}",
        body.size(),
        number,
        file,
        to_string(record.area),
        record.line,
        body);
}

std::string disconnect_notice(std::string_view why, std::optional<std::chrono::seconds> linger) {
    const auto body = why.empty() ? std::string("Disconnected, goodbye.\n")
                                  : fmt::format("Disconnected, goodbye.\n{}\n", one_line(why));
    const auto lingering =
        linger ? fmt::format("Content-Disposition: linger\nLinger-Time: {}\n", linger->count())
               : std::string();
    return fmt::format("Content-Type: text/disconnect-notice\n{}Content-Length: {}\n\n{}",
                       lingering,
                       body.size(),
                       body);
}

std::string control_notice(std::string_view why,
                           std::string_view leg,
                           std::string_view channel,
                           std::optional<std::chrono::seconds> linger) {
    constexpr std::string_view kNotice = "Content-Type: text/disconnect-notice\n";
    if (linger)
        return fmt::format(
            "{}Controlled-Session-UUID: {}\nContent-Disposition: linger\nChannel-Name: {}\n"
            "Linger-Time: {}\nContent-Length: 0\n\n",
            kNotice,
            leg,
            one_line(channel),
            linger->count());
    const auto body = disconnect_notice(why);
    return fmt::format("{}Controlled-Session-UUID: {}\nContent-Disposition: disconnect\n{}",
                       kNotice,
                       leg,
                       std::string_view(body).substr(kNotice.size()));
}

std::string channel_data(std::string_view lines, bool is_async, bool is_full) {
    // Reply-Text is escaped as the other lines are: there are clients that know by its first sign
    // that they have to read the lines so.
    return fmt::format(
        "{}Content-Type: command/reply\nReply-Text: %2BOK%0A\nSocket-Mode: {}\nControl: {}\n\n",
        lines,
        is_async ? "async" : "static",
        is_full ? "full" : "single-channel");
}

std::string rude_rejection(std::string_view why) {
    return fmt::format(
        "Content-Type: text/rude-rejection\nContent-Length: {}\n\n{}", why.size(), why);
}

}  // namespace sofia::event_socket::frames
