#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "model/dialog_state.hpp"
#include "model/profile.hpp"
#include "sip/message.hpp"

namespace sofia::sip {

/// A request that waits for our answer. Destroying it without a final answer sends 500 (RFC
/// 3261 8.2: every request but ACK is answered). Thread: SIP.
class ServerTransaction {
  public:
    virtual ~ServerTransaction() = default;

    /// The request as it came. Valid as long as this object.
    virtual const Request& request() const = 0;
    /// The To tag of all our answers; chosen at the first call unless the request had one.
    virtual const std::string& local_tag() = 0;
    /// Says what the To tag ends with that we have yet to choose. Without effect once there is one.
    virtual void mark_tag(std::string mark) = 0;
    /// Sends a provisional or the final answer. A 2xx to INVITE is repeated until its ACK comes, at
    /// T1 doubling to T2 (RFC 3261 13.3.1.4); when none has come after 64*T1, on_no_ack is called.
    virtual void respond(const Reply& reply) = 0;
    /// Whether a final answer has been given.
    virtual bool answered() const = 0;
    /// Called when CANCEL arrives before the final answer (RFC 3261 9.2); the stack has answered
    /// 200 to the CANCEL, and the callee of this function answers the INVITE with 487.
    virtual void on_cancel(std::function<void(const Request& cancel)> callback) = 0;
    /// Called once with the ACK of our 2xx, or with nullptr when none came in time.
    virtual void on_ack(std::function<void(const Request* ack)> callback) = 0;
    /// Tells a transaction whose 2xx is being repeated that its ACK has come. Called by the dialog.
    virtual void acknowledge(const Request& ack) = 0;
};

/// A request that we sent and whose final response has not come. Destroying it forgets the
/// transaction: late responses are absorbed, and a late 2xx to INVITE is acknowledged and ended
/// with BYE. Thread: SIP.
class ClientTransaction {
  public:
    virtual ~ClientTransaction() = default;
    /// Sends CANCEL for an INVITE, once a provisional response allows it (RFC 3261 9.1), with a
    /// Reason value when not empty (RFC 3326). The final response (487, or a 2xx that crossed)
    /// still comes.
    virtual void cancel(std::string_view reason) = 0;
};

/// Called for each response but 100, the final one last; a timeout comes as 408, a transport
/// failure as 503 (RFC 3261 8.1.3.1). The transaction may be destroyed inside.
using OnResponse = std::function<void(const Response&)>;

/// One dialog (RFC 3261 section 12), early or confirmed. Destroying it removes it from the
/// endpoint; requests for it then count as unknown. Thread: SIP.
class Dialog {
  public:
    virtual ~Dialog() = default;

    /// The dialog as a value, from which rehydrate() can go on in another process.
    virtual model::DialogState state() const = 0;
    /// Sets what is called for in-dialog requests but CANCEL, and an ACK only where it answers an
    /// offer that a former process sent. An old CSeq has got 500 (RFC 3261 12.2.2).
    virtual void on_request(std::function<void(std::unique_ptr<ServerTransaction>)> callback) = 0;
    /// Sets what is called for each repetition of a 2xx to an INVITE of a former process, whose ACK
    /// this process has not sent: the owner of a rehydrated dialog sends it with ack(). Without one
    /// such a 2xx is ignored, and the peer repeats it.
    virtual void on_answer(std::function<void(const Response&)> callback) = 0;
    /// Sends a request within the dialog with the next CSeq. INVITE for a new dialog goes to
    /// `remote_target`.
    virtual std::unique_ptr<ClientTransaction> send(const Outgoing& request,
                                                    OnResponse callback) = 0;
    /// Sends a request within the early dialog of a provisional response to our INVITE (RFC
    /// 3261 12.1.2: its tag, route and target), with the next CSeq. The dialog stays undecided.
    virtual std::unique_ptr<ClientTransaction> send_early(const Response& provisional,
                                                          const Outgoing& request,
                                                          OnResponse callback) = 0;
    /// Takes tag, route set and target from the answer that establishes the dialog (RFC
    /// 3261 12.1.2), or the new target from a 2xx to a target refresh (12.2.1.2).
    virtual void establish(const Response& answer) = 0;
    /// Takes the new target from a re-INVITE or UPDATE that we accept (RFC 3261 12.2.2).
    virtual void refresh_target(const Request& request) = 0;
    /// Sends the ACK of a 2xx (RFC 3261 13.2.2.4), with a body when the 2xx carried the offer. The
    /// same ACK is sent again by itself for each repetition of the 2xx. It carries the credentials
    /// of the last INVITE (22.1).
    virtual void ack(std::uint32_t invite_cseq, const Body& body) = 0;
    /// Repeats no request and answers none any more without destroying the object: used when
    /// fenced.
    virtual const std::string& call_id() const = 0;
    virtual const std::string& local_tag() const = 0;
};

/// What an endpoint tells its owner. Thread: SIP.
class EndpointListener {
  public:
    virtual ~EndpointListener() = default;
    /// A request that belongs to no dialog known here. With a To tag it is in-dialog for somebody:
    /// look in the database, then Endpoint::deliver() or 481. ACK comes here only when it is stray,
    /// and needs no answer.
    virtual void on_request(std::unique_ptr<ServerTransaction> transaction) = 0;
    /// A 2xx to an INVITE of a dialog that is neither here nor was begun by this process. Look in
    /// the database, then Endpoint::deliver() or Endpoint::refuse(); the peer repeats it meanwhile.
    virtual void on_answer(const Response& answer) = 0;
    /// The connection on which a dialog's peer was reached is gone: where is the peer now? As
    /// `sip:ip:port;transport=tls`; empty when it is not known.
    virtual std::string connection_of(const model::DialogState&) { return {}; }
};

/// How a new dialog of ours begins (RFC 3261 8.1.1).
struct NewDialog {
    /// From and To as name-addr values without tags.
    NameAddr from;
    NameAddr to;
    /// Request-URI of the first request.
    std::string target;
    /// Route set to begin with (RFC 3261 8.1.2): Path of a registration, outbound proxy.
    std::vector<std::string> route;
    /// Where requests go at the transport level when it is neither route nor target: the source
    /// address of a phone behind NAT or on a stream, as `sip:ip:port;transport=tcp`. Leaves no
    /// trace in the message. Empty: usual rules.
    std::string next_hop;
    /// Empty for a fresh one.
    std::string call_id;
    /// User part of our Contact; empty: the profile's.
    std::string contact_user;
    /// Our whole Contact, a name-addr; empty: that of the profile, with this user.
    std::string local_contact;
    /// What our From tag ends with, after its random part.
    std::string tag_mark;
    /// Outside of dialogs: the From tag and the CSeq of the request; empty and 0 for fresh ones.
    std::string from_tag;
    std::uint32_t cseq = 0;
};

/// One profile's sockets: an NTA agent behind our own types. Thread: SIP.
class Endpoint {
  public:
    virtual ~Endpoint() = default;

    /// The URL that others reach us by, and the one that is bound (`sip:mod_sofia@10.0.0.1:5060`).
    virtual const std::string& url() const = 0;
    virtual const std::string& bind_url() const = 0;
    /// The same of its TLS transport; empty when there is none.
    virtual const std::string& tls_url() const = 0;
    virtual const std::string& tls_bind_url() const = 0;
    /// Our Contact value for a peer on this transport.
    virtual std::string contact(std::string_view user, std::string_view transport) const = 0;

    /// Makes the dialog that a request creates (RFC 3261 12.1.1), from our To tag. Its next_hop is
    /// the request's source when the peer is behind NAT (topmost Via differs from the source) or on
    /// a stream whose Contact is another address.
    virtual std::unique_ptr<Dialog> accept(ServerTransaction& invite) = 0;
    /// Makes a dialog for an INVITE of ours.
    virtual std::unique_ptr<Dialog> start(const NewDialog& values) = 0;
    /// Makes a dialog from stored values; its next CSeq is local_cseq + 1.
    virtual std::unique_ptr<Dialog> rehydrate(const model::DialogState& state) = 0;
    /// Hands a held request to the dialog that has meanwhile been made for it.
    /// \return false when there is none; the caller then answers 481.
    virtual bool deliver(std::unique_ptr<ServerTransaction>& request) = 0;
    /// Hands the 2xx of a former process's INVITE to the dialog that has meanwhile been made for
    /// it. \return false when there is none.
    virtual bool deliver(const Response& answer) = 0;
    /// Ends the dialog of a 2xx that nobody wants: ACK, then BYE with this Reason value when it is
    /// not empty (RFC 3261 13.2.2.4, 15; RFC 3326). The dialog is built from the 2xx alone.
    virtual void refuse(const Response& answer, const std::string& reason) = 0;
    /// Whether a dialog with these ids lives here.
    virtual bool has_dialog(std::string_view call_id, std::string_view local_tag) const = 0;

    /// Sends a request outside of any dialog (OPTIONS, REGISTER, NOTIFY).
    virtual std::unique_ptr<ClientTransaction> send(const NewDialog& to,
                                                    const Outgoing& request,
                                                    OnResponse callback) = 0;

    /// Whether a request can go to `uri` (`sip:ip:port;transport=tcp`) without opening a
    /// connection: on a stream while the peer's connection lives, else always.
    virtual bool has_connection(const std::string&) const { return true; }

    /// Reads the certificate and key of the TLS transport again, for connections that come from now
    /// on; open ones go on. Errors: Invalid, with the file and what is wrong with it, and then the
    /// old ones stay.
    virtual base::Result<void> reload_certificates() = 0;
    /// What messages of ours have as User-Agent from now on, in place of what the profile said when
    /// it was opened, unless they bring one; empty: none.
    virtual void set_user_agent(std::string) {}
    /// Starts or stops writing each SIP message to the log.
    virtual void trace(bool on) = 0;
    /// Starts or stops sending a copy of each SIP message to the capture server.
    virtual void capture(bool on) = 0;
    /// Closes the sockets and answers nothing more; dialogs stay as values.
    virtual void shut() = 0;
};

/// Opens a profile's sockets. Errors: Unavailable (address not here, port taken) with the address
/// named. `listener` must outlive the endpoint.
using EndpointFactory = std::function<base::Result<std::unique_ptr<Endpoint>>(
    const model::Profile& profile, EndpointListener& listener)>;

}  // namespace sofia::sip
