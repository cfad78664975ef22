#include "sip/sofia/ack.hpp"

#include "base/log.hpp"
#include "base/uuid.hpp"
#include "sip/sofia/request_writer.hpp"

namespace sofia::sip::nta {

namespace {

constexpr int kBranchBytes = 10;

}  // namespace

std::string new_branch() {
    return "z9hG4bK" + base::make_token(kBranchBytes);
}

bool is_credentials(const Header& header) noexcept {
    return header.name == "Proxy-Authorization" || header.name == "Authorization";
}

void send_ack(nta_agent_t* agent,
              const model::DialogState& dialog,
              std::uint32_t invite_cseq,
              const std::string& branch,
              const std::vector<Header>& credentials,
              const Body& body,
              const std::string& user_agent) {
    auto message = write_request(
        agent, dialog, invite_cseq, Outgoing{Method::Ack, credentials, body}, user_agent);
    if (!message)
        return;
    const auto destination = send_to(agent, dialog);
    auto* const sent =
        nta_outgoing_mcreate(agent,
                             nullptr,
                             nullptr,
                             destination.empty() ? nullptr : URL_STRING_MAKE(destination.c_str()),
                             message.get(),
                             NTATAG_STATELESS(1),
                             NTATAG_BRANCH_KEY(branch.c_str()),
                             TAG_END());
    if (sent == nullptr) {
        LOG_WARN(Area::Sip, "call-id={} ACK cseq={} not sent", dialog.call_id, invite_cseq);
        return;
    }
    message.release();
    nta_outgoing_destroy(sent);
}

}  // namespace sofia::sip::nta
