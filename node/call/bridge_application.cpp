#include "call/bridge_application.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/log.hpp"
#include "base/text.hpp"
#include "call/call_table.hpp"
#include "call/header_variables.hpp"
#include "call/resolve.hpp"
#include "call/transfer_application.hpp"

namespace sofia::call {
namespace {

constexpr std::string_view kExported = "export_vars";
constexpr std::string_view kNoLocal = "nolocal:";
/// Bounds call_timeout, so that no number that somebody wrote overflows the timer.
constexpr std::chrono::hours kLongestWait{24};

/// What the caller's own variables say about the legs, without being exported.
constexpr std::array<std::string_view, 6> kAboutLegs{"ignore_early_media",
                                                     "fail_on_single_reject",
                                                     "originate_retries",
                                                     "originate_retry_sleep_ms",
                                                     "sip_exclude_contact",
                                                     "sip_match_user_agent"};

Variables exported_variables(const Variables& variables) {
    Variables exported;
    for (const auto name : kAboutLegs)
        if (const auto value = variables.get(name); !value.empty())
            exported.set(name, std::string(value));
    for (const auto& name : base::split(variables.get(kExported), ','))
        exported.set(name.starts_with(kNoLocal) ? name.substr(kNoLocal.size()) : name,
                     std::string(variables.get(name)));
    return exported;
}

std::chrono::seconds bridge_timeout(const Variables& variables) {
    for (const auto* name : {"call_timeout", "originate_timeout"})
        if (const auto seconds = base::to_number(variables.get(name)); seconds && *seconds > 0)
            return std::min<std::chrono::seconds>(std::chrono::seconds(*seconds), kLongestWait);
    return std::chrono::seconds(60);
}

/// Whether the dialplan goes on after a failed bridge (behaviour-spec 4.2); nothing when no
/// variable says so.
std::optional<bool> told_to_go_on(const Variables& variables, const model::HangupCause& cause) {
    if (const auto rule = variables.get("continue_on_fail"); !rule.empty())
        return base::is_true(rule) || model::names_cause(rule, cause);
    if (const auto rule = variables.get("failure_causes"); !rule.empty())
        return !model::names_cause(rule, cause);
    if (cause == model::cause::kNoAnswer || cause == model::cause::kNoUserResponse ||
        cause == model::cause::kOriginatorCancel)
        return true;
    return std::nullopt;
}

/// `<true|causes> [EXTENSION|auto_cause] [DIALPLAN] [CONTEXT]`; false when it does not name the
/// cause.
bool transfer_on_fail(Services& services, Call& call, const model::HangupCause& cause) {
    const auto words = base::words(call.party().variables.get("transfer_on_fail"));
    if (words.empty() || call.script() == nullptr ||
        !(base::is_true(words[0]) || model::names_cause(words[0], cause)))
        return false;
    const bool by_cause = words.size() < 2 || words[1] == "auto_cause";
    const auto flow = transfer_to(services,
                                  call,
                                  *call.script(),
                                  by_cause ? std::string(cause.name) : words[1],
                                  words.size() > 3 ? words[3] : std::string());
    if (flow == Flow::Continue)
        call.go_on();
    return true;
}

void on_bridge_failed(Services& services, const base::CallUuid& uuid, const Failure& failure) {
    auto* call = services.table.find(uuid);
    if (call == nullptr)
        return;
    auto& variables = call->party().variables;
    for (const auto* name :
         {"originate_disposition", "originate_failed_cause", "last_bridge_hangup_cause"})
        variables.set(name, std::string(failure.cause.name));
    if (failure.status != 0)
        variables.set("last_bridge_proto_specific_hangup_cause",
                      "sip:" + std::to_string(failure.status));
    if (!failure.redirect.empty()) {
        std::vector<sip::Header> contacts;
        for (const auto& contact : failure.redirect)
            contacts.push_back({"Contact", contact});
        call->refuse(failure.cause, failure.status, failure.phrase, std::move(contacts));
        return;
    }
    if (call->script() != nullptr)
        call->script()->bridge_failed(failure);
    if (told_to_go_on(variables, failure.cause).value_or(false))
        call->go_on();
    else if (!transfer_on_fail(services, *call, failure.cause))
        end_unanswered(*call, failure, "bridge failed");
}

}  // namespace

void end_unanswered(Call& call, const Failure& failure, const std::string& why) {
    const auto status = told_status(failure);
    if (!status || base::is_true(call.party().variables.get("sip_ignore_remote_cause")))
        return call.give_up(failure.cause, why);
    LOG_INFO(Area::Call, "call={} is ended: {} ({})", call.uuid().str(), failure.cause.name, why);
    call.refuse(failure.cause, *status, failure.phrase);
}

void export_variable(Variables& variables, std::string name, std::string value) {
    // A name with "nolocal:" is kept whole, so that the caller's own leg does not see the variable.
    auto names = base::split(variables.get(kExported), ',');
    if (std::find(names.begin(), names.end(), name) == names.end()) {
        const auto before = std::string(variables.get(kExported));
        variables.set(kExported, before.empty() ? name : before + "," + name);
    }
    variables.set(name, std::move(value));
}

Flow bridge(Services& services, Call& call, Script&, const std::string& data) {
    const auto& variables = call.party().variables;
    auto plan = resolve(services, data, exported_variables(variables));
    if (!plan) {
        LOG_WARN(Area::Dialplan,
                 "call={} bridge '{}' refused: {}",
                 call.uuid().str(),
                 data,
                 plan.error().text);
        call.give_up(model::cause::kInvalidUrl, plan.error().text);
        return Flow::End;
    }
    BridgeRequest request;
    request.plan = std::move(*plan);
    request.timeout = bridge_timeout(variables);
    if (copies_headers(variables))
        request.headers = headers_of(variables, kInviteHeader);
    const auto one_of = [&](std::string_view name, std::string_view otherwise) {
        const auto value = variables.get(name);
        return std::string(value.empty() ? otherwise : value);
    };
    request.caller_name = one_of("effective_caller_id_name", call.party().caller_id_name);
    request.caller_number = one_of("effective_caller_id_number", call.party().caller_id_number);
    request.privacy = one_of("origination_privacy", variables.get("sip_Privacy"));
    call.bridge(std::move(request), [&services, uuid = call.uuid()](const Failure& failure) {
        on_bridge_failed(services, uuid, failure);
    });
    return Flow::Wait;
}

}  // namespace sofia::call
