#include "presence/package.hpp"

#include <array>

#include "base/text.hpp"

namespace sofia::presence {
namespace {

constexpr std::array kPackages{Package::Presence, Package::Dialog, Package::MessageSummary};

}  // namespace

std::string_view to_string(Package package) noexcept {
    switch (package) {
        case Package::Presence:
            return "presence";
        case Package::Dialog:
            return "dialog";
        case Package::MessageSummary:
            break;
    }
    return "message-summary";
}

std::string_view content_type(Package package) noexcept {
    switch (package) {
        case Package::Presence:
            return "application/pidf+xml";
        case Package::Dialog:
            return "application/dialog-info+xml";
        case Package::MessageSummary:
            break;
    }
    return "application/simple-message-summary";
}

std::optional<Package> package_of(std::string_view name) noexcept {
    for (const auto package : kPackages)
        if (base::iequals(name, to_string(package)))
            return package;
    return std::nullopt;
}

EventValue read_event(std::string_view header) {
    EventValue value;
    const auto parts = base::split(header, ';');
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (i == 0)
            value.name = parts[i];
        else if (base::iequals(std::string_view(parts[i]).substr(0, 3), "id="))
            value.id = base::trim(std::string_view(parts[i]).substr(3));
    }
    return value;
}

bool accepts(std::string_view accept, Package package) {
    if (base::trim(accept).empty())
        return true;
    for (const auto& range : base::split(accept, ',')) {
        const auto type = base::trim(std::string_view(range).substr(0, range.find(';')));
        if (type == "*/*" || base::iequals(type, "application/*") ||
            base::iequals(type, content_type(package)))
            return true;
    }
    return false;
}

bool serves(const model::Profile& profile, Package package) noexcept {
    return package == Package::MessageSummary || profile.presence.manage;
}

std::string_view allowed_methods(const model::Profile& profile) noexcept {
    return profile.presence.manage ? "SUBSCRIBE, MESSAGE, PUBLISH" : "SUBSCRIBE, MESSAGE";
}

std::string allowed_events(const model::Profile& profile) {
    std::string events;
    for (const auto package : kPackages)
        if (serves(profile, package))
            events.append(events.empty() ? "" : ", ").append(to_string(package));
    return events;
}

}  // namespace sofia::presence
