#include "event_socket/subscriptions.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "bus/event_names.hpp"

namespace sofia::event_socket {
namespace {

constexpr std::string_view kCustom = "CUSTOM";

struct Names {
    std::set<std::string, std::less<>> events;
    std::set<std::string, std::less<>> subclasses;
    int count = 0;
};

Names read(std::string_view words) {
    Names names;
    bool custom = false;
    for (const auto& word : base::words(words)) {
        if (custom) {
            names.subclasses.insert(word);
        } else {
            auto name = bus::known_event_name(word);
            if (name.empty())
                continue;
            custom = name == kCustom;
            names.events.insert(std::move(name));
        }
        ++names.count;
    }
    return names;
}

}  // namespace

int Subscriptions::add(std::string_view words) {
    auto names = read(words);
    if (names.events.erase("ALL") > 0) {
        all_ = true;
        without_names_.clear();
        without_subclasses_.clear();
    }
    for (const auto& name : names.events)
        // `event CUSTOM a` lifts the exception for the subclass a, not for all of them.
        if (name != kCustom || names.subclasses.empty())
            without_names_.erase(name);
    for (const auto& subclass : names.subclasses)
        without_subclasses_.erase(subclass);
    names_.merge(names.events);
    subclasses_.merge(names.subclasses);
    return names.count;
}

int Subscriptions::remove(std::string_view words) {
    auto names = read(words);
    if (names.events.contains("ALL")) {
        clear();
        return names.count;
    }
    // `nixevent CUSTOM a` means the subclass; only `nixevent CUSTOM` alone means all of them.
    if (!names.subclasses.empty())
        names.events.erase(std::string(kCustom));
    else if (names.events.contains(kCustom))
        subclasses_.clear();
    for (const auto& name : names.events)
        names_.erase(name);
    for (const auto& subclass : names.subclasses)
        subclasses_.erase(subclass);
    if (all_) {
        without_names_.merge(names.events);
        without_subclasses_.merge(names.subclasses);
    }
    return names.count;
}

void Subscriptions::clear() {
    *this = {};
}

bool Subscriptions::empty() const noexcept {
    return !all_ && names_.empty() && subclasses_.empty();
}

bool Subscriptions::includes(const model::Event& event) const {
    const bool has_subclass = event.name == kCustom && !event.subclass.empty();
    if (has_subclass && subclasses_.contains(event.subclass))
        return true;
    if (all_)
        return !without_names_.contains(event.name) &&
               !(has_subclass && without_subclasses_.contains(event.subclass));
    return !has_subclass && names_.contains(event.name);
}

bool Subscriptions::covers(const Subscriptions& other) const {
    if (all_)
        return without_names_.empty() && without_subclasses_.empty();
    return !other.all_ &&
           std::includes(names_.begin(), names_.end(), other.names_.begin(), other.names_.end()) &&
           std::includes(subclasses_.begin(),
                         subclasses_.end(),
                         other.subclasses_.begin(),
                         other.subclasses_.end());
}

bus::Interest Subscriptions::interest() const {
    bus::Interest interest;
    if (all_) {
        interest = bus::Interest::everything();
        for (const auto& name : without_names_)
            interest.remove(name);
        if (without_names_.contains(kCustom))
            interest.remove_subclasses();
    }
    for (const auto& name : names_)
        interest.add(name);
    for (const auto& subclass : subclasses_)
        interest.add_subclass(subclass);
    return interest;
}

}  // namespace sofia::event_socket
