#pragma once

#include <memory>
#include <optional>

#include "base/clock.hpp"
#include "model/registration.hpp"
#include "registrar/registrar.hpp"
#include "sip/loop.hpp"
#include "sip/profile_table.hpp"

namespace sofia::registrar {

/// Whether a binding ends because the connection is closed over which this process took it. One
/// that came from the database does not: its phone was connected to the process before, and no
/// connection outlives its process. Neither does one behind a proxy, whose connection is not the
/// phone's, nor one without a connection. Pure.
bool ends_with_connection(const model::Registration& binding, bool is_connected) noexcept;

/// Ends the bindings of phones whose connection was closed, on profiles with
/// tcp-unreg-on-socket-close. They are found by a walk over the table, some at a time, so that a
/// REGISTER does nothing for this; no profile with the switch, no walk. Thread: SIP.
class ConnectionWatch {
  public:
    /// All outlive it.
    ConnectionWatch(sip::Loop& loop, sip::ProfileTable& profiles, Registrar& registrar);
    ConnectionWatch(const ConnectionWatch&) = delete;
    ConnectionWatch& operator=(const ConnectionWatch&) = delete;

  private:
    bool somebody_wants_it() const;
    void turn();
    void look_at(const model::Registration& binding);

    sip::ProfileTable& profiles_;
    Registrar& registrar_;
    /// Where the walk has come to.
    std::optional<model::RegistrationKey> seen_;
    /// Turns until the next walk begins.
    int rest_ = 0;
    std::unique_ptr<sip::Timer> timer_;
};

}  // namespace sofia::registrar
