#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bus/event_text.hpp"
#include "event_socket/log_record.hpp"

/// The frames that the node sends, complete as they go on the wire: header lines, an empty line,
/// and a body of Content-Length bytes. Source: behaviour-spec 11.2 and 11.3.
namespace sofia::event_socket::frames {

/// The greeting that asks for the password.
std::string auth_request();
/// The answer to a command: `text` becomes Reply-Text, line ends in it become blanks; `more` are
/// further header lines.
std::string command_reply(std::string_view text,
                          const std::vector<std::pair<std::string, std::string>>& more = {});
/// The output of an `api` command; "-ERR no reply\n" stands for an empty one.
std::string api_response(std::string_view output);
/// An event that bus::encode() has written as `text`.
std::string event(bus::Encoding encoding, std::string_view text);
/// A log line for clients that asked for `log`.
std::string log_data(const LogRecord& record);
/// The last frame before the node closes; `why` is a sentence for the reader, may be empty. With
/// `linger` the connection stays open for that time and the frame says so.
std::string disconnect_notice(std::string_view why,
                              std::optional<std::chrono::seconds> linger = std::nullopt);
/// The same for a server that steers a call: names the leg, and with `linger` its channel.
std::string control_notice(std::string_view why,
                           std::string_view leg,
                           std::string_view channel,
                           std::optional<std::chrono::seconds> linger = std::nullopt);
/// The answer to `connect`: `lines` are the channel's data as header lines, escaped as in events.
std::string channel_data(std::string_view lines, bool is_async, bool is_full);
/// The only frame that a refused address sees; `why` is a sentence with its line end.
std::string rude_rejection(std::string_view why);

}  // namespace sofia::event_socket::frames
