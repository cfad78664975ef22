#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "sip/endpoint.hpp"
#include "sip/sofia/room.hpp"

namespace sofia::sip::nta {

/// One profile's sockets on an NTA agent: sorts what arrives to dialogs, pending answers and the
/// owner. Thread: SIP.
class NtaEndpoint final : public Endpoint, private MessageSink {
  public:
    NtaEndpoint(SuLoop& loop, const model::Profile& profile, EndpointListener& listener);
    ~NtaEndpoint() override;
    NtaEndpoint(const NtaEndpoint&) = delete;
    NtaEndpoint& operator=(const NtaEndpoint&) = delete;

    /// Binds the sockets. Errors: as open_endpoint().
    base::Result<void> open(const model::Profile& profile);

    const std::string& url() const override { return url_; }
    const std::string& bind_url() const override { return bind_url_; }
    const std::string& tls_url() const override { return tls_url_; }
    const std::string& tls_bind_url() const override { return tls_bind_url_; }
    std::string contact(std::string_view user, std::string_view transport) const override;
    std::unique_ptr<Dialog> accept(ServerTransaction& invite) override;
    std::unique_ptr<Dialog> start(const NewDialog& values) override;
    std::unique_ptr<Dialog> rehydrate(const model::DialogState& state) override;
    bool deliver(std::unique_ptr<ServerTransaction>& request) override;
    bool deliver(const Response& answer) override;
    void refuse(const Response& answer, const std::string& reason) override;
    bool has_dialog(std::string_view call_id, std::string_view local_tag) const override;
    std::unique_ptr<ClientTransaction> send(const NewDialog& to,
                                            const Outgoing& request,
                                            OnResponse callback) override;
    bool has_connection(const std::string& uri) const override;
    base::Result<void> reload_certificates() override;
    void set_user_agent(std::string value) override { room_->user_agent = std::move(value); }
    void trace(bool on) override;
    void capture(bool on) override;
    void shut() override;

  private:
    void on_message(MessageRef message) override;
    void on_request_message(MessageRef message);
    void on_response_message(MessageRef message);
    void on_ack(Request ack);
    void on_stateless(MessageRef message, Request request);
    void on_stateful(MessageRef message, Request request);
    NtaDialog* dialog_of_request(const Request& request) const;
    model::DialogState new_dialog(const NewDialog& values) const;

    const std::shared_ptr<Room> room_;
    EndpointListener& listener_;
    std::string url_;
    std::string bind_url_;
    std::string tls_url_;
    std::string tls_bind_url_;
    /// CSeq of requests outside of dialogs: begins at the clock, so that it rises over restarts
    /// too (RFC 3261 10.2 wants it for REGISTER).
    std::uint32_t next_cseq_;
};

}  // namespace sofia::sip::nta
