#pragma once

#include <memory>
#include <string>
#include <utility>

#include "app/lease_watch.hpp"
#include "app/waiting_room.hpp"
#include "call/services.hpp"
#include "presence/presence.hpp"
#include "recovery/lazy.hpp"
#include "registrar/registrar.hpp"
#include "sip/endpoint.hpp"

namespace sofia::app {

/// What a profile's endpoint reports to: gives each request outside of a known dialog to the one
/// whose affair it is. Thread: SIP.
class Dispatcher final : public sip::EndpointListener {
  public:
    /// Everything that a dispatcher passes requests to; outlives it.
    struct Rooms {
        call::Services& services;
        registrar::Registrar& registrar;
        presence::Presence& presence;
        recovery::Lazy& lazy;
        WaitingRoom& waiting;
        const LeaseWatch& lease;
    };

    Dispatcher(Rooms rooms, std::string profile) : rooms_(rooms), profile_(std::move(profile)) {}
    void on_request(std::unique_ptr<sip::ServerTransaction> transaction) override;
    void on_answer(const sip::Response& answer) override;
    /// The connection on which the peer, if it is a phone that registers, has renewed its binding.
    std::string connection_of(const model::DialogState& dialog) override;

  private:
    void carry_out(std::unique_ptr<sip::ServerTransaction> transaction);

    Rooms rooms_;
    std::string profile_;
};

}  // namespace sofia::app
