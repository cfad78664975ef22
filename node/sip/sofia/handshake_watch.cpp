#include "sip/sofia/handshake_watch.hpp"

#include <chrono>
#include <utility>

#include "sip/sofia/connection.hpp"
#include "sip/uri.hpp"

namespace sofia::sip::nta {
namespace {

constexpr std::chrono::milliseconds kPeriod{100};

/// The URI with the port that is meant, empty unless it is on TLS.
std::string tls_address(const std::string& uri) {
    auto parsed = Uri::parse(uri);
    const auto transport = parsed ? find_param(parsed->params, "transport") : std::nullopt;
    if (!transport || *transport != "tls")
        return {};
    if (parsed->port == 0)
        parsed->port = 5061;
    return parsed->str();
}

}  // namespace

HandshakeWatch::HandshakeWatch(std::shared_ptr<Room> room,
                               std::string uri,
                               std::function<void()> lost)
    : room_(std::move(room)), uri_(tls_address(uri)), lost_(std::move(lost)) {
    // A name is looked up first, so that there is no connection yet: not watched.
    if (!uri_.empty() && is_reachable(room_->agent.get(), uri_))
        timer_ = room_->loop.every(kPeriod, [this] { look(); });
}

void HandshakeWatch::look() {
    if (!room_->is_open() || is_reachable(room_->agent.get(), uri_))
        return;
    // The timer's own task runs on: it and this object may end in it.
    const auto timer = std::move(timer_);
    const auto lost = lost_;
    lost();
}

}  // namespace sofia::sip::nta
