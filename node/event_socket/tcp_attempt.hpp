#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include <boost/asio/io_context.hpp>

#include "event_socket/network.hpp"

namespace sofia::event_socket {

/// Network::connect() as an object. Names are asked for by a thread of the library, so that the IO
/// thread does not wait for them.
class TcpAttempt final : public Attempt {
  public:
    TcpAttempt(boost::asio::io_context& io,
               const std::string& host,
               std::uint16_t port,
               std::chrono::milliseconds limit,
               OnConnected done);
    ~TcpAttempt() override;

  private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace sofia::event_socket
