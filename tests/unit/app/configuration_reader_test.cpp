#include "app/configuration_reader.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>

#include <gmock/gmock.h>

namespace sofia::app {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

/// The letter box of the test's thread, which is the SIP thread here.
class Mailbox final : public base::Executor {
  public:
    void post(base::Task task) override {
        const std::lock_guard lock(mutex_);
        tasks_.push_back(std::move(task));
        came_.notify_all();
    }
    /// Runs the next task. \return false when none came in time.
    bool run_one(std::chrono::milliseconds within = 10s) {
        std::unique_lock lock(mutex_);
        if (!came_.wait_for(lock, within, [this] { return !tasks_.empty(); }))
            return false;
        auto task = std::move(tasks_.front());
        tasks_.pop_front();
        lock.unlock();
        task();
        return true;
    }

  private:
    std::mutex mutex_;
    std::condition_variable came_;
    std::deque<base::Task> tasks_;
};

/// A disk that gives its files when the test says so. Their digest is the number of the read.
class Disk {
  public:
    base::Result<config::Loaded> read() {
        std::unique_lock lock(mutex_);
        const int number = ++begun_;
        changed_.notify_all();
        changed_.wait(lock, [&] { return given_ >= number; });
        if (error_)
            return base::fail(base::ErrorKind::Invalid, *error_);
        if (throws_)
            throw std::runtime_error("no memory");
        return config::Loaded{nullptr, {}, std::to_string(number), {}};
    }
    /// Lets `count` more reads end.
    void give(int count) {
        const std::lock_guard lock(mutex_);
        given_ += count;
        changed_.notify_all();
    }
    void fail_with(const std::string& text) { error_ = text; }
    void throw_something() { throws_ = true; }
    void wait_for_read(int number) {
        std::unique_lock lock(mutex_);
        EXPECT_TRUE(changed_.wait_for(lock, 10s, [&] { return begun_ >= number; }));
    }
    int begun() {
        const std::lock_guard lock(mutex_);
        return begun_;
    }

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    int begun_ = 0;
    int given_ = 0;
    std::optional<std::string> error_;
    bool throws_ = false;
};

class AConfigurationReader : public testing::Test {
  protected:
    void ask(const std::string& name) {
        reader_->read([this, name](const base::Result<void>& read) {
            doings_.push_back(name + ": " + (read ? "read" : read.error().text));
        });
    }

    Mailbox sip_;
    /// Shared with a thread that may outlive the test.
    std::shared_ptr<Disk> disk_ = std::make_shared<Disk>();
    /// "apply 1", "ann: read".
    std::vector<std::string> doings_;
    std::optional<ConfigurationReader> reader_{
        std::in_place,
        sip_,
        [this] { return [disk = disk_] { return disk->read(); }; },
        [this](const config::Loaded& loaded) { doings_.push_back("apply " + loaded.digest); }};
};

TEST_F(AConfigurationReader, LetsTheCallerGoOnAndAnswersWhenWhatWasReadIsInUse) {
    ask("ann");
    disk_->wait_for_read(1);
    EXPECT_FALSE(sip_.run_one(10ms));
    EXPECT_THAT(doings_, IsEmpty());
    disk_->give(1);
    EXPECT_TRUE(sip_.run_one());
    EXPECT_THAT(doings_, ElementsAre("apply 1", "ann: read"));
}

TEST_F(AConfigurationReader, GivesThoseWhoAskDuringAReadTheNextOneTogether) {
    ask("ann");
    disk_->wait_for_read(1);
    ask("bob");
    ask("eve");
    EXPECT_EQ(disk_->begun(), 1) << "one read at a time";
    disk_->give(1);
    EXPECT_TRUE(sip_.run_one());
    EXPECT_THAT(doings_, ElementsAre("apply 1", "ann: read"));
    disk_->give(1);
    EXPECT_TRUE(sip_.run_one());
    EXPECT_THAT(doings_, ElementsAre("apply 1", "ann: read", "apply 2", "bob: read", "eve: read"));
    EXPECT_FALSE(sip_.run_one(10ms)) << "nobody is left to read for";
    EXPECT_EQ(disk_->begun(), 2);
}

TEST_F(AConfigurationReader, ReadsAfterTheQuestionOfOneWhoAsksWhenTold) {
    disk_->give(2);
    reader_->read([this](const base::Result<void>&) { ask("ann"); });
    EXPECT_TRUE(sip_.run_one());
    EXPECT_TRUE(sip_.run_one());
    EXPECT_THAT(doings_, ElementsAre("apply 1", "apply 2", "ann: read"));
}

TEST_F(AConfigurationReader, SaysWhyItCannotBeReadAndAppliesNothing) {
    disk_->fail_with("freeswitch.xml:3: no such tag");
    ask("ann");
    disk_->give(1);
    EXPECT_TRUE(sip_.run_one());
    EXPECT_THAT(doings_, ElementsAre("ann: freeswitch.xml:3: no such tag"));
}

TEST_F(AConfigurationReader, TakesAnExceptionForAFailure) {
    disk_->throw_something();
    ask("ann");
    disk_->give(1);
    EXPECT_TRUE(sip_.run_one());
    EXPECT_THAT(doings_, ElementsAre("ann: no memory"));
}

TEST_F(AConfigurationReader, ReadsAnewWhatIsOutdatedAndAnswersBeforeThoseWhoAskedLater) {
    ask("ann");
    disk_->wait_for_read(1);
    ask("bob");
    reader_->read_anew();
    disk_->give(2);
    EXPECT_TRUE(sip_.run_one());
    EXPECT_THAT(doings_, IsEmpty());
    EXPECT_TRUE(sip_.run_one());
    EXPECT_THAT(doings_, ElementsAre("apply 2", "ann: read", "bob: read"));
}

TEST_F(AConfigurationReader, IsOutdatedByWhatIsReadDuringAReadOnly) {
    reader_->read_anew();
    ask("ann");
    disk_->give(1);
    EXPECT_TRUE(sip_.run_one());
    EXPECT_THAT(doings_, ElementsAre("apply 1", "ann: read"));
}

TEST_F(AConfigurationReader, WaitsAtItsEndForAReadThatIsNearlyDoneAndTellsNobody) {
    ask("ann");
    disk_->wait_for_read(1);
    std::thread later([this] {
        std::this_thread::sleep_for(20ms);
        disk_->give(1);
    });
    reader_.reset();
    later.join();
    EXPECT_EQ(disk_.use_count(), 1) << "the thread has ended";
    sip_.run_one(0ms);
    EXPECT_THAT(doings_, IsEmpty());
}

TEST_F(AConfigurationReader, DoesNotTellWhoHasGoneWhatHasArrived) {
    ask("ann");
    disk_->give(1);
    while (disk_.use_count() > 1)
        std::this_thread::sleep_for(1ms);
    reader_.reset();
    EXPECT_TRUE(sip_.run_one());
    EXPECT_THAT(doings_, IsEmpty());
}

TEST_F(AConfigurationReader, LeavesADiskThatHangsBehind) {
    ask("ann");
    disk_->wait_for_read(1);
    const auto began = std::chrono::steady_clock::now();
    reader_.reset();
    EXPECT_LT(std::chrono::steady_clock::now() - began, 5s);
    EXPECT_TRUE(ConfigurationReader::has_left_one_behind());
    disk_->give(1);
    while (disk_.use_count() > 1)
        std::this_thread::sleep_for(1ms);
    EXPECT_FALSE(sip_.run_one(0ms));
    EXPECT_THAT(doings_, IsEmpty());
}

}  // namespace
}  // namespace sofia::app
