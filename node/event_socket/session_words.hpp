#pragma once

#include <optional>
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
