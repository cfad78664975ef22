#include "registrar/replies.hpp"

#include <algorithm>
#include <array>
#include <ctime>
#include <string_view>

#include <fmt/format.h>

#include "base/text.hpp"

namespace sofia::registrar {

sip::Reply ok_reply(const sip::Request& request,
                    const Plan& plan,
                    base::WallTime now,
                    bool with_expires) {
    auto reply = sip::Reply::of(200);
    for (const auto& contact : plan.contacts)
        reply.add("Contact", contact);
    if (with_expires && plan.granted.count() > 0)
        reply.add("Expires", std::to_string(plan.granted.count()));
    if (plan.has_flow)
        reply.add("Require", "outbound");
    reply.add("Date", sip_date(now));
    const bool understands_path =
        std::any_of(request.supported.begin(), request.supported.end(), [](const auto& option) {
            return base::iequals(option, "path");
        });
    if (understands_path)
        for (const auto& hop : request.path)
            reply.add("Path", hop);
    return reply;
}

sip::Reply refusal_reply(const Refusal& refusal) {
    return sip::Reply{refusal.status, refusal.phrase, refusal.headers, {}};
}

sip::Reply unavailable_reply(std::chrono::seconds retry_after) {
    auto reply = sip::Reply::of(503);
    reply.add("Retry-After", std::to_string(retry_after.count()));
    return reply;
}

std::string sip_date(base::WallTime time) {
    // Not strftime: its names follow the locale.
    constexpr std::array<std::string_view, 7> kDays{
        "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array<std::string_view, 12> kMonths{
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const std::time_t seconds = base::to_epoch_ms(time) / 1000;
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} GMT",
                       kDays[static_cast<std::size_t>(parts.tm_wday)],
                       parts.tm_mday,
                       kMonths[static_cast<std::size_t>(parts.tm_mon)],
                       parts.tm_year + 1900,
                       parts.tm_hour,
                       parts.tm_min,
                       parts.tm_sec);
}

}  // namespace sofia::registrar
