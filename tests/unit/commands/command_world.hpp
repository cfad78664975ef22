#pragma once

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "commands/context.hpp"
#include "commands/register_commands.hpp"
#include "support/call_world/call_world.hpp"
#include "unit/registrar/fakes.hpp"

namespace sofia::commands {

/// A database of calls that gives what the test put into it, at once.
class ScriptedSource final : public recovery::CallSource {
  public:
    using Rows = std::vector<model::TrackedCall>;

    base::Result<Rows> rows = Rows{};
    base::Result<std::size_t> discarded = std::size_t{0};
    /// What was asked: "claim internal", "flush".
    std::vector<std::string> asked;

    void claim(model::CallRange range,
               std::function<void(base::Result<model::CallPiece>)> done) override {
        asked.push_back(range.profile.empty() ? "claim" : "claim " + range.profile);
        if (rows)
            done(model::CallPiece{.calls = *rows, .next = {}});
        else
            done(tl::unexpected(rows.error()));
    }
    void claim_one(
        const base::CallUuid&,
        const model::DialogKey&,
        std::function<void(base::Result<std::optional<model::TrackedCall>>)> done) override {
        done(std::nullopt);
    }
    void flush(const std::string& profile,
               std::function<void(base::Result<std::size_t>)> done) override {
        asked.push_back(profile.empty() ? "flush" : "flush " + profile);
        done(discarded);
    }
};

/// A node without network on which commands run: the profiles of CallWorld, a registrar with a
/// scripted database, and a control whose doings are noted.
class CommandWorld : public test::CallWorld {
  protected:
    CommandWorld();

    /// Runs a line and gives its reply; fails the test unless there is exactly one.
    std::string run(const std::string& line);
    /// Runs a line whose reply may come later; `replies()` has them in order.
    void begin(const std::string& line);
    const std::vector<std::string>& replies() const { return replies_; }

    /// Makes these the bindings of the cluster.
    void bind(std::vector<model::Registration> bindings);
    /// What a profile's configuration says now; nothing removes it.
    void configured(const std::string& name, std::optional<model::Profile> settings);
    /// Events of a subclass since the start, as their header lines.
    std::vector<model::Event> events(const std::string& subclass);

    metrics::Registry metrics_;
    registrar::test::FakeWriter bindings_writer_;
    registrar::Registrar registrar_{
        registrar::RegistrarOptions{}, loop_, clock_, bus_, bindings_writer_, metrics_};
    ScriptedSource source_;
    recovery::Prober prober_{services_, {}};
    recovery::Recovery recovery_{services_, source_, prober_};
    std::string role_ = "ACTIVE";
    /// What the node was asked to do, in order: "reload", "start office", "stop internal".
    std::vector<std::string> doings_;
    /// How the next doings end.
    base::Result<void> reload_ends_{};
    /// Whether the configuration is read later: when the test calls the oldest of `reading_`.
    bool reads_slowly_ = false;
    std::deque<std::function<void(base::Result<void>)>> reading_;
    base::Result<void> start_ends_{};
    base::Result<std::vector<std::string>> rescan_ends_{std::vector<std::string>{}};
    /// Completions of stop_profile() that the test has to call.
    std::deque<std::function<void(base::Result<void>)>> stopping_;
    std::map<std::string, std::shared_ptr<const model::Profile>> configured_;
    Context context_;
    Table commands_;

  private:
    Control control();
    NodeFacts facts();

    std::vector<std::string> replies_;
    std::vector<model::Event> published_;
    std::unique_ptr<bus::Subscription> subscription_;
};

}  // namespace sofia::commands
