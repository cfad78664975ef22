#include "app/configuration_reader.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <iterator>
#include <mutex>
#include <string>
#include <system_error>
#include <utility>

#include "base/log.hpp"

namespace sofia::app {
namespace {

/// How long the end of the process waits for a read. A directory of 10,000 users takes a fifth of
/// it; a disk that hangs may take for ever.
constexpr std::chrono::milliseconds kLastWait{500};

std::atomic<bool> left_one_behind{false};

base::Result<config::Loaded> carry_out(const ConfigurationReader::Read& read) {
    try {
        return read();
    } catch (const std::exception& error) {
        return base::fail(base::ErrorKind::Invalid, error.what());
    }
}

}  // namespace

struct ConfigurationReader::Shared {
    std::mutex mutex;
    std::condition_variable changed;
    /// Whether the thread has not handed on its result yet.
    bool is_reading = false;
    /// Where it goes; nullptr when it is wanted no more.
    base::Executor* sip;
    /// Only for the SIP thread, where it is destroyed as well; nullptr when it is gone.
    ConfigurationReader* reader;
};

ConfigurationReader::ConfigurationReader(base::Executor& sip,
                                         std::function<Read()> prepare,
                                         std::function<void(config::Loaded)> apply)
    : prepare_(std::move(prepare)), apply_(std::move(apply)), shared_(std::make_shared<Shared>()) {
    shared_->sip = &sip;
    shared_->reader = this;
}

ConfigurationReader::~ConfigurationReader() {
    std::unique_lock lock(shared_->mutex);
    shared_->sip = nullptr;
    shared_->reader = nullptr;
    // To join in any case would make the end of the node, and with it a failover, wait for a disk
    // that hangs; nothing ends a thread that stands in the kernel but the end of the process. So
    // that one keeps its share of `shared_`, finds nobody there when it comes back, and main()
    // leaves the process around it. Any other is joined, and the process ends as it always does.
    const bool has_ended =
        shared_->changed.wait_for(lock, kLastWait, [this] { return !shared_->is_reading; });
    lock.unlock();
    if (has_ended) {
        if (thread_.joinable())
            thread_.join();
        return;
    }
    LOG_WARN(Area::Config, "reading the configuration takes too long, the node ends without it");
    left_one_behind = true;
    thread_.detach();
}

bool ConfigurationReader::has_left_one_behind() noexcept {
    return left_one_behind;
}

void ConfigurationReader::read(Done done) {
    next_.push_back(std::move(done));
    if (!is_busy_)
        begin();
}

void ConfigurationReader::begin() {
    is_busy_ = true;
    is_outdated_ = false;
    present_ = std::exchange(next_, {});
    shared_->is_reading = true;
    try {
        thread_ = std::thread([shared = shared_, read = prepare_()]() mutable {
            auto loaded = carry_out(read);
            const std::lock_guard lock(shared->mutex);
            shared->is_reading = false;
            shared->changed.notify_all();
            if (shared->sip != nullptr)
                shared->sip->post([shared, loaded = std::move(loaded)] {
                    if (shared->reader != nullptr)
                        shared->reader->ended(loaded);
                });
        });
    } catch (const std::system_error& error) {
        shared_->is_reading = false;
        ended(base::fail(base::ErrorKind::Unavailable,
                         std::string("no thread to read the configuration: ") + error.what()));
    }
}

void ConfigurationReader::ended(base::Result<config::Loaded> loaded) {
    // It has posted this as its last deed.
    if (thread_.joinable())
        thread_.join();
    if (is_outdated_) {
        next_.insert(next_.begin(),
                     std::make_move_iterator(present_.begin()),
                     std::make_move_iterator(present_.end()));
        return begin();
    }
    base::Result<void> outcome;
    if (loaded)
        apply_(std::move(*loaded));
    else
        outcome = tl::unexpected(loaded.error());
    for (const auto& done : std::exchange(present_, {}))
        done(outcome);
    is_busy_ = false;
    if (!next_.empty())
        begin();
}

}  // namespace sofia::app
