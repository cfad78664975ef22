#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "bus/bus.hpp"
#include "gateway/settings.hpp"
#include "sip/digest_client.hpp"
#include "sip/message.hpp"

namespace sofia::gateway {

/// What gateways need of the node besides SIP. It outlives them and the calls that use them.
struct Surroundings {
    bus::Bus& bus;
    /// Whether an access list, or a network in CIDR form, allows an address.
    std::function<bool(const std::string& list, const std::string& ip)> admits;
    /// Name of the cluster whose gateways they are.
    std::function<std::string()> cluster{};
};

/// Calls through a gateway since it was made.
struct TrunkCounters {
    std::uint32_t calls_in = 0;
    std::uint32_t calls_out = 0;
    std::uint32_t failed_calls_in = 0;
    std::uint32_t failed_calls_out = 0;
};

/// How a request of ours reached the one who challenges it.
enum class Way {
    ToGateway,  ///< to the gateway's own URI: whoever answers there is the gateway
    InDialog    ///< to where a peer said: only addresses that are known as the gateway's count
};

/// What calls share with their gateway: its settings, and the answer to its challenges. A call that
/// is up keeps it when the gateway is replaced or removed. Thread: SIP.
class Trunk {
  public:
    /// `surroundings` outlive the trunk.
    Trunk(Settings settings, const Surroundings& surroundings)
        : settings_(std::move(settings)), surroundings_(surroundings) {}

    const Settings& settings() const noexcept { return settings_; }
    /// Takes over settings with the same registration.
    void use(Settings settings) { settings_ = std::move(settings); }

    /// An answer to a request to the gateway itself came from here: it is an address of the
    /// gateway.
    void trust(const sip::Address& address);
    /// Whether credentials may go to who is at this address: one of the gateway's, or allowed by
    /// gw-auth-acl.
    bool trusts(const std::string& ip) const;

    /// Takes the challenge of a 401 or 407, so that credentials() answers it. A stranger's is never
    /// taken, the gateway's once (see DigestClient); otherwise the log and
    /// sofia::gateway_invalid_digest_req tell. Errors: Unsupported for a stranger; those of
    /// DigestClient.
    base::Result<void> take(sip::DigestClient& client,
                            const sip::Response& refusal,
                            Way way,
                            std::string_view method);
    /// The header lines of a request: none before the first challenge.
    std::vector<sip::Header> credentials(sip::DigestClient& client,
                                         std::string_view method,
                                         std::string_view uri) const;

    TrunkCounters counters;

  private:
    void tell_of(const sip::Response& refusal, const std::string& realm) const;

    Settings settings_;
    const Surroundings& surroundings_;
    /// Addresses that have answered for the gateway, the latest last.
    std::vector<std::string> known_;
};

}  // namespace sofia::gateway
