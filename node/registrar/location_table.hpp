#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "model/registration.hpp"
#include "registrar/aor.hpp"

namespace sofia::registrar {

/// Which bindings to list; an empty field asks for nothing. All given fields must fit.
struct BindingFilter {
    std::string profile;
    /// Part of the stored contact text (the status command's `reg S`).
    std::string contact_part;
    /// Equal, in any case.
    std::string user;
    std::string host;
    /// Equal.
    std::string call_id;
    /// The host is one of these, in any case.
    std::vector<std::string> hosts{};
};

/// What has happened to a binding.
enum class BindingChange { Made, Renewed, Gone };

/// All bindings of all profiles in memory: what the database held when this node became active,
/// and what it has committed since. Costs about 1 kB a binding; finding an address-of-record is
/// O(1), a change O(log n). Pointers that it returns are good until that binding is put again or
/// removed. Thread: SIP.
class LocationTable {
  public:
    using Bindings = std::vector<const model::Registration*>;

    /// Sets what is called after each put() and remove(), and not for what is loaded.
    void on_change(std::function<void(const model::RegistrationKey&, BindingChange)> callback) {
        changed_ = std::move(callback);
    }

    /// Replaces everything by what was loaded; of two rows with one key the later stands.
    void load(std::vector<model::Registration> bindings);
    /// Stores a binding, replacing the one with the same key.
    void put(model::Registration binding);
    /// Removes a binding. \return what it was; nullptr when there was none.
    std::unique_ptr<model::Registration> remove(const model::RegistrationKey& key);

    /// The binding with this key; nullptr when there is none.
    const model::Registration* find(const model::RegistrationKey& key) const;
    /// The bindings of an address-of-record that have not ended at `now`, best first: by q, then
    /// the one refreshed last (RFC 3261 16.6 takes them in this order).
    Bindings live(const Aor& aor, base::WallTime now) const;
    /// The same on every profile, in order of profile name.
    Bindings live_on_any(std::string_view user, std::string_view host, base::WallTime now) const;
    /// What fits the filter, ended ones too, in order of host, user and contact URI. Looks at each
    /// binding, unless user, host and profile are all given.
    Bindings list(const BindingFilter& filter) const;
    /// The next `limit` bindings in that order behind a key, which need not exist any more; from
    /// the first one when it is nullptr. For who looks at all of them in several turns. O(log n).
    Bindings list_behind(const model::RegistrationKey* key, std::size_t limit) const;
    /// At most `limit` bindings that have ended at `now`, the oldest first.
    Bindings ended(base::WallTime now, std::size_t limit) const;

    std::size_t size() const noexcept { return by_expiry_.size(); }
    /// How many bindings a profile has.
    std::size_t count(std::string_view profile) const;

  private:
    using Owned = std::vector<std::unique_ptr<model::Registration>>;
    BindingChange store(model::Registration binding);
    /// The order of list().
    struct ListedBefore {
        using is_transparent = void;
        template <class Left, class Right>
        bool operator()(const Left& left, const Right& right) const {
            return rank(left) < rank(right);
        }
        static auto rank(const model::RegistrationKey& key) {
            return std::tie(key.host, key.user, key.contact_uri, key.profile);
        }
        static auto rank(const model::Registration* binding) { return rank(binding->key); }
    };
    void index(const model::Registration& binding);
    void forget(const model::Registration& binding);

    std::function<void(const model::RegistrationKey&, BindingChange)> changed_;
    std::unordered_map<Aor, Owned, AorHash> by_aor_;
    std::set<std::pair<base::WallTime, const model::Registration*>> by_expiry_;
    std::set<const model::Registration*, ListedBefore> in_order_;
    std::map<std::string, std::size_t, std::less<>> count_by_profile_;
};

/// The folded address-of-record of a key.
Aor aor_of(const model::RegistrationKey& key);

}  // namespace sofia::registrar
