#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "model/dialog_state.hpp"
#include "sip/endpoint.hpp"
#include "sip/sofia/handshake_watch.hpp"
#include "sip/sofia/response_sink.hpp"
#include "sip/sofia/room.hpp"

namespace sofia::sip::nta {

/// A request of ours and its client transaction of the stack. Thread: SIP.
class NtaClientTransaction final : public ClientTransaction, private ResponseSink {
  public:
    /// Sends the request of `dialog` with this CSeq. One that cannot be sent gets its 503 from the
    /// loop, never from within this function.
    NtaClientTransaction(std::shared_ptr<Room> room,
                         const model::DialogState& dialog,
                         std::uint32_t cseq,
                         const Outgoing& request,
                         OnResponse callback);
    ~NtaClientTransaction() override;
    NtaClientTransaction(const NtaClientTransaction&) = delete;
    NtaClientTransaction& operator=(const NtaClientTransaction&) = delete;

    void cancel(std::string_view reason) override;

  private:
    void on_response_message(nta_outgoing_t* transaction, const sip_t* sip) override;
    void on_lost_handshake(const std::string& call_id, std::uint32_t cseq);
    void send(const model::DialogState& dialog, std::uint32_t cseq, const Outgoing& request);
    void report(const Response& response);

    const std::shared_ptr<Room> room_;
    nta_outgoing_t* transaction_ = nullptr;
    const bool is_invite_;
    /// Next hop of the request, empty for the one of its route; a CANCEL goes the same way.
    std::string destination_;
    bool cancelled_ = false;
    /// Reason of a CANCEL that waits for a provisional response.
    std::optional<std::string> cancel_reason_;
    // Shared with the running call of it, which may destroy this object.
    std::shared_ptr<OnResponse> callback_;
    std::unique_ptr<Timer> failure_;
    /// Until the first response.
    std::unique_ptr<HandshakeWatch> handshake_;
};

}  // namespace sofia::sip::nta
