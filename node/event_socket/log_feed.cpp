#include "event_socket/log_feed.hpp"

#include <mutex>
#include <vector>

#include "base/clock.hpp"
#include "bus/inbox.hpp"

namespace sofia::event_socket {

using Line = std::shared_ptr<const LogRecord>;

class LogFeed::Queue final : public bus::Inbox<Line> {
  public:
    using Inbox::Inbox;
};

namespace {

/// The feeds that live now. The log's listener is a bare function, so they are found through this.
struct Feeds {
    std::mutex mutex;
    // Guarded by mutex
    std::vector<bus::Inbox<Line>*> queues;
};

Feeds& feeds() {
    // Never destroyed: a thread may log while the process ends.
    static auto* const instance = new Feeds;
    return *instance;
}

void on_line(const base::LogLine& line) {
    const auto record = std::make_shared<const LogRecord>(LogRecord{line.level,
                                                                    line.area,
                                                                    std::string(line.file),
                                                                    line.line,
                                                                    std::string(line.text),
                                                                    base::system_clock().wall()});
    const std::lock_guard lock(feeds().mutex);
    for (auto* queue : feeds().queues)
        queue->offer(record);
}

}  // namespace

LogFeed::LogFeed(base::Executor& executor,
                 std::size_t limit,
                 std::function<void(const LogRecord&)> deliver)
    : queue_(std::make_shared<Queue>(
          executor, limit, [deliver = std::move(deliver)](const Line& line) { deliver(*line); })) {
    const std::lock_guard lock(feeds().mutex);
    feeds().queues.push_back(queue_.get());
    base::set_log_listener(on_line);
}

LogFeed::~LogFeed() {
    {
        const std::lock_guard lock(feeds().mutex);
        std::erase(feeds().queues, queue_.get());
        if (feeds().queues.empty())
            base::set_log_listener(nullptr);
    }
    queue_->close();
}

}  // namespace sofia::event_socket
