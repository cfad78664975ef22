#include "watchdog/thread_probe.hpp"

#include <utility>

namespace sofia::watchdog {

ThreadProbe::ThreadProbe(sip::Loop& loop, std::shared_ptr<base::Pulse> writer, ToWriter to_writer)
    : loop_(loop),
      writer_(std::move(writer)),
      to_writer_(std::move(to_writer)),
      timer_(loop.every(kTurnEvery, [this] { turn(); })) {
    // From now on it is known which thread this is.
    sip_->beat();
}

void ThreadProbe::turn() {
    loop_.post([pulse = sip_] { pulse->beat(); });
    if (asks_writer_->exchange(true))
        return;
    to_writer_([pulse = writer_, under_way = asks_writer_] {
        pulse->beat();
        *under_way = false;
    });
}

}  // namespace sofia::watchdog
