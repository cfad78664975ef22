#include "call/applications.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <utility>

#include "base/log.hpp"
#include "base/text.hpp"
#include "call/call_table.hpp"
#include "call/facts.hpp"
#include "call/resolve.hpp"
#include "dialplan/route.hpp"

namespace sofia::call {
namespace {

constexpr std::string_view kExported = "export_vars";
/// Bounds call_timeout and sleep, so that no number that somebody wrote overflows the timer.
constexpr std::chrono::hours kLongestWait{24};

std::pair<std::string, std::string> split_assignment(std::string_view text) {
    const auto equals = text.find('=');
    if (equals == std::string_view::npos)
        return {std::string(base::trim(text)), {}};
    return {std::string(base::trim(text.substr(0, equals))),
            std::string(base::trim(text.substr(equals + 1)))};
}

void remember_export(Variables& variables, const std::string& name) {
    auto names = base::split(variables.get(kExported), ',');
    if (std::find(names.begin(), names.end(), name) != names.end())
        return;
    const auto before = std::string(variables.get(kExported));
    variables.set(kExported, before.empty() ? name : before + "," + name);
}

void export_variable(Variables& variables, std::string name, std::string value) {
    // A name with "nolocal:" is kept whole, so that the caller's own leg does not see the variable.
    remember_export(variables, name);
    variables.set(name, std::move(value));
}

/// What the caller's own variables say about the legs, without being exported.
constexpr std::array<std::string_view, 5> kAboutLegs{"ignore_early_media",
                                                     "fail_on_single_reject",
                                                     "originate_retries",
                                                     "originate_retry_sleep_ms",
                                                     "sip_exclude_contact"};

Variables exported_variables(const Variables& variables) {
    constexpr std::string_view kNoLocal = "nolocal:";
    Variables exported;
    for (const auto name : kAboutLegs)
        if (const auto value = variables.get(name); !value.empty())
            exported.set(name, std::string(value));
    for (const auto& name : base::split(variables.get(kExported), ','))
        exported.set(name.starts_with(kNoLocal) ? name.substr(kNoLocal.size()) : name,
                     std::string(variables.get(name)));
    return exported;
}

std::vector<sip::Header> passed_headers(const Variables& variables) {
    std::vector<sip::Header> headers;
    constexpr std::string_view kPrefix = "sip_h_";
    if (variables.has("sip_copy_custom_headers") &&
        !base::is_true(variables.get("sip_copy_custom_headers")))
        return headers;
    for (const auto& [name, value] : variables.all())
        if (name.starts_with(kPrefix))
            headers.push_back({name.substr(kPrefix.size()), value});
    return headers;
}

std::chrono::seconds bridge_timeout(const Variables& variables) {
    for (const auto name : {"call_timeout", "originate_timeout"})
        if (const auto seconds = base::to_number(variables.get(name)); seconds && *seconds > 0)
            return std::min<std::chrono::seconds>(std::chrono::seconds(*seconds), kLongestWait);
    return std::chrono::seconds(60);
}

/// Whether the dialplan goes on after a failed bridge (behaviour-spec 4.2).
bool goes_on(const Variables& variables, const model::HangupCause& cause) {
    if (variables.has("continue_on_fail")) {
        const auto rule = variables.get("continue_on_fail");
        return base::is_true(rule) || model::names_cause(rule, cause);
    }
    if (variables.has("failure_causes"))
        return !model::names_cause(variables.get("failure_causes"), cause);
    return cause == model::cause::kNoAnswer || cause == model::cause::kNoUserResponse ||
           cause == model::cause::kOriginatorCancel;
}

void on_bridge_failed(Services& services, const base::CallUuid& uuid, const Failure& failure) {
    auto* call = services.table.find(uuid);
    if (call == nullptr)
        return;
    auto& variables = call->party().variables;
    variables.set("originate_disposition", std::string(failure.cause.name));
    variables.set("last_bridge_hangup_cause", std::string(failure.cause.name));
    if (failure.status != 0)
        variables.set("last_bridge_proto_specific_hangup_cause",
                      "sip:" + std::to_string(failure.status));
    if (!failure.redirect.empty()) {
        std::vector<sip::Header> contacts;
        for (const auto& contact : failure.redirect)
            contacts.push_back({"Contact", contact});
        call->refuse(failure.cause, failure.status, failure.phrase, std::move(contacts));
    } else if (goes_on(variables, failure.cause)) {
        call->go_on();
    } else {
        call->give_up(failure.cause, "bridge failed");
    }
}

Flow bridge(Services& services, Call& call, Script&, const std::string& data) {
    const auto& variables = call.party().variables;
    auto plan = resolve(services, data, exported_variables(variables));
    if (!plan) {
        LOG_WARN(
            Area::Dialplan, "call={} bridge refused: {}", call.uuid().str(), plan.error().text);
        call.give_up(model::cause::kInvalidUrl, plan.error().text);
        return Flow::End;
    }
    BridgeRequest request;
    request.plan = std::move(*plan);
    request.timeout = bridge_timeout(variables);
    request.headers = passed_headers(variables);
    const auto effective = [&](const char* name, const std::string& own) {
        return variables.has(name) ? std::string(variables.get(name)) : own;
    };
    request.caller_name = effective("effective_caller_id_name", call.party().caller_id_name);
    request.caller_number = effective("effective_caller_id_number", call.party().caller_id_number);
    call.bridge(std::move(request), [&services, uuid = call.uuid()](const Failure& failure) {
        on_bridge_failed(services, uuid, failure);
    });
    return Flow::Wait;
}

Flow hangup(Services&, Call& call, Script&, const std::string& data) {
    call.give_up(model::find_cause(data).value_or(model::cause::kNormalClearing),
                 "hangup application");
    return Flow::End;
}

Flow respond(Services&, Call& call, Script&, const std::string& data) {
    const auto space = std::min(data.find(' '), data.size());
    const auto status = base::to_number(std::string_view(data).substr(0, space));
    if (!status || *status < 300 || *status > 699) {
        LOG_WARN(Area::Dialplan,
                 "call={} respond '{}': expected a final status from 300 to 699",
                 call.uuid().str(),
                 data);
        return Flow::Continue;
    }
    const auto code = static_cast<int>(*status);
    call.refuse(model::cause_of_status(code),
                code,
                std::string(base::trim(std::string_view(data).substr(space))));
    return Flow::End;
}

Flow redirect(Services&, Call& call, Script&, const std::string& data) {
    std::vector<sip::Header> contacts;
    for (const auto& uri : base::split(data, ','))
        contacts.push_back(
            {"Contact", "<" + (uri.find(':') == std::string::npos ? "sip:" + uri : uri) + ">"});
    call.refuse(model::cause_of_status(302), 302, {}, std::move(contacts));
    return Flow::End;
}

Flow set(Services&, Call& call, Script&, const std::string& data) {
    auto [name, value] = split_assignment(data);
    call.party().variables.set(name, std::move(value));
    return Flow::Continue;
}

Flow unset(Services&, Call& call, Script&, const std::string& data) {
    call.party().variables.set(base::trim(data), {});
    return Flow::Continue;
}

Flow export_to_legs(Services&, Call& call, Script&, const std::string& data) {
    auto [name, value] = split_assignment(data);
    export_variable(call.party().variables, std::move(name), std::move(value));
    return Flow::Continue;
}

Flow ring_ready(Services&, Call& call, Script&, const std::string&) {
    call.progress(180, {}, {});
    return Flow::Continue;
}

Flow log_line(Services&, Call& call, Script&, const std::string& data) {
    LOG_INFO(Area::Dialplan, "call={} {}", call.uuid().str(), data);
    return Flow::Continue;
}

Flow info(Services&, Call& call, Script&, const std::string&) {
    for (const auto& [name, value] : call.party().variables.all())
        LOG_INFO(Area::Dialplan, "call={} variable {}=[{}]", call.uuid().str(), name, value);
    return Flow::Continue;
}

Flow sleep(Services&, Call& call, Script& script, const std::string& data) {
    const auto milliseconds = base::to_number(base::trim(data));
    if (!milliseconds || *milliseconds < 0) {
        LOG_WARN(
            Area::Dialplan, "call={} sleep '{}': expected milliseconds", call.uuid().str(), data);
        return Flow::Continue;
    }
    script.pause(std::min<std::chrono::milliseconds>(std::chrono::milliseconds(*milliseconds),
                                                     kLongestWait));
    return Flow::Wait;
}

Flow transfer(Services& services, Call& call, Script& script, const std::string& data) {
    constexpr int kMostTransfers = 32;
    const auto words = base::words(data);
    if (words.empty() || script.replacements() >= kMostTransfers) {
        call.give_up(model::cause::kExchangeRoutingError,
                     "transfer '" + data + "' leads nowhere or in circles");
        return Flow::End;
    }
    call.party().destination = words.front();
    if (words.size() > 2)
        call.party().variables.set("context", words[2]);
    auto actions = route_call(services, call, call.party().variables.get("context"));
    if (actions.empty()) {
        call.give_up(model::cause::kNoRouteDestination, "no extension matches " + words.front());
        return Flow::End;
    }
    script.replace(std::move(actions));
    return Flow::Continue;
}

Flow nothing_to_do(Services&, Call&, Script&, const std::string&) {
    return Flow::Continue;
}

using Application = Flow (*)(Services&, Call&, Script&, const std::string&);

const std::map<std::string_view, Application>& applications() {
    // answer and pre_answer have no media of ours to offer in this version: the callee's answer
    // answers the caller.
    static const std::map<std::string_view, Application> kAll{{"answer", nothing_to_do},
                                                              {"bridge", bridge},
                                                              {"deflect", redirect},
                                                              {"execute_extension", transfer},
                                                              {"export", export_to_legs},
                                                              {"hangup", hangup},
                                                              {"info", info},
                                                              {"log", log_line},
                                                              {"pre_answer", nothing_to_do},
                                                              {"redirect", redirect},
                                                              {"respond", respond},
                                                              {"ring_ready", ring_ready},
                                                              {"set", set},
                                                              {"sleep", sleep},
                                                              {"transfer", transfer},
                                                              {"unset", unset}};
    return kAll;
}

}  // namespace

Flow apply(Services& services,
           Call& call,
           Script& script,
           const std::string& application,
           const std::string& data) {
    const auto found = applications().find(application);
    if (found == applications().end()) {
        LOG_WARN(Area::Dialplan,
                 "call={} application '{}' is not available, skipped",
                 call.uuid().str(),
                 application);
        return Flow::Continue;
    }
    return found->second(services, call, script, data);
}

std::vector<dialplan::Action> route_call(Services& services, Call& call, std::string_view context) {
    if (!services.settings.dialplan)
        return {};
    const dialplan::Facts facts{scope_of(call, services),
                                dialplan::local_time(services.clock.wall())};
    auto routing = dialplan::route(*services.settings.dialplan, context, facts);
    for (const auto& line : routing.trace)
        LOG_DEBUG(Area::Dialplan, "call={} {}", call.uuid().str(), line);
    if (!routing.context_found)
        LOG_WARN(Area::Dialplan, "call={} context '{}' not found", call.uuid().str(), context);
    auto& variables = call.party().variables;
    for (auto& change : routing.changes) {
        using Kind = dialplan::VariableChange::Kind;
        if (change.kind == Kind::Export)
            export_variable(variables, change.name, change.value);
        else if (change.kind == Kind::ExportOnly)
            export_variable(variables, "nolocal:" + change.name, change.value);
        else
            variables.set(change.name, change.kind == Kind::Unset ? std::string{} : change.value);
    }
    return routing.matched ? std::move(routing.actions) : std::vector<dialplan::Action>{};
}

}  // namespace sofia::call
