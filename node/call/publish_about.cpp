// What listeners hear of a leg, and when.

#include <utility>

#include "call/channel_words.hpp"
#include "call/events.hpp"
#include "call/services.hpp"

namespace sofia::call {
namespace {

class Publisher {
  public:
    Publisher(Services& services,
              const Company& company,
              const Leg& leg,
              const model::HangupCause& cause)
        : services_(services), company_(company), leg_(leg), cause_(cause) {}

    void publish(std::string_view event, const std::vector<sip::Header>& more) const {
        const auto& bus = services_.bus;
        if (is_custom(event) ? !bus.wants("CUSTOM", event) : !bus.wants(event))
            return;
        auto made = channel_event(event, company_, leg_, cause_, services_.clock.wall());
        for (const auto& [name, value] : more)
            made.add(name, value);
        services_.bus.publish(std::move(made));
    }

    /// Tells in which other state the leg is, if it is in one.
    void publish_change(const ChannelWords& now) const {
        auto& told = leg_.told;
        if (told.state != now.state) {
            told.state = now.state;
            publish("CHANNEL_STATE", {});
        }
        if (told.call_state != now.call_state) {
            const std::string before(std::exchange(told.call_state, now.call_state));
            publish("CHANNEL_CALLSTATE", {{"Original-Channel-Call-State", before}});
        }
    }

  private:
    Services& services_;
    const Company& company_;
    const Leg& leg_;
    const model::HangupCause& cause_;
};

}  // namespace

void publish_about(Services& services,
                   std::string_view event,
                   const Company& company,
                   const Leg& leg,
                   const model::HangupCause& cause,
                   const std::vector<sip::Header>& more) {
    const Publisher publisher(services, company, leg, cause);
    const bool is_first = event == "CHANNEL_CREATE";
    if (!is_first)
        publisher.publish_change(words_in(event, leg, company.is_bridged));
    publisher.publish(event, more);
    if (is_first)
        publisher.publish_change(words_of(leg, company.is_bridged));
}

void publish_begin(Services& services, const Company& company, const Leg& leg) {
    publish_about(services, "CHANNEL_CREATE", company, leg, {});
    if (!leg.outbound)
        return;
    publish_about(services, "CHANNEL_OUTGOING", company, leg, {});
    publish_about(services, "CHANNEL_ORIGINATE", company, leg, {});
}

void publish_progress(Services& services, const Company& company, Leg& leg, bool has_media) {
    auto& first = has_media ? leg.early_media : leg.rang;
    if (first != base::WallTime{})
        return;
    first = services.clock.wall();
    const auto* event = has_media ? "CHANNEL_PROGRESS_MEDIA" : "CHANNEL_PROGRESS";
    publish_about(services, event, company, leg, {});
}

void publish_end(Services& services,
                 const Company& company,
                 const Leg& leg,
                 const model::HangupCause& cause) {
    if (std::exchange(leg.told.end, true))
        return;
    for (const auto* event : {"CHANNEL_HANGUP", "CHANNEL_HANGUP_COMPLETE", "CHANNEL_DESTROY"})
        publish_about(services, event, company, leg, cause);
}

}  // namespace sofia::call
