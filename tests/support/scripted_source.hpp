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

    void claim(model::CallRange range,
               std::function<void(base::Result<model::CallPiece>)> done) override {
        claims.push_back({std::move(range), std::move(done)});
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

    /// Gives the rows, which are all, to the oldest claim that waits.
    void give(base::Result<Rows> rows) {
        if (rows)
            give_piece({.calls = std::move(*rows), .next = {}});
        else
            answer_claim(tl::unexpected(rows.error()));
    }
    /// Gives it a piece, behind which there may be more.
    void give_piece(model::CallPiece piece) { answer_claim(std::move(piece)); }
    /// Answers the oldest look-up that waits.
    void answer(base::Result<std::optional<model::TrackedCall>> row) {
        auto look_up = std::move(look_ups.front());
        look_ups.pop_front();
        look_up.second(std::move(row));
    }

    /// Claims that wait, with their range.
    std::deque<std::pair<model::CallRange, std::function<void(base::Result<model::CallPiece>)>>>
        claims;
    /// Look-ups that wait, with their dialog.
    std::deque<std::pair<model::DialogKey,
                         std::function<void(base::Result<std::optional<model::TrackedCall>>)>>>
        look_ups;
    /// Calls that were looked up so far.
    std::vector<base::CallUuid> called;
    /// Profiles that were flushed.
    std::vector<std::string> flushed;

  private:
    void answer_claim(base::Result<model::CallPiece> piece) {
        auto claim = std::move(claims.front());
        claims.pop_front();
        claim.second(std::move(piece));
    }
};

}  // namespace sofia::test
