#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.hpp"

namespace sofia::call {

/// How many calls use a resource now, and how many began to in a window of time. A cluster has one
/// active node, and calls that it takes over take their places again, so its count is the
/// cluster's. Thread: SIP.
class Limits {
  public:
    struct Resource {
        std::uint32_t in_use = 0;
        base::SteadyTime window{};
        std::uint32_t in_window = 0;
    };
    /// A call's place at a resource, given back when it is destroyed. It may outlive the Limits.
    class Place {
      public:
        explicit Place(std::shared_ptr<Resource> resource) : resource_(std::move(resource)) {
            ++resource_->in_use;
        }
        ~Place() { --resource_->in_use; }
        Place(const Place&) = delete;
        Place& operator=(const Place&) = delete;

      private:
        std::shared_ptr<Resource> resource_;
    };

    /// Takes a place unless `most` have one, or began to within the current `window` when that is
    /// not 0. A negative `most` only counts. \return nullptr when there is none.
    std::unique_ptr<Place> take(const std::string& name,
                                long long most,
                                std::chrono::seconds window,
                                base::SteadyTime now);
    /// How many calls have a place.
    std::uint32_t in_use(std::string_view name) const noexcept;

  private:
    std::map<std::string, std::shared_ptr<Resource>, std::less<>> resources_;
};

/// The name of a resource in a realm.
std::string limit_name(std::string_view realm, std::string_view resource);

}  // namespace sofia::call
