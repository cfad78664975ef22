#include <memory>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/log.hpp"
#include "commands/fixed_table.hpp"
#include "commands/profile_verbs.hpp"
#include "commands/reload.hpp"
#include "commands/role_guard.hpp"

namespace sofia::commands {
namespace {

using namespace std::chrono_literals;

constexpr auto kSettlingTime = 10s;
constexpr auto kLongestWait = 20s;
constexpr auto kOpensProfiles = "opens profiles";

/// A reply that is given by whichever comes first, the end of the work or the end of patience.
struct PatientReply {
    Reply reply;
    std::unique_ptr<sip::Timer> patience;

    void operator()(std::string text) {
        if (auto first = std::exchange(reply, nullptr))
            first(std::move(text));
    }
};

/// Stops a profile, opening it again if `again`; replies at once or, with `wait`, at the end.
void stop(Context& context,
          const std::string& profile,
          bool again,
          bool wait,
          std::string text,
          const Reply& reply) {
    if (!wait) {
        reply(std::move(text));
        context.control.stop_profile(profile, again, [profile](base::Result<void> closed) {
            if (!closed)
                LOG_ERROR(Area::Command,
                          "profile={} not stopped or started again: {}",
                          profile,
                          closed.error().text);
        });
        return;
    }
    // Shared by the completion, which owns it, and the timer, which only looks whether it is there.
    auto patient = std::make_shared<PatientReply>(PatientReply{reply, nullptr});
    patient->patience =
        context.services.loop.after(kLongestWait, [weak = std::weak_ptr(patient), text] {
            if (const auto waiting = weak.lock())
                (*waiting)(text + "\n-ERR still closing after 20 seconds\n");
        });
    context.control.stop_profile(profile, again, [patient, text](base::Result<void> closed) {
        (*patient)(closed ? text : text + '\n' + error_text(closed.error()));
    });
}

/// Whether a profile may be stopped, and opened again if `again`; replies why not.
bool may_stop(Context& context, const std::string& profile, bool again, const Reply& reply) {
    if (again && !is_active(context, kOpensProfiles, reply))
        return false;
    const auto* running = context.profiles.find(profile);
    if (running == nullptr) {
        // It was closed meanwhile; if it could not be opened again, that is tried no more.
        if (!again)
            context.control.stop_profile(profile, false, [](const base::Result<void>&) {});
        reply(invalid_profile(profile));
        return false;
    }
    // One that is being stopped or restarted has still to live its first ten seconds.
    const auto age = context.clock.steady() - running->started;
    auto refusal = too_young_to_stop(profile, running->stopping ? 0s : age);
    if (refusal)
        reply(std::move(*refusal));
    return !refusal;
}

void stop_or_restart(
    Context& context, const std::string& profile, Arguments words, bool again, const Reply& reply) {
    if (!may_stop(context, profile, again, reply))
        return;
    words.take_if("reloadxml");
    const bool wait = words.take_if("wait");
    context.control.reload([=, &context](const base::Result<void>& reloaded) {
        auto text = reload_line(reloaded);
        if (again && !reloaded)
            // To hang up every call for settings that cannot be read would help nobody.
            return reply(text + "-ERR " + profile + " not restarted\n");
        // Meanwhile it may have been stopped, or the node demoted.
        if (!may_stop(context, profile, again, reply))
            return;
        text += (again ? "restarting: " : "stopping: ") + profile;
        stop(context, profile, again, wait, std::move(text), reply);
    });
}

/// What only a restart of the profile can change.
std::string restart_notice(const std::vector<std::string>& parameters) {
    return parameters.empty()
               ? std::string()
               : fmt::format("restart needed to change {}\n", fmt::join(parameters, ", "));
}

}  // namespace

std::optional<std::string> too_young_to_stop(const std::string& profile,
                                             std::chrono::steady_clock::duration uptime) {
    if (uptime >= kSettlingTime)
        return std::nullopt;
    const auto left = std::chrono::ceil<std::chrono::seconds>(kSettlingTime - uptime).count();
    return "Profile " + profile + " must be up for at least 10 seconds to stop/restart.\n" +
           "Please wait " + counted(static_cast<std::size_t>(left), "second") + '\n';
}

void profile_start(Context& context, const std::string& profile, Arguments, const Reply& reply) {
    if (!is_active(context, kOpensProfiles, reply))
        return;
    context.control.reload([&context, profile, reply](const base::Result<void>& reloaded) {
        if (!is_active(context, kOpensProfiles, reply))
            return;
        const auto text = reload_line(reloaded);
        const auto started = context.control.start_profile(profile);
        // One that runs already is as good as one started now; the other system says so too.
        if (started || started.error().kind == base::ErrorKind::Exists)
            reply(text + profile + " started successfully\n");
        else
            reply(text + "Failure starting " + profile + '\n' + error_text(started.error()));
    });
}

void profile_stop(Context& context,
                  const std::string& profile,
                  Arguments words,
                  const Reply& reply) {
    stop_or_restart(context, profile, std::move(words), false, reply);
}

void profile_restart(Context& context,
                     const std::string& profile,
                     Arguments words,
                     const Reply& reply) {
    stop_or_restart(context, profile, std::move(words), true, reply);
}

void restart_all_profiles(Context& context, const Reply& reply) {
    if (!is_active(context, kOpensProfiles, reply))
        return;
    context.control.reload([&context, reply](const base::Result<void>& reloaded) {
        if (!reloaded)
            return reply(reload_line(reloaded) + "-ERR no profile restarted\n");
        if (!is_active(context, kOpensProfiles, reply))
            return;
        std::vector<std::string> names;
        for (const auto* running : context.profiles.all())
            names.push_back(running->settings->name);
        for (const auto& name : names)
            stop(context, name, true, false, "", [](const std::string&) {});
        reply("");
    });
}

namespace {

void rescan(Context& context,
            const std::string& profile,
            const base::Result<void>& reloaded,
            const Reply& reply) {
    const auto text = reload_line(reloaded);
    if (!reloaded)
        return reply(text + "-ERR " + profile + " keeps its settings\n");
    if (context.profiles.find(profile) == nullptr)
        return reply(invalid_profile(profile));
    const auto rescanned = context.control.rescan_profile(profile);
    if (!rescanned && rescanned.error().kind == base::ErrorKind::NotFound)
        return reply(text + "-ERR cannot find config for profile " + profile + '\n');
    if (!rescanned)
        return reply(text + error_text(rescanned.error()));
    reply(text + "+OK scan complete\n" + restart_notice(*rescanned));
}

}  // namespace

void profile_rescan(Context& context, const std::string& profile, Arguments, const Reply& reply) {
    context.control.reload([&context, profile, reply](const base::Result<void>& reloaded) {
        rescan(context, profile, reloaded, reply);
    });
}

}  // namespace sofia::commands
