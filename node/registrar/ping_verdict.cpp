#include "registrar/ping_verdict.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace sofia::registrar {
namespace {

using Nat = model::ProfilePings::Nat;

bool is_behind_nat(const model::Registration& binding) {
    return binding.status.find("NAT") != std::string::npos;
}

std::chrono::milliseconds part_of(std::chrono::milliseconds whole, std::uint32_t random) noexcept {
    return std::chrono::milliseconds(
        static_cast<std::int64_t>(static_cast<std::uint64_t>(whole.count()) * random >> 32));
}

}  // namespace

PingWish ping_wish(const model::Registration& binding,
                   const model::ProfilePings& rules,
                   bool forced,
                   base::WallTime now) {
    if (binding.expires <= now)
        return {false, "the binding has ended"};
    if (rules.all)
        return {true, "all registered phones are asked"};
    if (forced)
        return {true, "the user has force_ping"};
    if (rules.nat == Nat::No)
        return {false, "the profile asks nobody"};
    if (!is_behind_nat(binding))
        return {false, "the phone is not behind NAT"};
    if (rules.nat == Nat::UdpOnly && binding.network_proto != "udp")
        return {false, "the phone is not reached over UDP"};
    return {true, "the phone is behind NAT"};
}

PingVerdict judge_ping(const Reach& before, int status, const model::ProfilePings& rules) {
    PingVerdict verdict;
    verdict.after = before;
    verdict.answered = status >= 200 && status != 408 && status != 503;
    auto& after = verdict.after;
    // Never above max, or a phone could not be reachable at all when max is less than min.
    const auto least = std::min(rules.min, rules.max);
    if (verdict.answered) {
        after.count = std::min(before.count + 1, rules.max);
        if (after.count >= least)
            after.reachable = true;
        verdict.reason =
            fmt::format("answered {}, count {} of {} to {}", status, after.count, least, rules.max);
    } else {
        after.count = before.count == 0 ? 0 : before.count - 1;
        if (after.count < least)
            after.reachable = false;
        verdict.reason = fmt::format("{}, count {} of {} to {}",
                                     status == 408 ? "no answer" : "cannot be reached",
                                     after.count,
                                     least,
                                     rules.max);
    }
    verdict.changed = after.reachable != before.reachable;
    return verdict;
}

std::chrono::milliseconds first_ping_after(std::chrono::milliseconds interval,
                                           std::uint32_t random) noexcept {
    return part_of(interval, random);
}

std::chrono::milliseconds next_ping_after(std::chrono::milliseconds interval,
                                          std::uint32_t random) noexcept {
    return interval / 2 + part_of(interval, random);
}

}  // namespace sofia::registrar
