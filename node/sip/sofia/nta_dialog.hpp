#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "model/dialog_state.hpp"
#include "sip/endpoint.hpp"
#include "sip/sofia/room.hpp"

namespace sofia::sip::nta {

/// A dialog as a value that sends and receives (ADR 0001: NTA's legs are not used). Thread: SIP.
class NtaDialog final : public Dialog {
  public:
    /// How the dialog came to be.
    enum class Role {
        Caller,      ///< our INVITE is on its way: the first answer names the peer
        Callee,      ///< a peer's INVITE made it
        Rehydrated,  ///< another process had it
    };

    NtaDialog(std::shared_ptr<Room> room, model::DialogState state, Role role);
    ~NtaDialog() override;
    NtaDialog(const NtaDialog&) = delete;
    NtaDialog& operator=(const NtaDialog&) = delete;

    model::DialogState state() const override { return state_; }
    void on_request(std::function<void(std::unique_ptr<ServerTransaction>)> callback) override;
    std::unique_ptr<ClientTransaction> send(const Outgoing& request, OnResponse callback) override;
    std::unique_ptr<ClientTransaction> send_early(const Response& provisional,
                                                  const Outgoing& request,
                                                  OnResponse callback) override;
    void on_answer(std::function<void(const Response&)> callback) override;
    void establish(const Response& answer) override;
    void refresh_target(const Request& request) override;
    void ack(std::uint32_t invite_cseq, const Body& body) override;
    const std::string& call_id() const override { return state_.call_id; }
    const std::string& local_tag() const override { return state_.local_tag; }

    /// Whether a message with this tag of the sender can be from the peer.
    bool may_be_peer(std::string_view remote_tag) const noexcept;
    /// Takes a request of the peer: checks CSeq order (RFC 3261 12.2.2) and that no second INVITE
    /// comes while one is unanswered (14.2), then passes it on.
    void receive(std::unique_ptr<ServerTransaction> request);
    /// Takes an ACK that no 2xx of this process waits for: one that answers an offer (RFC 3261
    /// 13.2.1) goes to the owner of a rehydrated dialog, any other has nothing to say.
    void receive_stray_ack(Request ack);
    /// Remembers the INVITE that made the dialog as unanswered.
    void watch(std::weak_ptr<void> unanswered_invite) { unanswered_invite_ = unanswered_invite; }
    /// Takes a 2xx that no transaction waits for: sends the ACK again for a repeated one, ends the
    /// answer of another fork.
    void receive_stray(const Response& answer);

  private:
    /// A peer whose connection is gone, as after a takeover, may have come back on another one (RFC
    /// 5626 has flows for that, which phones rarely speak).
    void follow_peer();

    /// The ACK of the last 2xx, made again from these for each repetition.
    struct SentAck {
        std::uint32_t cseq = 0;
        std::string branch;
        std::vector<Header> credentials;
        Body body;
    };

    /// Takes peer, route and target from an answer that makes a dialog.
    void take_way(model::DialogState& state, const Response& answer) const;

    const std::shared_ptr<Room> room_;
    model::DialogState state_;
    /// Whether the peer is decided: from the first 2xx on.
    bool is_confirmed_;
    /// Whether the first request went along given routes, which then are the way to the peer.
    bool had_given_route_;
    SentAck sent_ack_;
    /// What the last INVITE of ours carried, for its ACK.
    std::vector<Header> credentials_;
    /// The last CSeq that a former process may have used; 0 for a dialog of our own.
    std::uint32_t inherited_cseq_ = 0;
    std::weak_ptr<void> unanswered_invite_;
    // Shared with the running call of it, which may destroy this object.
    std::shared_ptr<std::function<void(std::unique_ptr<ServerTransaction>)>> on_request_;
    std::shared_ptr<std::function<void(const Response&)>> on_answer_;
};

}  // namespace sofia::sip::nta
