#include "call/applications.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "base/log.hpp"
#include "base/text.hpp"
#include "call/bridge_application.hpp"
#include "call/facts.hpp"
#include "call/header_variables.hpp"
#include "call/socket_application.hpp"
#include "call/transfer_application.hpp"
#include "call/waiting_applications.hpp"
#include "dialplan/action_check.hpp"
#include "dialplan/inline_action.hpp"
#include "dialplan/route.hpp"

namespace sofia::call {
namespace {

void change(Variables& variables, const dialplan::VariableChange& change) {
    using Kind = dialplan::VariableChange::Kind;
    if (change.kind == Kind::Export)
        export_variable(variables, change.name, change.value);
    else if (change.kind == Kind::ExportOnly)
        export_variable(variables, "nolocal:" + change.name, change.value);
    else
        variables.set(change.name, change.kind == Kind::Unset ? std::string{} : change.value);
}

Flow hangup(Services&, Call& call, Script&, const std::string& data) {
    call.give_up(model::find_cause(base::trim(data)).value_or(model::cause::kNormalClearing),
                 "hangup application");
    return Flow::End;
}

Flow respond(Services&, Call& call, Script&, const std::string& data) {
    if (const auto error = dialplan::data_error("respond", data)) {
        LOG_WARN(Area::Dialplan, "call={} respond '{}': {}", call.uuid().str(), data, *error);
        return Flow::Continue;
    }
    const auto space = std::min(data.find(' '), data.size());
    const auto status = base::to_number(std::string_view(data).substr(0, space)).value_or(480);
    const auto code = static_cast<int>(status);
    call.refuse(model::cause_of_status(code),
                code,
                std::string(base::trim(std::string_view(data).substr(space))));
    return Flow::End;
}

/// Refuses the caller with 302 to the addresses in `data`; `headers` go with it.
Flow redirect_with(Call& call, const std::string& data, std::vector<sip::Header> headers) {
    std::vector<sip::Header> contacts;
    for (auto uri : base::split(data, ',')) {
        if (uri.find(':') == std::string::npos)
            uri.insert(0, "sip:");
        if (sip::Uri::parse(uri))
            contacts.push_back({"Contact", "<" + uri + ">"});
        else
            LOG_WARN(Area::Dialplan,
                     "call={} redirect: '{}' left out: expected a SIP URI",
                     call.uuid().str(),
                     uri);
    }
    if (contacts.empty()) {
        call.give_up(model::cause::kInvalidUrl, "redirect '" + data + "' names no address");
        return Flow::End;
    }
    contacts.insert(contacts.end(), headers.begin(), headers.end());
    call.refuse(model::cause_of_status(302), 302, {}, std::move(contacts));
    return Flow::End;
}

Flow redirect(Services&, Call& call, Script&, const std::string& data) {
    return redirect_with(call, data, {});
}

/// Unlike redirect() with what the variables say for an INVITE, too: who asks there next is to send
/// it on (behaviour-spec 5.1). Where they name a header for the final answer as well that one goes.
Flow deflect(Services&, Call& call, Script&, const std::string& data) {
    const auto& variables = call.a().variables;
    auto headers = headers_of(variables, kInviteHeader);
    std::erase_if(headers, [&](const sip::Header& header) {
        return variables.has(std::string(kFinalHeader) + header.name);
    });
    return redirect_with(call, data, std::move(headers));
}

Flow set(Services&, Call& call, Script&, const std::string& data) {
    const auto equals = std::min(data.find('='), data.size());
    const std::string_view text(data);
    const auto value = base::trim(text.substr(std::min(equals + 1, data.size())));
    call.party().variables.set(base::trim(text.substr(0, equals)),
                               std::string(value == "_undef_" ? std::string_view{} : value));
    return Flow::Continue;
}

Flow unset(Services&, Call& call, Script&, const std::string& data) {
    call.party().variables.set(base::trim(data), {});
    return Flow::Continue;
}

Flow multiset(Services&, Call& call, Script&, const std::string& data) {
    for (const auto& one : dialplan::inline_changes("multiset", data))
        change(call.party().variables, one);
    return Flow::Continue;
}

Flow export_to_legs(Services&, Call& call, Script&, const std::string& data) {
    const auto equals = std::min(data.find('='), data.size());
    const std::string_view text(data);
    export_variable(call.party().variables,
                    std::string(base::trim(text.substr(0, equals))),
                    std::string(base::trim(text.substr(std::min(equals + 1, data.size())))));
    return Flow::Continue;
}

Flow ring_ready(Services&, Call& call, Script&, const std::string&) {
    call.progress(180, {}, {});
    return Flow::Continue;
}

Flow log_line(Services&, Call& call, Script&, const std::string& data) {
    constexpr std::array<std::string_view, 4> kLoud{"CONSOLE", "ALERT", "CRIT", "ERR"};
    constexpr std::array<std::string_view, 4> kQuiet{"WARNING", "NOTICE", "INFO", "DEBUG"};
    const auto space = std::min(data.find(' '), data.size());
    const auto level = std::string_view(data).substr(0, space);
    const auto is_in = [&](const auto& names) {
        return std::any_of(
            names.begin(), names.end(), [&](auto name) { return base::iequals(name, level); });
    };
    const auto text = is_in(kLoud) || is_in(kQuiet)
                          ? base::trim(std::string_view(data).substr(space))
                          : std::string_view(data);
    if (is_in(kLoud))
        LOG_ERROR(Area::Dialplan, "call={} {}", call.uuid().str(), text);
    else if (base::iequals(level, "WARNING"))
        LOG_WARN(Area::Dialplan, "call={} {}", call.uuid().str(), text);
    else if (base::iequals(level, "DEBUG"))
        LOG_DEBUG(Area::Dialplan, "call={} {}", call.uuid().str(), text);
    else
        LOG_INFO(Area::Dialplan, "call={} {}", call.uuid().str(), text);
    return Flow::Continue;
}

Flow info(Services&, Call& call, Script&, const std::string&) {
    for (const auto& [name, value] : call.party().variables.all())
        LOG_INFO(Area::Dialplan, "call={} variable {}=[{}]", call.uuid().str(), name, value);
    return Flow::Continue;
}

/// Without media of its own the node has nothing to answer with: the caller's 200 is the callee's.
Flow answer(Services&, Call& call, Script&, const std::string&) {
    LOG_DEBUG(Area::Dialplan, "call={} is answered when a callee answers", call.uuid().str());
    return Flow::Continue;
}

Flow eval(Services&, Call&, Script&, const std::string&) {
    return Flow::Continue;
}

using Application = Flow (*)(Services&, Call&, Script&, const std::string&);

const std::map<std::string_view, Application>& applications() {
    static const std::map<std::string_view, Application> kAll{
        {"answer", answer},
        {"bridge", bridge},
        {"deflect", deflect},
        {"eval", eval},
        {"execute_extension", execute_extension},
        {"export", export_to_legs},
        {"hangup", hangup},
        {"info", info},
        {"limit", limit},
        {"log", log_line},
        {"multiset", multiset},
        {"park", park},
        {"pre_answer", answer},
        {"redirect", redirect},
        {"respond", respond},
        {"ring_ready", ring_ready},
        {"sched_hangup", sched_hangup},
        {"set", set},
        {"sleep", sleep},
        {"socket", socket},
        {"transfer", transfer},
        {"unset", unset}};
    return kAll;
}

/// Warns once for each application: a dialplan that was written for another system would fill the
/// log with each call, and was warned about when it was read. Thread: SIP.
void tell_of_missing(const Call& call, const std::string& application) {
    // Names that calls make up (${...}) have an end.
    constexpr std::size_t kMost = 1000;
    static std::set<std::string> told;
    if (told.size() < kMost && told.insert(application).second)
        LOG_WARN(Area::Dialplan,
                 "call={} application '{}' is not available, skipped; this is said once",
                 call.uuid().str(),
                 application);
    else
        LOG_DEBUG(Area::Dialplan,
                  "call={} application '{}' is not available, skipped",
                  call.uuid().str(),
                  application);
}

}  // namespace

Flow apply(Services& services,
           Call& call,
           Script& script,
           const std::string& application,
           const std::string& data) {
    const auto found = applications().find(application);
    if (found == applications().end()) {
        tell_of_missing(call, application);
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
    for (const auto& one : routing.changes)
        change(call.party().variables, one);
    return routing.matched ? std::move(routing.actions) : std::vector<dialplan::Action>{};
}

}  // namespace sofia::call
