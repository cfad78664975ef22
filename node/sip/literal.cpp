#include "sip/literal.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

namespace sofia::sip {

bool is_literal(const std::string& host) noexcept {
    in6_addr address{};
    return inet_pton(AF_INET, host.c_str(), &address) == 1 ||
           inet_pton(AF_INET6, host.c_str(), &address) == 1;
}

}  // namespace sofia::sip
