#include "call/header_variables.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "base/log.hpp"
#include "base/text.hpp"
#include "dialplan/pattern.hpp"

namespace sofia::call {
namespace {

/// What a message cannot have twice, or what only the node knows: a variable must not change where
/// requests go, what was negotiated or who is authenticated.
constexpr std::array<std::string_view, 25> kOurs{"Via",
                                                 "From",
                                                 "To",
                                                 "Call-ID",
                                                 "CSeq",
                                                 "Contact",
                                                 "Max-Forwards",
                                                 "Route",
                                                 "Record-Route",
                                                 "Content-Type",
                                                 "Content-Length",
                                                 "Content-Encoding",
                                                 "Require",
                                                 "Proxy-Require",
                                                 "Supported",
                                                 "Allow",
                                                 "User-Agent",
                                                 "RSeq",
                                                 "RAck",
                                                 "Session-Expires",
                                                 "Min-SE",
                                                 "Authorization",
                                                 "Proxy-Authorization",
                                                 "Refer-To",
                                                 "Replaces"};

bool is_token(std::string_view name) noexcept {
    constexpr std::string_view kMarks = "-.!%*_+`'~";
    return !name.empty() && std::all_of(name.begin(), name.end(), [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               kMarks.find(c) != std::string_view::npos;
    });
}

/// The name of the header line that a variable with this prefix stands for.
std::string_view header_name(const Variables& variables,
                             std::string_view variable,
                             std::string_view prefix) {
    const auto name = variable.substr(prefix.size());
    return variables.is_repeated(variable) ? name.substr(0, name.rfind('-')) : name;
}

/// The caller's or callee's own list of names that are not sent: `name` compared as it is written.
class Exclusion {
  public:
    explicit Exclusion(const Variables& variables) {
        const auto expression = variables.get(kExcludedHeaders);
        if (expression.empty())
            return;
        if (auto compiled = dialplan::Pattern::compile(expression))
            pattern_ = std::move(*compiled);
        else
            LOG_WARN(Area::Call,
                     "{}='{}' is passed over: {}",
                     kExcludedHeaders,
                     expression,
                     compiled.error().text);
    }
    bool has(std::string_view name) const { return pattern_ && pattern_->match(name); }

  private:
    std::optional<dialplan::Pattern> pattern_;
};

}  // namespace

void drop_excluded(std::vector<sip::Header>& headers, const Variables& variables) {
    if (variables.has(kExcludedHeaders))
        std::erase_if(headers, [exclusion = Exclusion(variables)](const sip::Header& header) {
            return exclusion.has(header.name);
        });
}

std::vector<sip::Header> headers_of(const Variables& variables, std::string_view prefix) {
    std::vector<sip::Header> headers;
    for (const auto& [variable, value] : variables.all()) {
        if (!variable.starts_with(prefix))
            continue;
        const auto name = header_name(variables, variable, prefix);
        const bool ours = std::any_of(
            kOurs.begin(), kOurs.end(), [&](auto one) { return base::iequals(one, name); });
        if (is_token(name) && !ours)
            headers.push_back({std::string(name), value});
        else
            LOG_WARN(Area::Call,
                     "variable={} left out: expected the name of a header {}",
                     is_token(name) ? variable : std::string(prefix) + "(no token)",
                     ours ? "that the node does not set itself" : "after the prefix");
    }
    drop_excluded(headers, variables);
    return headers;
}

void keep_headers(Variables& variables,
                  std::string_view prefix,
                  const std::vector<sip::Header>& headers) {
    for (const auto& header : headers) {
        if (!is_passed_header(header.name))
            continue;
        const auto name = std::string(prefix) + header.name;
        if (!variables.has(name)) {
            variables.set(name, header.value);
            continue;
        }
        int repeat = 1;
        while (variables.has(name + "-" + std::to_string(repeat)))
            ++repeat;
        variables.set_repeated(name + "-" + std::to_string(repeat), header.value);
    }
}

void keep_all_headers(Variables& variables, const sip::Request& invite) {
    const auto keep = [&](std::string_view name, std::string value) {
        auto variable = "sip_i_" + base::lower(name);
        std::replace(variable.begin(), variable.end(), '-', '_');
        if (!variables.has(variable) && !value.empty())
            variables.set(variable, std::move(value));
    };
    keep("from", invite.from.str());
    keep("to", invite.to.str());
    keep("call-id", invite.call_id);
    keep("cseq", std::to_string(invite.cseq) + " " + invite.method_name);
    keep("max-forwards", std::to_string(invite.max_forwards));
    keep("user-agent", invite.user_agent);
    keep("reason", invite.reason);
    if (!invite.contacts.empty())
        keep("contact", invite.contacts.front().address.str());
    if (!invite.record_route.empty())
        keep("record-route", invite.record_route.front());
    for (const auto& header : invite.headers)
        keep(header.name, header.value);
}

bool is_passed_header(std::string_view name) noexcept {
    constexpr std::array<std::string_view, 3> kWhole{
        "User-to-User", "Diversion", "Accept-Language"};
    constexpr std::array<std::string_view, 4> kPrefixes{"X-", "P-", "K-", "On"};
    if (base::iequals(name, "P-Asserted-Identity") || base::iequals(name, "P-Preferred-Identity"))
        return false;  // What we assert of the caller is our own statement (RFC 3325 section 6).
    return std::any_of(kWhole.begin(),
                       kWhole.end(),
                       [&](auto whole) { return base::iequals(whole, name); }) ||
           std::any_of(kPrefixes.begin(), kPrefixes.end(), [&](auto prefix) {
               return base::iequals(prefix, name.substr(0, prefix.size()));
           });
}

bool copies_headers(const Variables& caller) noexcept {
    const auto rule = caller.get("sip_copy_custom_headers");
    return rule.empty() || base::is_true(rule);
}

std::vector<sip::Header> passed_headers(const std::vector<sip::Header>& headers) {
    std::vector<sip::Header> passed;
    for (const auto& header : headers)
        if (is_passed_header(header.name))
            passed.push_back(header);
    return passed;
}

}  // namespace sofia::call
