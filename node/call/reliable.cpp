#include "call/reliable.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "base/text.hpp"

namespace sofia::call {
namespace {

/// What may wait behind an answer without PRACK: ringing that is repeated says nothing new.
constexpr std::size_t kMostWaiting = 8;

std::optional<std::uint32_t> number_of(std::string_view text) {
    const auto number = base::to_number(text);
    if (!number || *number < 0 || *number > std::numeric_limits<std::uint32_t>::max())
        return std::nullopt;
    return static_cast<std::uint32_t>(*number);
}

}  // namespace

std::optional<RAck> read_rack(std::string_view value) {
    const auto parts = base::words(value);
    if (parts.size() != 3 || parts[2] != "INVITE")
        return std::nullopt;
    const auto rseq = number_of(parts[0]);
    const auto cseq = number_of(parts[1]);
    if (!rseq || !cseq)
        return std::nullopt;
    return RAck{*rseq, *cseq};
}

std::optional<std::uint32_t> reliable_number(const sip::Response& provisional) {
    const bool is_reliable = std::any_of(
        provisional.require.begin(), provisional.require.end(), [](const auto& extension) {
            return base::iequals(extension, "100rel");
        });
    if (!is_reliable || provisional.status <= 100 || provisional.status >= 200)
        return std::nullopt;
    return number_of(base::trim(provisional.header("RSeq")));
}

Reliable::Reliable(sip::Loop& loop,
                   const model::ProfileTimers& timers,
                   std::uint32_t invite_cseq,
                   std::uint32_t first_rseq,
                   std::function<void(const sip::Reply&)> transmit,
                   std::function<void()> lost)
    : loop_(loop),
      timers_(timers),
      invite_cseq_(invite_cseq),
      rseq_(first_rseq - 1),
      transmit_(std::move(transmit)),
      lost_(std::move(lost)) {}

void Reliable::send(sip::Reply provisional) {
    if (!timer_)
        begin(std::move(provisional));
    else if (waiting_.size() < kMostWaiting)
        waiting_.push_back(std::move(provisional));
}

void Reliable::begin(sip::Reply provisional) {
    open_ = std::move(provisional);
    open_.add("Require", "100rel").add("RSeq", std::to_string(++rseq_));
    interval_ = timers_.t1;
    elapsed_ = {};
    schedule();
    transmit_(open_);
}

void Reliable::schedule() {
    const auto wait = std::min(interval_, timers_.t1x64 - elapsed_);
    elapsed_ += wait;
    timer_ = loop_.after(wait, [this] { expire(); });
}

void Reliable::expire() {
    if (elapsed_ >= timers_.t1x64) {
        timer_.reset();
        const auto lost = lost_;  // It may destroy us.
        lost();
        return;
    }
    interval_ *= 2;
    schedule();
    transmit_(open_);
}

void Reliable::settle() {
    awaits_late_prack_ = timer_ != nullptr;
    timer_.reset();
    waiting_.clear();
    open_ = {};
}

bool Reliable::acknowledge(const RAck& rack) {
    if (awaits_late_prack_ && rack == RAck{rseq_, invite_cseq_})
        return std::exchange(awaits_late_prack_, false);
    if (!timer_ || rack != RAck{rseq_, invite_cseq_})
        return false;
    timer_.reset();
    if (!waiting_.empty()) {
        auto next = std::move(waiting_.front());
        waiting_.pop_front();
        begin(std::move(next));
    }
    return true;
}

}  // namespace sofia::call
