#include "app/waiting_room.hpp"

namespace sofia::app {
namespace {

/// About 100 MB at most.
constexpr std::size_t kMostWaiting = 10000;

}  // namespace

sip::Reply come_again() {
    return sip::Reply::of(503).add("Retry-After", "2");
}

void WaitingRoom::enter(std::unique_ptr<sip::ServerTransaction> request, Carry carry) {
    if (waiting_.size() >= kMostWaiting) {
        request->respond(come_again());
        return;
    }
    waiting_.push_back({std::move(request), std::move(carry)});
}

void WaitingRoom::close() {
    is_open_ = false;
    for (auto& [request, carry] : std::exchange(waiting_, {}))
        if (!request->answered())  // Not cancelled meanwhile.
            carry(std::move(request));
}

void WaitingRoom::send_away() {
    for (auto& [request, carry] : std::exchange(waiting_, {}))
        if (!request->answered())
            request->respond(come_again());
}

void WaitingRoom::clear() {
    is_open_ = false;
    waiting_.clear();
}

}  // namespace sofia::app
