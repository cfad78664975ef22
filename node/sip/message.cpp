#include "sip/message.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.hpp"

namespace sofia::sip {
namespace {

constexpr std::array<std::string_view, 15> kMethodNames{"INVITE",
                                                        "ACK",
                                                        "BYE",
                                                        "CANCEL",
                                                        "OPTIONS",
                                                        "REGISTER",
                                                        "INFO",
                                                        "PRACK",
                                                        "UPDATE",
                                                        "REFER",
                                                        "SUBSCRIBE",
                                                        "NOTIFY",
                                                        "MESSAGE",
                                                        "PUBLISH",
                                                        ""};

struct StatusPhrase {
    int status;
    std::string_view phrase;
};

/// In rising order of status, so that it can be searched by halves.
constexpr std::array kPhrases = std::to_array<StatusPhrase>({
    {100, "Trying"},
    {180, "Ringing"},
    {181, "Call Is Being Forwarded"},
    {182, "Queued"},
    {183, "Session Progress"},
    {199, "Early Dialog Terminated"},
    {200, "OK"},
    {202, "Accepted"},
    {204, "No Notification"},
    {300, "Multiple Choices"},
    {301, "Moved Permanently"},
    {302, "Moved Temporarily"},
    {305, "Use Proxy"},
    {380, "Alternative Service"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {402, "Payment Required"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {407, "Proxy Authentication Required"},
    {408, "Request Timeout"},
    {410, "Gone"},
    {412, "Conditional Request Failed"},
    {413, "Request Entity Too Large"},
    {414, "Request-URI Too Long"},
    {415, "Unsupported Media Type"},
    {416, "Unsupported URI Scheme"},
    {417, "Unknown Resource-Priority"},
    {420, "Bad Extension"},
    {421, "Extension Required"},
    {422, "Session Interval Too Small"},
    {423, "Interval Too Brief"},
    {424, "Bad Location Information"},
    {425, "Bad Alert Message"},
    {428, "Use Identity Header"},
    {429, "Provide Referrer Identity"},
    {430, "Flow Failed"},
    {433, "Anonymity Disallowed"},
    {436, "Bad Identity Info"},
    {437, "Unsupported Credential"},
    {438, "Invalid Identity Header"},
    {439, "First Hop Lacks Outbound Support"},
    {440, "Max-Breadth Exceeded"},
    {469, "Bad Info Package"},
    {470, "Consent Needed"},
    {480, "Temporarily Unavailable"},
    {481, "Call/Transaction Does Not Exist"},
    {482, "Loop Detected"},
    {483, "Too Many Hops"},
    {484, "Address Incomplete"},
    {485, "Ambiguous"},
    {486, "Busy Here"},
    {487, "Request Terminated"},
    {488, "Not Acceptable Here"},
    {489, "Bad Event"},
    {491, "Request Pending"},
    {493, "Undecipherable"},
    {494, "Security Agreement Required"},
    {500, "Server Internal Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Server Time-out"},
    {505, "Version Not Supported"},
    {513, "Message Too Large"},
    {555, "Push Notification Service Not Supported"},
    {580, "Precondition Failure"},
    {600, "Busy Everywhere"},
    {603, "Decline"},
    {604, "Does Not Exist Anywhere"},
    {606, "Not Acceptable"},
    {607, "Unwanted"},
    {608, "Rejected"},
});

static_assert(std::is_sorted(kPhrases.begin(), kPhrases.end(), [](auto left, auto right) {
    return left.status < right.status;
}));
static_assert(kMethodNames.size() == static_cast<std::size_t>(Method::Other) + 1);

}  // namespace

std::string_view to_string(Method method) noexcept {
    return kMethodNames[static_cast<std::size_t>(method)];
}

std::string_view phrase_of(int status) noexcept {
    const auto found =
        std::lower_bound(kPhrases.begin(), kPhrases.end(), status, [](auto entry, int wanted) {
            return entry.status < wanted;
        });
    return found != kPhrases.end() && found->status == status ? found->phrase : "Unknown";
}

std::string_view MessageHead::header(std::string_view name) const noexcept {
    for (const auto& line : headers)
        if (base::iequals(line.name, name))
            return line.value;
    return {};
}

bool MessageHead::allows(Method method) const noexcept {
    const auto wanted = to_string(method);
    auto list = header("Allow");
    while (!list.empty()) {
        const auto comma = std::min(list.find(','), list.size());
        if (base::iequals(base::trim(list.substr(0, comma)), wanted))
            return true;
        list.remove_prefix(std::min(comma + 1, list.size()));
    }
    return false;
}

}  // namespace sofia::sip
