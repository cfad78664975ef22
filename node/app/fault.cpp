#include "app/fault.hpp"

#include <thread>

#include "base/log.hpp"

namespace sofia::app {

void stand_still(std::chrono::milliseconds time) {
    const auto end = std::chrono::steady_clock::now() + time;
    while (std::chrono::steady_clock::now() < end)
        std::this_thread::sleep_until(end);
}

base::Result<void> block_thread(sip::Loop& loop,
                                store::Worker& worker,
                                const std::string& thread,
                                std::chrono::milliseconds time) {
    if (thread != "sip" && thread != "writer")
        return base::fail(base::ErrorKind::NotFound, "no thread '" + thread + "': sip or writer");
    LOG_WARN(Area::App, "thread {} is blocked for {} ms on demand", thread, time.count());
    const auto fault = [time] { stand_still(time); };
    if (thread == "sip")
        loop.post(fault);
    else
        worker.on_writer_thread(fault);
    return {};
}

}  // namespace sofia::app
