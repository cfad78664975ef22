#include <array>

#include "config/parameter_groups.hpp"
#include "config/parameter_readers.hpp"
#include "config/words.hpp"

namespace sofia::config {
namespace {

using model::Profile;
using model::ProfilePresence;
using enum Effect;
using base::Result;

constexpr auto kPresence = &Profile::presence;
// Longer lifetimes than a month are slips of the keyboard.
constexpr long long kMonth = 31LL * 24 * 60 * 60;

Result<void> set_manage_presence(const Parameter&, const Given& given, Profile& profile) {
    // "passive" leaves the notifying to other programs there; who watches is served here all the
    // same.
    const auto value = base::trim(given.value);
    warn_unless_word(given, {"passive"});
    profile.presence.manage = base::is_true(value) || base::iequals(value, "passive");
    return {};
}

Result<void> set_presence_hosts(const Parameter&, const Given& given, Profile& profile) {
    profile.presence.hosts = base::split(base::lower(given.value), ',');
    return {};
}

Result<void> set_message_query(const Parameter&, const Given& given, Profile& profile) {
    using Query = ProfilePresence::Query;
    const auto value = base::trim(given.value);
    warn_unless_word(given, {"first-only"});
    profile.presence.message_query = base::iequals(value, "first-only") ? Query::First
                                     : base::is_true(value)             ? Query::Always
                                                                        : Query::Never;
    return {};
}

// The other way round of auth-messages and auth-subscriptions.
Result<void> set_no_auth_messages(const Parameter&, const Given& given, Profile& profile) {
    profile.presence.auth_messages = !base::is_true(given.value);
    return {};
}

Result<void> set_no_auth_subscriptions(const Parameter&, const Given& given, Profile& profile) {
    profile.presence.auth_subscriptions = !base::is_true(given.value);
    return {};
}

Result<void> set_presence_on_register(const Parameter&, const Given& given, Profile& profile) {
    profile.presence.tell_each_register = base::is_true(given.value);
    return {};
}

Result<void> set_held(const Parameter&, const Given& given, Profile& profile) {
    using Held = ProfilePresence::Held;
    const auto value = base::lower(base::trim(given.value));
    if (value != "confirmed" && value != "early" && value != "terminated")
        return base::fail(base::ErrorKind::Invalid, "'confirmed', 'early' or 'terminated'");
    profile.presence.held = value == "early"        ? Held::Early
                            : value == "terminated" ? Held::Terminated
                                                    : Held::Confirmed;
    return {};
}

constexpr std::array kRows{
    special(
        "manage-presence",
        Shape::Text,
        "false",
        OnRescan,
        "users' presence and dialogs can be watched, and PUBLISH is taken: true, passive, false",
        set_manage_presence),
    special(
        "presence-hosts",
        Shape::Text,
        "",
        OnRescan,
        "hosts, separated by commas, that mean the same domain to those who watch, look a user up "
        "or call him",
        set_presence_hosts),
    flag<kPresence, &ProfilePresence::auth_subscriptions>(
        "auth-subscriptions",
        "true",
        OnRescan,
        "SUBSCRIBE and PUBLISH need digest; a refresh in its dialog with auth-all-packets only"),
    flag<kPresence, &ProfilePresence::auth_messages>(
        "auth-messages", "true", OnRescan, "MESSAGE needs digest"),
    special("disable-auth-subscriptions",
            Shape::Flag,
            "false",
            OnRescan,
            "the opposite of auth-subscriptions",
            set_no_auth_subscriptions),
    special("disable-auth-messages",
            Shape::Flag,
            "false",
            OnRescan,
            "the opposite of auth-messages",
            set_no_auth_messages),
    number<kPresence, &ProfilePresence::force_subscription_expires>(
        "force-subscription-expires",
        "0",
        OnRescan,
        "lifetime of every subscription; 0: as asked",
        0,
        kMonth),
    number<kPresence, &ProfilePresence::force_publish_expires>(
        "force-publish-expires",
        "0",
        OnRescan,
        "lifetime of every publication; 0: as asked",
        0,
        kMonth),
    number<kPresence, &ProfilePresence::max_deviation>(
        "sip-subscription-max-deviation",
        "0",
        OnRescan,
        "random time by which the lifetime of a subscription is shortened at most, and by half of "
        "it at most",
        0,
        kMonth),
    flag<kPresence, &ProfilePresence::subscribe_200>(
        "sip-subscribe-respond-200-ok", "false", OnRescan, "SUBSCRIBE gets 200 in place of 202"),
    flag<kPresence, &ProfilePresence::message_200>("sip-messages-respond-200-ok",
                                                   "false",
                                                   OnRescan,
                                                   "MESSAGE gets 200 also for a phone's 202"),
    special("send-message-query-on-register",
            Shape::Text,
            "true",
            OnRescan,
            "event MESSAGE_QUERY when a user registers: true, first-only, false",
            set_message_query),
    flag<kPresence, &ProfilePresence::disable_early>(
        "presence-disable-early",
        "false",
        OnRescan,
        "watchers hear nothing of calls that are not answered yet"),
    flag<kPresence, &ProfilePresence::privacy>(
        "presence-privacy", "false", OnRescan, "watchers are not told who the other side is"),
    special("send-presence-on-register",
            Shape::Text,
            "false",
            OnRescan,
            "event PRESENCE_IN at each REGISTER: true; when a binding is new: first-only, false",
            set_presence_on_register),
    flag<kPresence, &ProfilePresence::probe_on_register>(
        "presence-probe-on-register",
        "false",
        OnRescan,
        "event PRESENCE_PROBE in place of that PRESENCE_IN"),
    special("presence-hold-state",
            Shape::Text,
            "confirmed",
            OnRescan,
            "what watchers of dialogs see of a call that is held: confirmed, early, terminated",
            set_held),
    flag<kPresence, &ProfilePresence::mwi_by_register_call_id>(
        "mwi-use-reg-callid",
        "false",
        OnRescan,
        "a phone that has not subscribed is told of its messages with the Call-ID of its REGISTER"),
    flag<kPresence, &ProfilePresence::forward_mwi>(
        "forward-unsolicited-mwi-notify",
        "false",
        OnRescan,
        "a NOTIFY about messages that nobody subscribed to goes on to the phones of its user"),
    ignored("presence-proto-lookup",
            "a lamp of a script is told of under its bare name as well, whatever its kind"),
    // Messages between users need no such switch here.
    rejected("delete-subs-on-register",
             "false",
             "a phone's subscriptions end when it says so or when their time is over"),
    ignored("enable-chat"),
    ignored("in-dialog-chat"),
    ignored("fire-message-events", "clients that listen hear of each MESSAGE in any case"),
};

}  // namespace

std::span<const Parameter> presence_parameters() {
    return kRows;
}

}  // namespace sofia::config
