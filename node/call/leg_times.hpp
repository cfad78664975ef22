#pragma once

#include "base/clock.hpp"
#include "call/leg.hpp"
#include "call/leg_fact.hpp"

namespace sofia::call {

/// The times of a leg that is over, as those who write call records read them: start_, progress_,
/// progress_media_, answer_, bridge_ and end_ as _stamp (local time), _epoch (s) and _uepoch (us);
/// duration, billsec, progresssec, progress_mediasec, answersec and waitsec, and the same in ms
/// (mduration, billmsec ...) and us. What has not happened has 0 and no stamp. `bridged`: when the
/// partner was connected, `end`: now.
void each_leg_time(const Leg& leg, base::WallTime bridged, base::WallTime end, const SeeFact& see);

}  // namespace sofia::call
