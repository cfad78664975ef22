#include "sip/sofia/message_writer.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "base/log.hpp"
#include "base/text.hpp"

namespace sofia::sip::nta {

namespace {

constexpr std::array<std::string_view, 12> kSetByStack{"Via",
                                                       "v",
                                                       "From",
                                                       "f",
                                                       "To",
                                                       "t",
                                                       "Call-ID",
                                                       "i",
                                                       "CSeq",
                                                       "Content-Length",
                                                       "l",
                                                       "Content-Type"};

constexpr std::string_view kUserAgent = "User-Agent";

/// Values that the stack itself never reads in a message of ours: they go out as they are, without
/// being taken apart into its lists first.
constexpr std::array<std::string_view, 4> kOpaque{"Allow", "Supported", kUserAgent, "Server"};

/// Those that may not share a line (RFC 3261 7.3.1), which the stack does not know where it writes
/// short names.
constexpr std::array<std::string_view, 4> kOneALine{
    "WWW-Authenticate", "Proxy-Authenticate", "Authorization", "Proxy-Authorization"};

template <class Names>
bool is_one_of(const Names& names, std::string_view name) noexcept {
    return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_opaque(std::string_view name, bool is_short) noexcept {
    return is_one_of(kOpaque, name) || (is_short && is_one_of(kOneALine, name));
}

/// Makes one of all headers that the stack does not know. Where it writes short names it would put
/// neighbours of that kind on one line, whatever they are called.
void join_unknown(msg_t* message, sip_t* sip) {
    if (sip->sip_unknown == nullptr || sip->sip_unknown->un_next == nullptr)
        return;
    auto* const home = msg_home(message);
    auto* const first = sip->sip_unknown;
    std::string lines = first->un_value;
    while (auto* const next = first->un_next) {
        lines.append("\r\n").append(next->un_name).append(": ").append(next->un_value);
        sip_header_remove(message, sip, reinterpret_cast<sip_header_t*>(next));
    }
    if (const auto* const value = su_strdup(home, lines.c_str()))
        first->un_value = value;
}

/// The short name (RFC 3261 7.3.3) of the one opaque header that has one, where short names are
/// wanted; the stack shortens the others itself.
std::string_view written_name(std::string_view name, bool is_short) noexcept {
    return is_short && name == "Supported" ? "k" : name;
}

/// False when there is no memory for it.
bool add_opaque(msg_t* message, sip_t* sip, const std::string& line) {
    auto* const raw = sip_unknown_make(msg_home(message), line.c_str());
    return raw != nullptr &&
           sip_header_insert(message, sip, reinterpret_cast<sip_header_t*>(raw)) == 0;
}

bool is_control(char c) noexcept {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t') || byte == 0x7f;
}

bool is_token(std::string_view name) noexcept {
    // RFC 3261 25.1.
    constexpr std::string_view kMarks = "-.!%*_+`'~";
    return !name.empty() && std::all_of(name.begin(), name.end(), [&](char letter) {
        return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
               (letter >= '0' && letter <= '9') || kMarks.find(letter) != std::string_view::npos;
    });
}

}  // namespace

bool is_sendable(const Header& header) noexcept {
    return is_token(header.name) &&
           std::none_of(header.value.begin(), header.value.end(), is_control) &&
           std::none_of(kSetByStack.begin(), kSetByStack.end(), [&](std::string_view name) {
               return base::iequals(name, header.name);
           });
}

void add_headers(msg_t* message,
                 const std::vector<Header>& headers,
                 const std::string& user_agent) {
    auto* const sip = sip_object(message);
    const bool is_short = MSG_IS_COMPACT(sip->sip_flags);
    std::string line;
    bool has_agent = user_agent.empty();
    for (const auto& header : headers) {
        has_agent = has_agent || header.name == kUserAgent;
        if (!is_sendable(header)) {
            LOG_WARN(Area::Sip,
                     "header={} refused: not allowed in a message of ours",
                     is_token(header.name) ? header.name : "(no token)");
            continue;
        }
        line.assign(written_name(header.name, is_short)).append(": ").append(header.value);
        const bool added =
            is_opaque(header.name, is_short)
                ? add_opaque(message, sip, line)
                : msg_header_add_str(message, reinterpret_cast<msg_pub_t*>(sip), line.c_str()) == 0;
        if (sip->sip_error != nullptr || !added) {
            LOG_WARN(Area::Sip, "header={} left out: the value has bad syntax", header.name);
            while (sip->sip_error != nullptr)
                sip_header_remove(message, sip, reinterpret_cast<sip_header_t*>(sip->sip_error));
        }
    }
    if (!has_agent && is_sendable({std::string(kUserAgent), user_agent}))
        add_opaque(message, sip, std::string(kUserAgent) + ": " + user_agent);
    if (is_short)
        join_unknown(message, sip);
}

void add_body(msg_t* message, const Body& body) {
    auto* const sip = sip_object(message);
    auto* const home = msg_home(message);
    const bool is_plain = body.content_type.find_first_of("\r\n") == std::string::npos;
    if (is_plain && !body.content_type.empty())
        sip_header_insert(message,
                          sip,
                          reinterpret_cast<sip_header_t*>(
                              sip_content_type_make(home, body.content_type.c_str())));
    if (body.empty())
        return;
    sip_header_insert(message,
                      sip,
                      reinterpret_cast<sip_header_t*>(
                          sip_payload_create(home, body.data.data(), body.data.size())));
}

void set_to_tag(msg_t* response, const sip_t& request, std::string_view tag) {
    auto* const sip = sip_object(response);
    auto* const home = msg_home(response);
    if (sip->sip_to == nullptr)
        sip_header_insert(
            response, sip, reinterpret_cast<sip_header_t*>(sip_to_dup(home, request.sip_to)));
    if (sip->sip_to != nullptr && sip->sip_to->a_tag == nullptr)
        sip_to_tag(home, sip->sip_to, std::string(tag).c_str());
}

}  // namespace sofia::sip::nta
