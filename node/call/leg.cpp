#include "call/leg.hpp"

#include "base/log.hpp"

namespace sofia::call {

std::string_view to_string(Side side) noexcept {
    return side == Side::A ? "a" : "b";
}

Leg::~Leg() {
    if (watch_.by == nullptr || state_ == LegState::New || state_ == LegState::Ended)
        return;
    state_ = LegState::Ended;
    watch_.by->on_state(*this);
}

void Leg::watched_by(LegWatch* watch) {
    watch_.by = watch;
    if (watch_.by != nullptr && state_ != LegState::New)
        watch_.by->on_state(*this);
}

bool Leg::transition(LegState to, std::string_view why) {
    if (state_ == to)
        return true;
    if (!is_legal_move(state_, to)) {
        LOG_ERROR(Area::Call,
                  "leg={} side={} illegal move {} -> {} refused ({})",
                  uuid_.str(),
                  to_string(side_),
                  to_string(state_),
                  to_string(to),
                  why);
        return false;
    }
    LOG_INFO(Area::Call,
             "leg={} side={} profile={} {} -> {}: {}",
             uuid_.str(),
             to_string(side_),
             profile_,
             to_string(state_),
             to_string(to),
             why);
    state_ = to;
    if (watch_.by != nullptr)
        watch_.by->on_state(*this);
    return true;
}

}  // namespace sofia::call
