#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace sofia::model {

/// How SUBSCRIBE, PUBLISH and MESSAGE behave (behaviour-spec 2.4).
struct ProfilePresence {
    /// Whether users' presence and dialogs can be watched, and PUBLISH is taken.
    bool manage = false;
    /// Hosts that mean the same domain, in lower case; the first is the one that is shown.
    std::vector<std::string> hosts;
    /// Whether SUBSCRIBE and PUBLISH, and MESSAGE, need digest.
    bool auth_subscriptions = true;
    bool auth_messages = true;
    /// Granted in place of what is asked for; 0: as asked.
    std::chrono::seconds force_subscription_expires{0};
    std::chrono::seconds force_publish_expires{0};
    /// A granted lifetime of a subscription is shortened by a random time up to this.
    std::chrono::seconds max_deviation{0};
    /// Answers are 200 in place of 202.
    bool subscribe_200 = false;
    bool message_200 = false;
    /// The voice mail system is asked for a user's messages when the user registers: never, each
    /// time, at the first.
    enum class Query { Never, Always, First } message_query = Query::Always;
    /// When a registration is told as PRESENCE_IN: each time, or when a binding is new; and whether
    /// PRESENCE_PROBE is told in its place.
    bool tell_each_register = false;
    bool probe_on_register = false;
    /// What watchers see of a call that its user holds.
    enum class Held { Confirmed, Early, Terminated } held = Held::Confirmed;
    /// A phone that has not subscribed is told of its messages with the Call-ID of its REGISTER.
    bool mwi_by_register_call_id = false;
    /// A NOTIFY about messages that nobody has subscribed to, from one who may send it, is passed
    /// to the phones of its user.
    bool forward_mwi = false;
    /// Watchers hear nothing of calls that are not answered yet; nothing of who the other side is.
    bool disable_early = false;
    bool privacy = false;

    bool operator==(const ProfilePresence&) const = default;
};

}  // namespace sofia::model
