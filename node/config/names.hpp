#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace sofia::config {

/// Asks the resolver of the operating system for the address of a host, IPv4 before IPv6, and waits
/// for it. Errors: Unavailable with its reason.
base::Result<std::string> ask_resolver(const std::string& name);

/// Addresses of the host names in the configuration. The configuration is read on the SIP thread as
/// well, which must not wait for a name server: each question is asked in a thread of its own, and
/// the last answer counts while the next one is on its way. May be used from any thread.
class Names {
  public:
    using Ask = std::function<base::Result<std::string>(const std::string& name)>;

    explicit Names(Ask ask = ask_resolver, const base::Clock& clock = base::system_clock());

    /// The address of a host as known when `patience` has passed; asked anew unless the last answer
    /// is less than kFresh old. Errors: Unavailable: the resolver's reason, or that there is no
    /// answer yet.
    base::Result<std::string> address_of(const std::string& name,
                                         std::chrono::milliseconds patience);

    static constexpr std::chrono::seconds kFresh{5};
    /// A question without answer for so long is asked again.
    static constexpr std::chrono::seconds kLost{60};

  private:
    struct State;
    /// Shared with the threads that ask, which may end after us.
    std::shared_ptr<State> state_;
};

/// Those of this process.
Names& names_of_process();

}  // namespace sofia::config
