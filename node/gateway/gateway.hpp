#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "gateway/gateway_writer.hpp"
#include "gateway/standing.hpp"
#include "gateway/trunk.hpp"
#include "model/gateway_registration.hpp"
#include "sip/digest_client.hpp"
#include "sip/profile_table.hpp"

namespace sofia::gateway {

/// By how much the CSeq of REGISTERs jumps over the one in the row of a former process: a row is
/// written again before it lags that far behind (RFC 3261 10.2 wants it to rise).
inline constexpr std::uint32_t kCseqStep = 1000;

/// What one gateway needs. Everything outlives it.
struct GatewayRooms {
    const base::Clock& clock;
    sip::ProfileTable& profiles;
    GatewayWriter& writer;
    const Surroundings& surroundings;
};

/// One gateway of a running profile: registers, pings, and tells how it stands. What to do is
/// decided by standing.hpp; this sends it and hears the answers. Owned by Gateways, by shared_ptr
/// because completions of the database may come after its end. Destroying it says nothing to
/// anybody. Thread: SIP.
class Gateway : public std::enable_shared_from_this<Gateway> {
  public:
    /// `row` is the registration as the database has it, if it has one; it is gone on with when it
    /// is for the same address, registrar and Contact.
    Gateway(const GatewayRooms& rooms,
            Settings settings,
            const std::optional<model::GatewayRegistration>& row);
    Gateway(const Gateway&) = delete;
    Gateway& operator=(const Gateway&) = delete;

    const Settings& settings() const noexcept { return trunk_->settings(); }
    const Standing& standing() const noexcept { return standing_; }
    bool is_up() const noexcept { return standing_.up; }
    const std::shared_ptr<Trunk>& trunk() const noexcept { return trunk_; }
    /// Our Contact at it, a name-addr.
    const std::string& contact() const noexcept { return contact_; }
    /// What we ask for, which the registrar may have raised, and what it granted last.
    seconds wanted() const noexcept { return wanted_; }
    /// How long the last ping took; 0 before the first.
    std::chrono::microseconds ping_time() const noexcept { return ping_time_; }

    /// A second has passed.
    void tick();
    /// Takes settings that mean the same registration.
    void use(Settings settings);
    /// Registers anew, or unregisters and stays down. \return false when it does not register.
    bool command(bool registers);
    /// Ends: unregisters if the registrar may have us.
    void leave();
    /// Whether a gateway that leaves has done so.
    bool is_gone() const noexcept { return leaving_ && !register_out_; }

  private:
    void carry_out(Decision decision, int status = 0, const std::string& phrase = {});
    void send_register(seconds expires);
    void send_ping();
    void on_register_response(const sip::Response& response, seconds asked);
    void on_accepted(const sip::Response& response, seconds asked);
    void on_ping_response(const sip::Response& response, base::SteadyTime sent);
    seconds granted_by(const sip::Response& response, seconds asked) const;
    sip::NewDialog way_there() const;
    void write(std::function<void(base::Result<void>)> done);
    void tell(int status, const std::string& phrase) const;
    bool may_be_registered() const;

    const GatewayRooms rooms_;
    const std::shared_ptr<Trunk> trunk_;
    std::string contact_;
    Standing standing_;
    seconds wanted_;
    std::string call_id_;
    std::string from_tag_;
    std::uint32_t cseq_ = 0;
    /// The CSeq in the row; the row is written again before ours is kCseqStep ahead.
    std::uint32_t saved_cseq_ = 0;
    base::WallTime granted_until_{};
    /// Where our registration was accepted.
    sip::Address registrar_;
    sip::DigestClient digest_;
    std::chrono::microseconds ping_time_{0};
    bool leaving_ = false;
    std::unique_ptr<sip::ClientTransaction> register_out_;
    std::unique_ptr<sip::ClientTransaction> ping_out_;
};

}  // namespace sofia::gateway
