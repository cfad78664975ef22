#include "call/challenged.hpp"

#include <algorithm>
#include <utility>

#include "sip/uri.hpp"

namespace sofia::call {
namespace {

constexpr std::string_view kSubclass = "sofia::wrong_call_state";
constexpr std::chrono::seconds kPatience{32};

}  // namespace

void Challenged::note(const sip::Request& invite) {
    if (!bus_.wants("CUSTOM", kSubclass) || !waiting_.insert(invite.call_id).second)
        return;
    if (invites_.size() == kMost) {
        waiting_.erase(invites_.front().call_id);
        invites_.pop_front();
    }
    const auto from = sip::Uri::parse(invite.from.uri);
    invites_.push_back({invite.call_id,
                        from ? from->user : std::string(),
                        invite.source,
                        clock_.steady() + kPatience});
    if (!timer_)
        await_first();
}

void Challenged::await_first() {
    timer_.reset();
    if (invites_.empty())
        return;
    const auto wait =
        std::chrono::ceil<std::chrono::milliseconds>(invites_.front().due - clock_.steady());
    timer_ = loop_.after(std::max(wait, std::chrono::milliseconds(1)), [this] { tell_due(); });
}

void Challenged::tell_due() {
    const auto now = clock_.steady();
    for (; !invites_.empty() && invites_.front().due <= now; invites_.pop_front()) {
        auto& invite = invites_.front();
        if (waiting_.erase(invite.call_id) == 0)
            continue;
        model::Event event;
        event.name = "CUSTOM";
        event.subclass = kSubclass;
        event.add("from_user", std::move(invite.from_user))
            .add("network_ip", invite.source.ip)
            .add("network_port", std::to_string(invite.source.port));
        bus_.publish(std::move(event));
    }
    await_first();
}

}  // namespace sofia::call
