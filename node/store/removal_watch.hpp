#pragma once

#include <cstddef>
#include <map>
#include <mutex>
#include <set>
#include <vector>

namespace sofia::store {

/// Remembers what was removed while somebody reads, so that a row which the reader still saw does
/// not come back to life: the removal may wait in the queue, or be committed between the reading
/// and its answer. Thread: any.
template <class Key>
class RemovalWatch {
  public:
    /// The removal of `key` was asked for.
    void asked(const Key& key) {
        const std::scoped_lock lock(mutex_);
        ++pending_[key];
    }
    /// That removal is over: committed, or given up.
    void settled(const Key& key) {
        const std::scoped_lock lock(mutex_);
        const auto found = pending_.find(key);
        if (found == pending_.end())
            return;
        if (--found->second == 0)
            pending_.erase(found);
        if (readers_ > 0)
            settled_.insert(key);
    }
    /// A reading begins; each is followed by one end().
    void begin() {
        const std::scoped_lock lock(mutex_);
        ++readers_;
    }
    /// A reading ends: takes the rows out that were removed since it began or before.
    template <class Row, class KeyOf>
    void end(std::vector<Row>& rows, KeyOf key_of) {
        const std::scoped_lock lock(mutex_);
        std::erase_if(rows, [&](const Row& row) {
            return pending_.contains(key_of(row)) || settled_.contains(key_of(row));
        });
        if (--readers_ == 0)
            settled_.clear();
    }

  private:
    std::mutex mutex_;
    // Guarded by mutex_.
    std::map<Key, std::size_t> pending_;
    std::set<Key> settled_;
    std::size_t readers_ = 0;
};

}  // namespace sofia::store
