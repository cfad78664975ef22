#include "store/outage.hpp"

#include <algorithm>

#include <fmt/core.h>

namespace sofia::store {

bool Outage::failed(base::SteadyTime now) {
    length_.reset();
    if (since_)
        return false;
    since_ = now;
    written_ = 0;
    return true;
}

std::optional<std::string> Outage::worked(std::size_t written,
                                          std::size_t waiting,
                                          base::SteadyTime now) {
    if (!since_)
        return std::nullopt;
    if (!length_) {
        length_ = std::chrono::duration_cast<base::Milliseconds>(now - *since_);
        left_ = written + waiting;
    }
    written_ += written;
    left_ -= std::min(left_, written);
    if (left_ > 0)
        return std::nullopt;
    since_.reset();
    return fmt::format(
        "database back after {} ms: {} waiting writes written", length_->count(), written_);
}

}  // namespace sofia::store
