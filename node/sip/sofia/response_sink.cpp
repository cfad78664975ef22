#include "sip/sofia/response_sink.hpp"

#include "sip/sofia/guard.hpp"

namespace sofia::sip::nta {

int ResponseSink::receive(ResponseSink* sink,
                          nta_outgoing_t* transaction,
                          const sip_t* sip) noexcept {
    guarded("response", [&] { sink->on_response_message(transaction, sip); });
    return 0;
}

}  // namespace sofia::sip::nta
