#include "sip/sdp.hpp"

#include <algorithm>
#include <optional>

namespace sofia::sip {
namespace {

std::optional<MediaFlow> flow_of_attribute(std::string_view line) noexcept {
    if (line == "a=sendrecv")
        return MediaFlow::SendRecv;
    if (line == "a=sendonly")
        return MediaFlow::SendOnly;
    if (line == "a=recvonly")
        return MediaFlow::RecvOnly;
    if (line == "a=inactive")
        return MediaFlow::Inactive;
    return std::nullopt;
}

/// Takes the first line off a text, without its end.
std::string_view take_line(std::string_view& text) noexcept {
    const auto end = std::min(text.find_first_of("\r\n"), text.size());
    const auto line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return line;
}

/// Takes the first word off a line.
std::string_view take_word(std::string_view& line) noexcept {
    const auto end = std::min(line.find(' '), line.size());
    const auto word = line.substr(0, end);
    line.remove_prefix(std::min(end + 1, line.size()));
    return word;
}

/// A media section, as far as its encryption goes.
struct Section {
    bool is_rtp = false;
    bool is_secure_profile = false;
    bool has_key = false;

    bool is_plain() const noexcept { return is_rtp && !(is_secure_profile && has_key); }
};

/// Reads what follows `m=`; a stream with port 0 is not in use.
Section section_of(std::string_view media) noexcept {
    take_word(media);
    const bool is_off = take_word(media) == "0";
    const auto profile = take_word(media);
    return {!is_off && profile.find("RTP/") != std::string_view::npos,
            profile.find("RTP/SAVP") != std::string_view::npos,
            false};
}

}  // namespace

MediaFlow media_flow(std::string_view sdp) noexcept {
    std::optional<MediaFlow> session;
    std::optional<MediaFlow> media;
    int sections = 0;
    bool zero_address = false;
    while (!sdp.empty() && sections < 2) {
        const auto end = std::min(sdp.find_first_of("\r\n"), sdp.size());
        const auto line = sdp.substr(0, end);
        sdp.remove_prefix(std::min(end + 1, sdp.size()));
        if (line.starts_with("m="))
            ++sections;
        else if (line.starts_with("c=IN IP4 0.0.0.0"))
            zero_address = true;
        else if (const auto flow = flow_of_attribute(line); flow && sections < 2)
            (sections == 0 ? session : media) = flow;
    }
    const auto flow = media.value_or(session.value_or(MediaFlow::SendRecv));
    return zero_address && flow == MediaFlow::SendRecv ? MediaFlow::SendOnly : flow;
}

bool is_hold(std::string_view sdp) noexcept {
    const auto flow = media_flow(sdp);
    return flow == MediaFlow::SendOnly || flow == MediaFlow::Inactive;
}

std::string with_origin_user(std::string_view sdp, std::string_view user) {
    std::string text(sdp);
    const auto origin = sdp.starts_with("o=") ? 0 : sdp.find("\no=");
    if (origin == std::string_view::npos)
        return text;
    const auto begin = sdp.find('=', origin) + 1;
    const auto end = sdp.find_first_of(" \r\n", begin);
    if (end != std::string_view::npos && sdp[end] == ' ')
        text.replace(begin, end - begin, user);
    return text;
}

bool has_plain_rtp(std::string_view sdp) noexcept {
    bool session_has_key = false;
    bool is_in_session = true;
    Section section;
    while (!sdp.empty()) {
        const auto line = take_line(sdp);
        if (line.starts_with("m=")) {
            if (section.is_plain())
                return true;
            is_in_session = false;
            section = section_of(line.substr(2));
            section.has_key = session_has_key;
        } else if (line.starts_with("a=fingerprint:") ||
                   (line.starts_with("a=crypto:") && !is_in_session)) {
            (is_in_session ? session_has_key : section.has_key) = true;
        }
    }
    return section.is_plain();
}

}  // namespace sofia::sip
