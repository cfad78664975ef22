#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/text.hpp"
#include "event_socket/frames.hpp"
#include "event_socket/session.hpp"

/// How a session reads words and answers with them.
namespace sofia::event_socket {

/// A command/reply with this Reply-Text and nothing else to do.
inline Outcome reply(std::string_view text) {
    Outcome outcome;
    outcome.frames = frames::command_reply(text);
    return outcome;
}

/// An outcome that depends on the output of a command line.
inline Outcome ask(std::string line, std::function<std::string(std::string_view output)> answer) {
    Outcome outcome;
    outcome.question = Question{std::move(line), std::move(answer)};
    return outcome;
}

/// Whether a text of a client can stand as one word in a command line.
inline bool is_word(std::string_view text) {
    constexpr std::size_t kLongest = 255;
    return !text.empty() && text.size() <= kLongest &&
           std::all_of(text.begin(), text.end(), [](char c) {
               return c > ' ' && c < 0x7f && c != '\'' && c != '"' && c != '\\';
           });
}

/// The argument of the application that a message wants executed, in one line: it stands in a
/// header, or is the body of the message.
inline std::string application_data(const Command& command) {
    auto data = std::string(command.header("execute-app-arg"));
    if (data.empty())
        data = command.body;
    std::replace_if(
        data.begin(), data.end(), [](char c) { return c == '\r' || c == '\n' || c == '\0'; }, ' ');
    return data;
}

/// The first word of a text and the trimmed rest.
inline std::pair<std::string_view, std::string_view> first_word(std::string_view text) {
    const auto word = text.substr(0, text.find_first_of(" \t"));
    return {word, base::trim(text.substr(word.size()))};
}

/// The encoding that a word names; nothing when it names none.
inline std::optional<bus::Encoding> parse_encoding(std::string_view word) {
    if (base::iequals(word, "plain"))
        return bus::Encoding::Plain;
    if (base::iequals(word, "json"))
        return bus::Encoding::Json;
    if (base::iequals(word, "xml"))
        return bus::Encoding::Xml;
    return std::nullopt;
}

}  // namespace sofia::event_socket
