#include "unit/commands/command_world.hpp"

#include <utility>

#include "unit/commands/samples.hpp"

namespace sofia::commands {

CommandWorld::CommandWorld()
    : context_{clock_,
               profiles_,
               table_,
               services_,
               registrar_,
               recovery_,
               bus_,
               metrics_,
               control(),
               facts()} {
    samples::use_transcript_zone();
    registrar_.use(directory_, services_.settings.acl);
    registrar_.promote("secret of the cluster", {});
    register_commands(commands_, context_);
    subscription_ = bus_.subscribe(
        loop_, 1000, [this](const auto& published) { published_.push_back(published->event); });
}

std::string CommandWorld::run(const std::string& line) {
    replies_.clear();
    begin(line);
    while (!bindings_writer_.waiting.empty())
        bindings_writer_.finish();
    drain();
    EXPECT_EQ(replies_.size(), 1U) << line;
    return replies_.empty() ? "" : replies_.front();
}

void CommandWorld::begin(const std::string& line) {
    commands_.run(line, [this](std::string text) { replies_.push_back(std::move(text)); });
    drain();
}

void CommandWorld::bind(std::vector<model::Registration> bindings) {
    registrar_.promote("secret of the cluster", std::move(bindings));
}

void CommandWorld::configured(const std::string& name, std::optional<model::Profile> settings) {
    configured_.erase(name);
    if (settings)
        configured_[name] = std::make_shared<const model::Profile>(*settings);
}

std::vector<model::Event> CommandWorld::events(const std::string& subclass) {
    drain();
    auto found = published_;
    std::erase_if(found, [&](const auto& event) { return event.subclass != subclass; });
    return found;
}

Control CommandWorld::control() {
    Control control;
    control.reload = [this](auto done) {
        doings_.push_back("reload");
        if (reads_slowly_)
            reading_.push_back(std::move(done));
        else
            done(reload_ends_);
    };
    control.configured = [this](const std::string& name) {
        const auto found = configured_.find(name);
        return found == configured_.end() ? nullptr : found->second;
    };
    control.start_profile = [this](const std::string& name) {
        doings_.push_back("start " + name);
        return start_ends_;
    };
    control.stop_profile = [this](const std::string& name, bool again, auto done) {
        doings_.push_back((again ? "restart " : "stop ") + name);
        stopping_.push_back(std::move(done));
    };
    control.rescan_profile = [this](const std::string& name) {
        doings_.push_back("rescan " + name);
        return rescan_ends_;
    };
    control.shutdown = [this](bool keep_calls) {
        doings_.push_back(keep_calls ? "shutdown, calls kept" : "shutdown");
    };
    control.watchdog = [this](const std::string& profile, bool on) {
        doings_.push_back("watchdog " + profile + (on ? " on" : " off"));
    };
    control.stack_log_level = [this](const std::string& component,
                                     std::optional<int> level) -> base::Result<int> {
        if (component != "nta")
            return base::fail(base::ErrorKind::NotFound, "no component " + component);
        return level.value_or(3);
    };
    return control;
}

NodeFacts CommandWorld::facts() {
    NodeFacts facts;
    facts.version = "0.1.0";
    facts.core_uuid = "core";
    facts.node = "node-1";
    facts.cluster = "pair";
    facts.hostname = "machine-1";
    facts.role = [this] { return role_; };
    facts.epoch = [] { return 7; };
    facts.started = clock_.steady();
    facts.database = "sqlite:///var/lib/sofia-node/node.db";
    return facts;
}

}  // namespace sofia::commands
