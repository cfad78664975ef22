#include "call/limits.hpp"

#include "base/text.hpp"

namespace sofia::call {
namespace {

/// Above this many names those that nobody uses are forgotten: names may come from callers.
constexpr std::size_t kManyNames = 4096;

}  // namespace

std::unique_ptr<Limits::Place> Limits::take(const std::string& name,
                                            long long most,
                                            std::chrono::seconds window,
                                            base::SteadyTime now) {
    if (resources_.size() >= kManyNames)
        std::erase_if(resources_, [](const auto& entry) { return entry.second->in_use == 0; });
    auto& resource = resources_[name];
    if (!resource)
        resource = std::make_shared<Resource>();
    if (window.count() > 0) {
        if (resource->in_window == 0 || now - resource->window >= window) {
            resource->window = now;
            resource->in_window = 0;
        }
        if (most >= 0 && resource->in_window >= most)
            return nullptr;
        ++resource->in_window;
    } else if (most >= 0 && resource->in_use >= most) {
        return nullptr;
    }
    return std::make_unique<Place>(resource);
}

std::uint32_t Limits::in_use(std::string_view name) const noexcept {
    const auto found = resources_.find(name);
    return found == resources_.end() ? 0 : found->second->in_use;
}

std::string limit_name(std::string_view realm, std::string_view resource) {
    return base::url_encode(realm) + ":" + base::url_encode(resource);
}

}  // namespace sofia::call
