#include "call/session_id.hpp"

#include <algorithm>

#include <fmt/core.h>

#include "base/text.hpp"
#include "base/uuid.hpp"
#include "call/call.hpp"

namespace sofia::call {
namespace {

constexpr int kBytes = 16;
constexpr std::string_view kNil = "00000000000000000000000000000000";

bool has_session_ids(const Services& services, const Leg& leg) {
    const auto* const profile = services.profiles.find(leg.profile());
    return profile != nullptr && profile->settings->calls.session_id;
}

}  // namespace

std::string make_session_id() {
    return base::make_token(kBytes);
}

std::string read_session_id(const sip::MessageHead& message) {
    const auto value = message.header("Session-ID");
    auto uuid = base::lower(base::trim(value.substr(0, value.find(';'))));
    const bool is_uuid = uuid.size() == kNil.size() && uuid != kNil &&
                         uuid.find_first_not_of("0123456789abcdef") == std::string::npos;
    return is_uuid ? uuid : std::string();
}

sip::Header session_id(std::string_view from, std::string_view to) {
    return {"Session-ID", fmt::format("{};remote={}", from, to.empty() ? kNil : to)};
}

void Call::note_session_id(Leg& leg, const sip::MessageHead& message) {
    if (!has_session_ids(services_, leg))
        return;
    auto uuid = read_session_id(message);
    if (uuid.empty() || uuid == leg.variables.get(kSessionId))
        return;
    // The peer has become another end, by a transfer on its side (RFC 7989 6).
    leg.variables.set(std::string(kSessionId), std::move(uuid));
    if (row_written_ && !ending_)
        save_again();
}

void Call::keep_session_ids() {
    if (!b_ || (!has_session_ids(services_, *a_) && !has_session_ids(services_, *b_)))
        return;
    for (auto* leg : {a_.get(), b_.get()})
        if (!leg->variables.has(kSessionId))
            leg->variables.set(std::string(kSessionId), make_session_id());
}

void Call::add_session_id(const Leg& leg, std::vector<sip::Header>& headers) const {
    if (!has_session_ids(services_, leg))
        return;
    const auto& partner = leg.side() == Side::A ? b_ : a_;
    // Before the answer nobody knows which end it will be.
    const auto from = partner ? partner->variables.get(kSessionId) : std::string_view();
    if (!from.empty())
        headers.push_back(session_id(from, leg.variables.get(kSessionId)));
}

}  // namespace sofia::call
