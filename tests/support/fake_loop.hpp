#pragma once

#include <deque>
#include <map>
#include <memory>
#include <utility>

#include "sip/loop.hpp"
#include "support/fake_clock.hpp"

namespace sofia::test {

/// A SIP loop without thread or time of its own: tasks run in drain(), timers fire in advance().
class FakeLoop final : public sip::Loop {
  public:
    explicit FakeLoop(FakeClock& clock) : clock_(clock) {}

    void post(base::Task task) override { tasks_.push_back(std::move(task)); }

    std::unique_ptr<sip::Timer> after(std::chrono::milliseconds delay, base::Task task) override {
        return add(delay, std::chrono::milliseconds(0), std::move(task));
    }
    std::unique_ptr<sip::Timer> every(std::chrono::milliseconds period, base::Task task) override {
        return add(period, period, std::move(task));
    }
    void run() override { drain(); }
    void stop() override {}

    /// Runs the oldest queued task. \return false when there was none.
    bool step() {
        if (tasks_.empty())
            return false;
        auto task = std::move(tasks_.front());
        tasks_.pop_front();
        task();
        return true;
    }

    /// Runs queued tasks until there is none.
    void drain() {
        while (step()) {
        }
    }

    /// Moves the clock forward and fires what falls due, in order of time.
    void advance(std::chrono::milliseconds by) {
        const auto end = clock_.steady() + by;
        drain();
        while (!timers_->empty() && timers_->begin()->first.first <= end) {
            auto node = timers_->extract(timers_->begin());
            clock_.advance(
                std::chrono::duration_cast<base::Milliseconds>(node.key().first - clock_.steady()));
            auto entry = node.mapped();
            if (entry->period.count() > 0)
                timers_->emplace(std::pair{node.key().first + entry->period, node.key().second},
                                 entry);
            entry->task();
            drain();
        }
        clock_.advance(std::chrono::duration_cast<base::Milliseconds>(end - clock_.steady()));
        drain();
    }

  private:
    struct Entry {
        std::chrono::milliseconds period;
        base::Task task;
    };
    using Timers = std::map<std::pair<base::SteadyTime, int>, std::shared_ptr<Entry>>;

    class FakeTimer final : public sip::Timer {
      public:
        FakeTimer(std::weak_ptr<Timers> timers, int id) : timers_(std::move(timers)), id_(id) {}
        ~FakeTimer() override {
            if (const auto timers = timers_.lock())
                std::erase_if(*timers, [&](const auto& item) { return item.first.second == id_; });
        }

      private:
        std::weak_ptr<Timers> timers_;
        int id_;
    };

    std::unique_ptr<sip::Timer> add(std::chrono::milliseconds delay,
                                    std::chrono::milliseconds period,
                                    base::Task task) {
        const int id = next_id_++;
        timers_->emplace(std::pair{clock_.steady() + delay, id},
                         std::make_shared<Entry>(Entry{period, std::move(task)}));
        return std::make_unique<FakeTimer>(timers_, id);
    }

    FakeClock& clock_;
    std::deque<base::Task> tasks_;
    std::shared_ptr<Timers> timers_ = std::make_shared<Timers>();
    int next_id_ = 1;
};

}  // namespace sofia::test
