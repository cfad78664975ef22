#include "sip/sofia/reply_writer.hpp"

#include "sip/sofia/message_writer.hpp"

namespace sofia::sip::nta {

namespace {

/// The phrase in memory of the message, which the stack only points at; null for the standard one.
const char* phrase_in(msg_t* message, const Reply& reply) {
    if (reply.phrase.empty() || reply.phrase.find_first_of("\r\n") != std::string::npos)
        return nullptr;
    return su_strdup(msg_home(message), reply.phrase.c_str());
}

MessageRef begin_reply(nta_agent_t* agent, const Reply& reply, const std::string& user_agent) {
    MessageRef message(nta_msg_create(agent, 0));
    if (message) {
        add_headers(message.get(), reply.headers, user_agent);
        add_body(message.get(), reply.body);
    }
    return message;
}

}  // namespace

bool send_reply(nta_agent_t* agent,
                nta_incoming_t* transaction,
                const Reply& reply,
                const std::string& to_tag,
                const std::string& user_agent) {
    auto message = begin_reply(agent, reply, user_agent);
    if (!message)
        return false;
    if (reply.status > 100)
        nta_incoming_tag(transaction, to_tag.c_str());
    const auto* const phrase = phrase_in(message.get(), reply);
    if (nta_incoming_complete_response(
            transaction, message.get(), reply.status, phrase, TAG_END()) < 0)
        return false;
    return nta_incoming_mreply(transaction, message.release()) == 0;
}

bool send_stateless_reply(nta_agent_t* agent,
                          MessageRef request,
                          const Reply& reply,
                          const std::string& to_tag,
                          const std::string& user_agent) {
    auto message = begin_reply(agent, reply, user_agent);
    if (!message)
        return false;
    if (reply.status > 100)
        set_to_tag(message.get(), *request.sip(), to_tag);
    const auto* const phrase = phrase_in(message.get(), reply);
    auto* const sip = message.sip();
    return nta_msg_mreply(
               agent, message.release(), sip, reply.status, phrase, request.release(), TAG_END()) ==
           0;
}

}  // namespace sofia::sip::nta
