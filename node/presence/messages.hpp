#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "model/event.hpp"
#include "presence/package.hpp"
#include "presence/rooms.hpp"
#include "sip/endpoint.hpp"

namespace sofia::presence {

/// Passes MESSAGE between registered users (RFC 3428), and sends what clients of the event socket
/// ask for. Thread: SIP.
class Messages {
  public:
    /// Whether a phone is to get something.
    using Wants = std::function<bool(const model::Registration&)>;

    /// `rooms` outlive it.
    explicit Messages(const Rooms& rooms) : rooms_(rooms) {}
    ~Messages();
    Messages(const Messages&) = delete;
    Messages& operator=(const Messages&) = delete;

    /// A MESSAGE outside of any dialog: it goes to every binding of the called user at once, and
    /// the sender gets the first success or, when all have failed, the best failure. 480 when the
    /// user is not registered, 404 when there is none.
    void on_message(const model::Profile& profile, std::unique_ptr<sip::ServerTransaction> message);
    /// With forward-unsolicited-mwi-notify, a NOTIFY of `message-summary` outside of any dialog:
    /// its document goes to the phones of the user whom its Message-Account names, or else its
    /// Request-URI. Its sender is let in by address as for calls, or by digest as for MESSAGE.
    void on_notify(const model::Profile& profile, std::unique_ptr<sip::ServerTransaction> notify);
    /// An event of a client of the event socket: SEND_MESSAGE, NOTIFY, or CUSTOM SMS::SEND_MESSAGE.
    /// \return whether it was one of these.
    bool on_event(const model::Event& event);
    /// Sends a document of an event package to the phones of a user that nobody asked for it:
    /// those that `wants` says so of (RFC 3842 says nothing of it, and phones expect it).
    void notify_unasked(const Resource& user,
                        Package package,
                        const std::string& document,
                        const Wants& wants);
    /// Forgets what is under way.
    void forget();

  private:
    struct Delivery;
    using Shared = std::shared_ptr<Delivery>;

    void send_to(const Shared& delivery,
                 const model::Registration& binding,
                 const sip::Outgoing& request,
                 const sip::NameAddr* from);
    void on_response(const Shared& delivery, const sip::Response& response);
    void finish(const Shared& delivery, sip::Reply reply);
    void deliver(const Resource& user,
                 const sip::Outgoing& request,
                 const sip::NameAddr* from,
                 const Wants& wants = {},
                 bool is_mwi = false);
    /// The user of ours whom a document of messages is about.
    std::optional<Resource> mailbox_of(const model::Profile& profile,
                                       const sip::Request& notify) const;
    void tell(const model::Profile& profile, const sip::Request& request, const Resource& to) const;

    const Rooms& rooms_;
    std::set<Shared> under_way_;
};

}  // namespace sofia::presence
