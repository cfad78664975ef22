#pragma once

#include <map>
#include <vector>

#include "base/clock.hpp"
#include "model/registration.hpp"

namespace sofia::registrar {

/// Rows that may stand in the database though no phone was told so: their write ended with Timeout
/// or InDoubt. They are remembered until the binding would end, and are then removed
/// unless a binding with the same key lives; otherwise they would stay until the next promotion.
/// Thread: SIP.
class UncertainRows {
  public:
    /// Remembers what a write of unknown outcome would have stored.
    void add(const std::vector<model::Registration>& rows) {
        for (const auto& row : rows) {
            if (by_expiry_.size() < kLimit)
                by_expiry_.emplace(row.expires, row.key);
        }
    }
    /// Remembers keys whose removal has failed, for the next time.
    void add_ended(std::vector<model::RegistrationKey> keys, base::WallTime now) {
        for (auto& key : keys)
            by_expiry_.emplace(now, std::move(key));
    }
    /// Takes out the keys of those whose time has come.
    std::vector<model::RegistrationKey> take_ended(base::WallTime now) {
        std::vector<model::RegistrationKey> keys;
        while (!by_expiry_.empty() && by_expiry_.begin()->first <= now)
            keys.push_back(std::move(by_expiry_.extract(by_expiry_.begin()).mapped()));
        return keys;
    }
    std::size_t size() const noexcept { return by_expiry_.size(); }

  private:
    /// Beyond this a database has been away for so long that the next promotion has to tidy up.
    static constexpr std::size_t kLimit = 100'000;
    std::multimap<base::WallTime, model::RegistrationKey> by_expiry_;
};

}  // namespace sofia::registrar
