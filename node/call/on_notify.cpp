// NOTIFY within a call. That of a REFER which was passed to the other peer goes back to who sent it
// (RFC 3515 2.4.4); others pass when the profile lists their event. Clients of the event socket see
// each that is about a REFER.

#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "base/text.hpp"
#include "call/call.hpp"
#include "call/exchange.hpp"

namespace sofia::call {
namespace {

/// On the leg that REFERs were passed to: for each whose end has not been told, our CSeq and that
/// of who asked, as "12:7", separated by commas. The database has it with the leg.
constexpr std::string_view kPassedRefers = "sofia_passed_refers";
constexpr std::size_t kMostRefers = 8;

std::string_view package_of(std::string_view event) {
    return base::trim(event.substr(0, event.find(';')));
}

std::string_view id_of(std::string_view event) {
    const auto at = event.find("id=");
    return at == std::string_view::npos ? std::string_view() : base::trim(event.substr(at + 3));
}

bool is_passed(std::string_view package, const std::vector<std::string>& events) {
    return std::any_of(events.begin(), events.end(), [&](const auto& event) {
        return base::iequals(event, "all") || base::iequals(event, package);
    });
}

/// A REFER that was passed: our CSeq, which names its NOTIFYs here, and that of who asked.
struct PassedRefer {
    std::string ours;
    std::uint32_t theirs = 0;
};

std::vector<PassedRefer> refers_of(const Leg& leg) {
    std::vector<PassedRefer> refers;
    for (const auto& pair : base::split(leg.variables.get(kPassedRefers), ',')) {
        const auto parts = base::split(pair, ':');
        if (const auto theirs = parts.size() == 2 ? base::to_number(parts[1]) : std::nullopt)
            refers.push_back({parts[0], static_cast<std::uint32_t>(*theirs)});
    }
    return refers;
}

void keep_refers(Leg& leg, const std::vector<PassedRefer>& refers) {
    std::string text;
    for (const auto& refer : refers)
        text += fmt::format("{}{}:{}", text.empty() ? "" : ",", refer.ours, refer.theirs);
    leg.variables.set(std::string(kPassedRefers), std::move(text));
}

/// A final NOTIFY ends the subscription (RFC 3515 2.4.7).
bool is_final(const sip::Request& notify) {
    return base::trim(notify.header("Subscription-State")).starts_with("terminated");
}

void tell_of_refer(Services& services, const Leg& leg, const sip::Request& request) {
    if (!services.bus.wants("CUSTOM", "sofia::notify_refer"))
        return;
    const auto event_header = request.header("Event");
    const auto package = package_of(event_header);
    const auto id = event_header.find("id=");
    const auto state = base::split(request.header("Subscription-State"), ';');
    const auto param = [&](std::string_view name) {
        for (const auto& part : state)
            if (part.starts_with(name))
                return part.substr(name.size());
        return std::string();
    };
    model::Event event;
    event.name = "CUSTOM";
    event.subclass = "sofia::notify_refer";
    event.add("content-type", request.body.content_type)
        .add("event-package", std::string(package))
        .add(
            "event-id",
            id == std::string_view::npos ? std::string() : std::string(event_header.substr(id + 3)))
        .add("contact",
             request.contacts.empty() ? std::string() : request.contacts.front().address.str())
        .add("from", request.from.uri)
        .add("from-tag", std::string(request.from.tag()))
        .add("to", request.to.uri)
        .add("to-tag", std::string(request.to.tag()))
        .add("call-id", request.call_id)
        .add("subscription-substate", state.empty() ? std::string() : state.front())
        .add("subscription-reason", param("reason="))
        .add("subscription-retry-after", param("retry-after="))
        .add("subscription-expires", param("expires="))
        .add("UniqueID", leg.uuid().str());
    event.body = request.body.data;
    services.bus.publish(std::move(event));
}

}  // namespace

void Call::on_notify(Leg& leg, std::unique_ptr<sip::ServerTransaction> notify) {
    const auto& request = notify->request();
    const auto event_header = request.header("Event");
    const auto package = package_of(event_header);
    const bool is_of_refer = base::iequals(package, "refer");
    const auto* const profile = services_.profiles.find(leg.profile());
    const bool is_listed =
        profile != nullptr && is_passed(package, profile->settings->calls.pass_notify_events);
    if (!is_of_refer && !is_listed) {
        notify->respond(answer_to(leg, 489).add("Allow-Events", "refer"));
        return;
    }
    if (is_of_refer)
        tell_of_refer(services_, leg, request);
    const auto theirs =
        is_of_refer ? passed_refer(leg, id_of(event_header)) : std::optional<std::uint32_t>();
    if (!is_up() || (!theirs && !is_listed)) {
        notify->respond(answer_to(leg, is_of_refer ? 200 : 480));
        return;
    }
    std::vector<sip::Header> headers;
    headers.push_back({"Contact", other(leg).dialog->state().local_contact});
    headers.push_back(
        {"Event", theirs ? fmt::format("refer;id={}", *theirs) : std::string(event_header)});
    if (const auto state = request.header("Subscription-State"); !state.empty())
        headers.push_back({"Subscription-State", std::string(state)});
    if (theirs && is_final(request)) {
        auto refers = refers_of(leg);
        std::erase_if(refers, [&](const auto& refer) { return refer.theirs == *theirs; });
        keep_refers(leg, refers);
    }
    pass(leg, std::move(notify), std::move(headers));
}

void Call::pass_refer(Leg& leg, std::unique_ptr<sip::ServerTransaction> refer) {
    std::vector<sip::Header> headers;
    headers.push_back({"Contact", other(leg).dialog->state().local_contact});
    for (const auto* name : {"Refer-To", "Referred-By", "Refer-Sub", "Target-Dialog"})
        if (const auto value = refer->request().header(name); !value.empty())
            headers.push_back({name, std::string(value)});
    pass(leg, std::move(refer), std::move(headers));
}

void Call::on_refer_passed(Leg& to,
                           const std::shared_ptr<Exchange>& exchange,
                           std::uint32_t cseq,
                           sip::Reply answer) {
    auto refers = refers_of(to);
    if (refers.size() >= kMostRefers)
        refers.erase(refers.begin());
    refers.push_back({std::to_string(cseq), exchange->from->request().cseq});
    keep_refers(to, refers);
    answer.add("Contact", other(to).dialog->state().local_contact);
    // A call that is given up takes its transactions along: the write must not hold one.
    save([weak = std::weak_ptr(exchange), answer = std::move(answer)](
             Call& call, const base::Result<void>& saved) {
        const auto exchange = weak.lock();
        // Another node owns the call: it is the one to answer. Otherwise the other peer has
        // accepted, whether or not that could be written.
        if (!exchange || exchange->from->answered() ||
            (!saved && saved.error().kind == base::ErrorKind::Stale))
            return;
        exchange->from->respond(answer);
        std::erase(call.exchanges_, exchange);
        call.services_.loop.post([departing = exchange] {});
    });
}

std::optional<std::uint32_t> Call::passed_refer(const Leg& leg, std::string_view id) const {
    const auto refers = refers_of(leg);
    const auto named = std::find_if(
        refers.begin(), refers.end(), [&](const auto& refer) { return refer.ours == id; });
    if (named != refers.end())
        return named->theirs;
    // A NOTIFY may come before the answer to its REFER, or before that has been made durable.
    for (auto one = exchanges_.rbegin(); one != exchanges_.rend(); ++one)
        if ((*one)->from && (*one)->leg == leg.uuid() &&
            (*one)->request.method == sip::Method::Refer)
            return (*one)->from->request().cseq;
    if (id.empty() && !refers.empty())
        return refers.back().theirs;
    return std::nullopt;
}

}  // namespace sofia::call
