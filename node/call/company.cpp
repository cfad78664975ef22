#include "call/company.hpp"

#include "call/call.hpp"

namespace sofia::call {

Company company_of(const Call& call, const Leg& leg) {
    const auto* const b = call.b();
    const bool is_in_call = &leg == &call.a() || &leg == b;
    return {call.a().uuid().str(),
            leg.side() == Side::A ? b : &call.a(),
            is_in_call && b != nullptr && b->answered != base::WallTime{} &&
                call.a().answered != base::WallTime{}};
}

Company alone(const Leg& leg) {
    return {leg.uuid().str(), nullptr, false};
}

}  // namespace sofia::call
