#pragma once

#include <sofia-sip/su_wait.h>

namespace sofia::sip::nta {
class MessageSink;
class CancelSink;
class ResponseSink;
}  // namespace sofia::sip::nta

// The context pointers of NTA's callbacks get our types, so that no cast stands between them.
#define NTA_AGENT_MAGIC_T class sofia::sip::nta::MessageSink
#define NTA_INCOMING_MAGIC_T class sofia::sip::nta::CancelSink
#define NTA_OUTGOING_MAGIC_T class sofia::sip::nta::ResponseSink

#include <sofia-sip/msg_addr.h>
#include <sofia-sip/msg_header.h>
#include <sofia-sip/nta.h>
#include <sofia-sip/nta_stateless.h>
#include <sofia-sip/nta_tag.h>
#include <sofia-sip/nta_tport.h>
#include <sofia-sip/sip.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_protos.h>
#include <sofia-sip/sip_status.h>
#include <sofia-sip/sip_tag.h>
#include <sofia-sip/sip_util.h>
#include <sofia-sip/tport.h>
#include <sofia-sip/tport_tag.h>
#include <sofia-sip/url.h>
