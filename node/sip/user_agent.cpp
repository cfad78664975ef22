#include "sip/user_agent.hpp"

#include <string_view>

namespace sofia::sip {
namespace {

constexpr std::string_view kProduct = "SofiaNode/0.1.0";

}  // namespace

std::string user_agent(const model::ProfileCalls& settings) {
    if (settings.user_agent_string == "_undef_")
        return {};
    return settings.user_agent_string.empty() ? std::string(kProduct) : settings.user_agent_string;
}

}  // namespace sofia::sip
