#include "registrar/location_table.hpp"

#include <algorithm>
#include <tuple>

#include "base/text.hpp"

namespace sofia::registrar {
namespace {

bool fits(const model::Registration& binding, const BindingFilter& filter) {
    const auto equal = [](const std::string& wanted, const std::string& is) {
        return wanted.empty() || base::iequals(wanted, is);
    };
    return (filter.profile.empty() || filter.profile == binding.key.profile) &&
           (filter.call_id.empty() || filter.call_id == binding.call_id) &&
           (filter.hosts.empty() ||
            std::any_of(filter.hosts.begin(),
                        filter.hosts.end(),
                        [&](const auto& host) { return base::iequals(host, binding.key.host); })) &&
           equal(filter.user, binding.key.user) && equal(filter.host, binding.key.host) &&
           binding.contact.find(filter.contact_part) != std::string::npos;
}

auto find_key(auto& owned, const model::RegistrationKey& key) {
    return std::find_if(owned.begin(), owned.end(), [&](const auto& binding) {
        return binding->key.contact_uri == key.contact_uri && binding->key.user == key.user;
    });
}

}  // namespace

Aor aor_of(const model::RegistrationKey& key) {
    return Aor{key.profile, key.user, key.host}.folded();
}

void LocationTable::load(std::vector<model::Registration> bindings) {
    by_expiry_.clear();
    in_order_.clear();
    by_aor_.clear();
    count_by_profile_.clear();
    by_aor_.reserve(bindings.size());
    for (auto& binding : bindings)
        store(std::move(binding));
}

void LocationTable::put(model::Registration binding) {
    if (!changed_) {
        store(std::move(binding));
        return;
    }
    const auto key = binding.key;
    const auto change = store(std::move(binding));
    changed_(key, change);
}

BindingChange LocationTable::store(model::Registration binding) {
    auto& owned = by_aor_[aor_of(binding.key)];
    if (const auto found = find_key(owned, binding.key); found != owned.end()) {
        // Its place in the order stays, unless the host is written in other letters now.
        const bool moves = (*found)->key != binding.key;
        by_expiry_.erase({(*found)->expires, found->get()});
        if (moves)
            in_order_.erase(found->get());
        **found = std::move(binding);
        by_expiry_.emplace((*found)->expires, found->get());
        if (moves)
            in_order_.insert(found->get());
        return BindingChange::Renewed;
    } else {
        // One place is what most users need; a vector would make room for more.
        owned.reserve(owned.size() + 1);
        owned.push_back(std::make_unique<model::Registration>(std::move(binding)));
        index(*owned.back());
        return BindingChange::Made;
    }
}

std::unique_ptr<model::Registration> LocationTable::remove(const model::RegistrationKey& key) {
    const auto in = by_aor_.find(aor_of(key));
    if (in == by_aor_.end())
        return nullptr;
    const auto found = find_key(in->second, key);
    if (found == in->second.end())
        return nullptr;
    auto binding = std::move(*found);
    forget(*binding);
    in->second.erase(found);
    if (in->second.empty())
        by_aor_.erase(in);
    if (changed_)
        changed_(binding->key, BindingChange::Gone);
    return binding;
}

const model::Registration* LocationTable::find(const model::RegistrationKey& key) const {
    const auto in = by_aor_.find(aor_of(key));
    if (in == by_aor_.end())
        return nullptr;
    const auto found = find_key(in->second, key);
    return found == in->second.end() ? nullptr : found->get();
}

LocationTable::Bindings LocationTable::live(const Aor& aor, base::WallTime now) const {
    Bindings bindings;
    const auto in = by_aor_.find(aor.folded());
    if (in == by_aor_.end())
        return bindings;
    for (const auto& binding : in->second)
        if (binding->expires > now)
            bindings.push_back(binding.get());
    std::stable_sort(bindings.begin(), bindings.end(), [](const auto* left, const auto* right) {
        return std::tie(right->q_thousandths, right->refreshed) <
               std::tie(left->q_thousandths, left->refreshed);
    });
    return bindings;
}

LocationTable::Bindings LocationTable::live_on_any(std::string_view user,
                                                   std::string_view host,
                                                   base::WallTime now) const {
    Bindings all;
    for (const auto& [profile, count] : count_by_profile_) {
        const auto some = live({profile, std::string(user), std::string(host)}, now);
        all.insert(all.end(), some.begin(), some.end());
    }
    return all;
}

LocationTable::Bindings LocationTable::list(const BindingFilter& filter) const {
    Bindings bindings;
    if (!filter.profile.empty() && !filter.user.empty() && !filter.host.empty()) {
        const auto in = by_aor_.find(Aor{filter.profile, filter.user, filter.host}.folded());
        if (in == by_aor_.end())
            return bindings;
        for (const auto& binding : in->second)
            if (fits(*binding, filter))
                bindings.push_back(binding.get());
        std::sort(bindings.begin(), bindings.end(), ListedBefore{});
        return bindings;
    }
    for (const auto* binding : in_order_)
        if (fits(*binding, filter))
            bindings.push_back(binding);
    return bindings;
}

LocationTable::Bindings LocationTable::list_behind(const model::RegistrationKey* key,
                                                   std::size_t limit) const {
    Bindings bindings;
    auto next = key == nullptr ? in_order_.begin() : in_order_.upper_bound(*key);
    for (; next != in_order_.end() && bindings.size() < limit; ++next)
        bindings.push_back(*next);
    return bindings;
}

LocationTable::Bindings LocationTable::ended(base::WallTime now, std::size_t limit) const {
    Bindings bindings;
    for (const auto& [expires, binding] : by_expiry_) {
        if (expires > now || bindings.size() == limit)
            break;
        bindings.push_back(binding);
    }
    return bindings;
}

std::size_t LocationTable::count(std::string_view profile) const {
    const auto found = count_by_profile_.find(profile);
    return found == count_by_profile_.end() ? 0 : found->second;
}

void LocationTable::index(const model::Registration& binding) {
    by_expiry_.emplace(binding.expires, &binding);
    in_order_.insert(&binding);
    ++count_by_profile_[binding.key.profile];
}

void LocationTable::forget(const model::Registration& binding) {
    by_expiry_.erase({binding.expires, &binding});
    in_order_.erase(&binding);
    const auto found = count_by_profile_.find(binding.key.profile);
    if (--found->second == 0)
        count_by_profile_.erase(found);
}

}  // namespace sofia::registrar
