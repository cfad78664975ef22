#pragma once

#include <deque>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "recovery/call_source.hpp"

namespace sofia::test {

/// A database from which calls are claimed when the test says so.
class ScriptedSource final : public recovery::CallSource {
  public:
    using Rows = std::vector<model::TrackedCall>;

    void claim_all(const std::string& profile,
                   std::function<void(base::Result<Rows>)> done) override {
        claims.push_back({profile, std::move(done)});
    }
    void claim_one(
        const base::CallUuid& call,
        const model::DialogKey& dialog,
        std::function<void(base::Result<std::optional<model::TrackedCall>>)> done) override {
        called.push_back(call);
        look_ups.push_back({dialog, std::move(done)});
    }
    void flush(const std::string& profile,
               std::function<void(base::Result<std::size_t>)> done) override {
        flushed.push_back(profile);
        done(flushed.size());
    }

    /// Gives the rows to the oldest claim that waits.
    void give(base::Result<Rows> rows) {
        auto claim = std::move(claims.front());
        claims.pop_front();
        claim.second(std::move(rows));
    }
    /// Answers the oldest look-up that waits.
    void answer(base::Result<std::optional<model::TrackedCall>> row) {
        auto look_up = std::move(look_ups.front());
        look_ups.pop_front();
        look_up.second(std::move(row));
    }

    /// Claims that wait, with their profile.
    std::deque<std::pair<std::string, std::function<void(base::Result<Rows>)>>> claims;
    /// Look-ups that wait, with their dialog.
    std::deque<std::pair<model::DialogKey,
                         std::function<void(base::Result<std::optional<model::TrackedCall>>)>>>
        look_ups;
    /// Calls that were looked up so far.
    std::vector<base::CallUuid> called;
    /// Profiles that were flushed.
    std::vector<std::string> flushed;
};

}  // namespace sofia::test
