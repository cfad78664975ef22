#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "commands/context.hpp"
#include "sip/endpoint.hpp"

namespace sofia::commands {

/// One NOTIFY to a phone, ready to be sent outside of a dialog.
struct PhoneNotify {
    sip::NewDialog to;
    sip::Outgoing request;
};

/// The NOTIFY that makes a phone of this make restart (behaviour-spec 1.6), without Contact. The
/// make is told by a part of the User-Agent value, in any case of letters; an unknown one gets
/// plain check-sync.
sip::Outgoing reboot_request(std::string_view user_agent);

/// That NOTIFY for each live binding of a running profile that `which` names: empty for all, a
/// Call-ID, user@host, @host or a bare host.
std::vector<PhoneNotify> reboot_notifies(Context& context,
                                         const std::string& profile,
                                         std::string_view which);

}  // namespace sofia::commands
