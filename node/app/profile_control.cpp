#include "app/profile_control.hpp"

#include <algorithm>
#include <utility>

#include "base/log.hpp"
#include "call/call_table.hpp"
#include "config/parameter.hpp"
#include "sip/uri.hpp"

namespace sofia::app {
namespace {

constexpr std::chrono::milliseconds kPoll{20};
constexpr int kPolls = 100;
/// Calls that are rebuilt in one turn of the loop.
constexpr int kCallsATurn = 200;
using Whom = call::CallTable::Whom;

bool same_address(const model::ProfileAddress& left, const model::ProfileAddress& right) {
    return left.sip_ip == right.sip_ip && left.sip_port == right.sip_port &&
           left.ext_sip_ip == right.ext_sip_ip && left.ext_sip_port == right.ext_sip_port &&
           left.bind_params == right.bind_params && left.more_urls == right.more_urls &&
           left.tls == right.tls;
}

}  // namespace

std::string refusal_to_open(const model::Profile& profile) {
    const auto& address = profile.address;
    if (!address.needs_external || address.unread_external.empty() || !address.ext_sip_ip.empty())
        return {};
    const bool is_host = address.unread_external.starts_with("host:");
    return "profile '" + profile.name + "' stays closed: its ext-sip-ip '" +
           address.unread_external + (is_host ? "' has no address" : "' is not looked up") +
           ", and abort-on-empty-external-ip is set (write the address there)";
}

std::shared_ptr<const model::Profile> ProfileControl::configured(const std::string& name) const {
    if (!configuration_)
        return nullptr;
    for (const auto& profile : configuration_->profiles)
        if (profile.name == name)
            return {configuration_, &profile};
    return nullptr;
}

ProfileControl::Started ProfileControl::start_all() {
    Started all;
    for (const auto& profile : configuration_->profiles) {
        const auto started = open(profile.name);
        if (started || started.error().kind == base::ErrorKind::Exists)
            ++all.running;
        else
            all.missing.push_back({profile.name,
                                   started.error().text,
                                   started.error().kind == base::ErrorKind::Unavailable,
                                   profile.shutdown_on_fail});
    }
    return all;
}

base::Result<void> ProfileControl::start(const std::string& name) {
    auto started = open(name);
    if (!started && may_open_ && started.error().kind == base::ErrorKind::Unavailable)
        try_again_later(name);
    return started;
}

base::Result<void> ProfileControl::open(const std::string& name) {
    auto settings = configured(name);
    if (!settings)
        return base::fail(base::ErrorKind::NotFound,
                          "no profile '" + name + "' in the configuration");
    if (!may_open_)
        return base::fail(base::ErrorKind::Unavailable,
                          "the node is not active, profile '" + name + "' stays closed");
    if (auto reason = refusal_to_open(*settings); !reason.empty())
        return base::fail(base::ErrorKind::Invalid, std::move(reason));
    if (const auto* running = profiles_.find(name); running != nullptr && running->stopping) {
        wanted_again_.insert(name);
        return {};
    }
    auto started = profiles_.start(settings);
    if (!started)
        return started;
    changed_();
    gateways_.follow(*settings);
    auto* running = profiles_.find(name);
    if (settings->sip_trace)
        running->endpoint->trace(true);
    if (settings->sip_capture)
        running->endpoint->capture(true);
    if (services_.bus.wants("CUSTOM", "sofia::profile_start")) {
        model::Event event{"CUSTOM", "sofia::profile_start", {}, {}};
        event.add("module_name", "mod_sofia")
            .add("profile_name", name)
            .add("profile_uri", running->endpoint->url());
        services_.bus.publish(std::move(event));
    }
    return {};
}

void ProfileControl::try_again_later(const std::string& name) {
    const auto settings = configured(name);
    auto& tries = tries_[name];
    if (!settings || !may_open_ || tries.left > 0)
        return;
    tries.left = settings->stack.bind_attempts;
    if (tries.left > 0)
        wait_for_try(name, settings->stack.bind_attempt_interval);
}

void ProfileControl::wait_for_try(const std::string& name, std::chrono::seconds pause) {
    tries_[name].timer = services_.loop.after(pause, [this, name, pause] {
        // By value: the next wait replaces the timer, and with it this function.
        const auto profile = name;
        const auto interval = pause;
        auto& tries = tries_[profile];
        if (!may_open_ || profiles_.find(profile) != nullptr) {
            tries.left = 0;
            return;
        }
        const auto started = open(profile);
        if (started) {
            tries.left = 0;
            LOG_WARN(Area::Sip, "profile={} tried again: it is open", profile);
            return;
        }
        --tries.left;
        LOG_WARN(Area::Sip, "profile={} tried again: {}", profile, started.error().text);
        if (started.error().kind != base::ErrorKind::Unavailable)
            tries.left = 0;
        if (tries.left > 0)
            wait_for_try(profile, interval);
        else
            LOG_ERROR(Area::Sip, "profile={} stays closed, it is not tried again", profile);
    });
}

void ProfileControl::stop(const std::string& name, bool again, Done done) {
    auto* running = profiles_.find(name);
    tries_.erase(name);
    if (running == nullptr || running->stopping) {
        done(base::fail(base::ErrorKind::NotFound, "profile '" + name + "' is not running"));
        return;
    }
    const auto next = again ? configured(name) : nullptr;
    // At another address the peers would not find them.
    const bool keeps_calls = next && same_address(next->address, running->settings->address);
    close(name, keeps_calls ? Calls::Stay : Calls::End, again, std::move(done));
}

void ProfileControl::move(const std::string& name, Done done) {
    auto* running = profiles_.find(name);
    if (running == nullptr || running->stopping || !may_open_)
        return done(base::fail(base::ErrorKind::NotFound, "profile '" + name + "' is not running"));
    close(name, Calls::Move, true, std::move(done));
}

void ProfileControl::close(const std::string& name, Calls calls, bool again, Done done) {
    const bool keeps_calls = calls != Calls::End;
    profiles_.find(name)->stopping = true;
    changed_();
    services_.table.hangup_all(name,
                               model::cause::kManagerRequest,
                               "profile is stopped",
                               keeps_calls ? Whom::NotUp : Whom::All);
    gateways_.leave(name);
    const auto shut = [this, name, calls, keeps_calls, again, done = std::move(done)] {
        auto kept = keeps_calls ? services_.table.images(name) : std::vector<call::CallImage>{};
        services_.table.abandon(name);
        profiles_.stop(name);
        changed_();
        const bool is_wanted = wanted_again_.erase(name) > 0 || again;
        const auto started = is_wanted ? start(name) : base::Result<void>{};
        if (calls == Calls::Move)
            give_contact(name, kept);
        go_on_with(std::make_shared<std::vector<call::CallImage>>(std::move(kept)),
                   calls == Calls::Move);
        done(started);
    };
    wait_until_quiet(name, keeps_calls, kPolls, shut);
}

void ProfileControl::give_contact(const std::string& name, std::vector<call::CallImage>& calls) {
    const auto* running = profiles_.find(name);
    if (running == nullptr)
        return;
    for (auto& image : calls)
        for (auto* leg : {&image.a, &image.b}) {
            const auto contact = sip::NameAddr::parse(leg->dialog.local_contact);
            const auto uri = contact ? sip::Uri::parse(contact->uri) : std::nullopt;
            if (leg->profile != name || !uri)
                continue;
            const auto transport = sip::find_param(uri->params, "transport");
            leg->dialog.local_contact = running->endpoint->contact(
                uri->user, std::string(transport.value_or(uri->scheme == "sips" ? "tls" : "udp")));
        }
}

void ProfileControl::go_on_with(std::shared_ptr<std::vector<call::CallImage>> calls,
                                bool have_moved) {
    for (int i = 0; i < kCallsATurn && !calls->empty(); ++i) {
        const auto image = std::move(calls->back());
        calls->pop_back();
        if (services_.table.find(image.uuid) != nullptr)
            continue;  // A request of its peer was faster.
        if (const auto back = call::Call::rehydrate(services_, image); !back)
            LOG_ERROR(
                Area::Call, "call={} waits for recover: {}", image.uuid.str(), back.error().text);
        else if (auto* call = services_.table.find(image.uuid)) {
            call->save_again();
            if (have_moved)
                call->tell_contact();
        }
    }
    if (!calls->empty())
        services_.loop.post([this, calls, have_moved] { go_on_with(calls, have_moved); });
}

void ProfileControl::wait_until_quiet(const std::string& name,
                                      bool keeps_calls,
                                      int polls_left,
                                      std::function<void()> then) {
    bool quiet = gateways_.is_quiet(name);
    services_.table.for_each([&](const call::Call& call) {
        const bool is_kept = keeps_calls && call.is_up();
        quiet = quiet && (is_kept || (call.a().profile() != name &&
                                      (call.b() == nullptr || call.b()->profile() != name)));
    });
    if (quiet || polls_left == 0) {
        services_.loop.post(std::move(then));
        return;
    }
    waits_[name] =
        services_.loop.after(kPoll, [this, name, keeps_calls, polls_left, then = std::move(then)] {
            wait_until_quiet(name, keeps_calls, polls_left - 1, then);
        });
}

base::Result<std::vector<std::string>> ProfileControl::rescan(const std::string& name) {
    const auto settings = configured(name);
    auto* running = profiles_.find(name);
    if (!settings || running == nullptr)
        return base::fail(base::ErrorKind::NotFound, "cannot find config for profile " + name);
    if (running->stopping)  // Its gateways have left; to add them again would leave orphans.
        return base::fail(base::ErrorKind::Unavailable, "profile " + name + " is being stopped");
    if (const auto read = running->endpoint->reload_certificates(); !read)
        LOG_ERROR(Area::Sip, "profile={} the old certificates stay: {}", name, read.error().text);
    // What an operator switched holds until the parameter changes.
    if (settings->sip_capture != running->settings->sip_capture)
        running->endpoint->capture(settings->sip_capture);
    auto applied = std::make_shared<model::Profile>(*settings);
    auto waiting = config::keep_until_restart(*running->settings, *applied);
    for (const auto& parameter : waiting)
        LOG_WARN(Area::Config,
                 "profile={} a changed {} takes effect by restart only; the rest is applied",
                 name,
                 parameter);
    gateways_.follow(*applied);
    profiles_.reconfigure(std::move(applied));
    changed_();
    return waiting;
}

}  // namespace sofia::app
