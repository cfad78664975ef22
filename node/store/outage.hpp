#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "base/clock.hpp"

namespace sofia::store {

/// Keeps account of the time without database, for one line in the log when it is over. Pure.
class Outage {
  public:
    /// An attempt failed. \return whether the outage begins with it.
    bool failed(base::SteadyTime now);
    /// `written` writes were committed at `now` and `waiting` wait still. \return the line to log
    /// when all writes that had waited are written.
    std::optional<std::string> worked(std::size_t written,
                                      std::size_t waiting,
                                      base::SteadyTime now);

  private:
    std::optional<base::SteadyTime> since_;
    /// How long it was away; set with the first success.
    std::optional<base::Milliseconds> length_;
    /// Of the writes that waited at the first success: still to be written, and written.
    std::size_t left_ = 0;
    std::size_t written_ = 0;
};

}  // namespace sofia::store
