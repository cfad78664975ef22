#include "call/glare.hpp"

#include <random>

namespace sofia::call {
namespace {

int random_between(int least, int most) {
    thread_local std::minstd_rand random{std::random_device{}()};
    return std::uniform_int_distribution<int>(least, most)(random);
}

}  // namespace

UpdateVerdict judge_update(bool has_offer, const Negotiation& dialog) noexcept {
    if (dialog.update_is_open)
        return {500, true, "the last UPDATE has no answer yet"};
    if (!has_offer)
        return {0, false, "no offer: the target is refreshed"};
    if (dialog.their_offer_is_open)
        return {500, true, "the peer's last offer has no answer yet"};
    if (dialog.our_offer_is_open)
        return {491, false, "our offer has no answer yet"};
    if (dialog.partner_is_busy)
        return {491, false, "the other side is being changed"};
    return {0, false, "the offer may be passed"};
}

std::string random_retry_after() {
    return std::to_string(random_between(0, 10));
}

std::chrono::milliseconds glare_delay(bool made_call_id) {
    return std::chrono::milliseconds(
        10 * (made_call_id ? random_between(210, 400) : random_between(0, 200)));
}

}  // namespace sofia::call
