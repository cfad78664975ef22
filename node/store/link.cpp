#include "store/link.hpp"

#include <algorithm>

namespace sofia::store {

bool Link::connected() const {
    const std::scoped_lock lock(mutex_);
    return database_ != nullptr;
}

base::Result<void> Link::connect() {
    if (database_)
        return {};
    // Nobody can cut it off; name service and every host have times of their own.
    if (pulse_)
        pulse_->excuse(base::SteadyTime::max());
    auto opened = open_();
    if (pulse_)
        pulse_->no_excuse();
    if (!opened)
        return tl::unexpected(opened.error());
    const std::scoped_lock lock(mutex_);
    database_ = std::move(*opened);
    return {};
}

void Link::drop() {
    std::unique_ptr<Database> gone;
    const std::scoped_lock lock(mutex_);
    gone = std::move(database_);
}

void Link::begin(base::SteadyTime deadline) {
    {
        const std::scoped_lock lock(mutex_);
        deadline = std::min(deadline, limit_);
        running_until_ = deadline;
        was_cut_ = false;
    }
    keeper_.arm(deadline);
    // Who waits beyond the deadline could not be cut off, and that is not the database's fault.
    if (pulse_)
        pulse_->excuse(deadline);
}

bool Link::end() {
    if (pulse_)
        pulse_->no_excuse();
    const std::scoped_lock lock(mutex_);
    running_until_.reset();
    return was_cut_;
}

void Link::end_by(base::SteadyTime when) {
    {
        const std::scoped_lock lock(mutex_);
        limit_ = when;
        if (running_until_)
            running_until_ = std::min(*running_until_, when);
    }
    keeper_.arm(when);
}

base::SteadyTime Link::check(base::SteadyTime now) {
    const std::scoped_lock lock(mutex_);
    if (!running_until_ || was_cut_)
        return base::SteadyTime::max();
    if (*running_until_ > now)
        return *running_until_;
    was_cut_ = true;
    database_->interrupt();
    return base::SteadyTime::max();
}

}  // namespace sofia::store
