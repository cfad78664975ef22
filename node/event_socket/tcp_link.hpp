#pragma once

#include <memory>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "event_socket/link.hpp"

namespace sofia::event_socket {

/// The Link over a connected socket; nullptr when the other end has gone already. Thread: IO, which
/// runs `io`.
std::unique_ptr<Link> make_tcp_link(boost::asio::ip::tcp::socket socket,
                                    boost::asio::io_context& io);

}  // namespace sofia::event_socket
