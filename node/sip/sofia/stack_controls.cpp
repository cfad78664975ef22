#include "sip/sofia/factory.hpp"
#include "sip/sofia/message_tap.hpp"
#include "sip/sofia/stack_log.hpp"

namespace sofia::sip {

base::Result<int> stack_log_level(const std::string& component, std::optional<int> level) {
    return nta::component_level(component, level);
}

void set_trace_level(std::optional<TraceLevel> level) {
    nta::set_trace_level(level);
}

void set_capture_server(const std::optional<CaptureServer>& server) {
    nta::send_copies_to(server);
}

}  // namespace sofia::sip
