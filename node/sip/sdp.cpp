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

}  // namespace sofia::sip
